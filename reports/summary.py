"""The run in a few lines: the sentence on top, the reasons, the four goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from camproof.reports.model import PhaseResult, RunResult
from camproof.reports.text import GOAL_TITLES, OUTCOME_WORDS, count_text
from camproof.verdicts.outcome import Outcome, worst
from camproof.verdicts.requirement import Goal
from camproof.verdicts.verdict import Verdict

__all__ = ["Tile", "exclusions", "headline", "reasons", "tally_text", "tiles", "verdict_names"]

_ORDER = (
    Outcome.ERROR,
    Outcome.ABORTED,
    Outcome.FAIL,
    Outcome.INCONCLUSIVE,
    Outcome.PASS,
    Outcome.NOT_RUN,
)
_POLICY: tuple[Goal, ...] = ("coverage", "sharing", "availability", "control")


@dataclass(frozen=True, slots=True)
class Tile:
    """One goal: its worst outcome and the verdict that decides it; `leading` is None without verdicts."""

    goal: Goal
    title: str
    term: str
    outcome: Outcome
    leading: Verdict | None
    tally: str


def headline(result: RunResult) -> str:
    """One sentence: how many verdicts came out as the run did."""
    outcomes = Counter(verdict.outcome for _, verdict in result.verdicts)
    total = sum(outcomes.values())
    if total == 0:
        return "No verdict was reached."
    passed, not_run = outcomes[Outcome.PASS], outcomes[Outcome.NOT_RUN]
    if result.outcome is Outcome.PASS:
        rest = f"; {not_run} not run" if not_run else ""
        return (
            f"All {passed} verdicts passed." if passed == total > 1 else f"{passed} of {total} passed{rest}."
        )
    worse = [
        f"{outcomes[outcome]} {OUTCOME_WORDS[outcome]}"
        for outcome in _ORDER
        if outcomes[outcome] and outcome > Outcome.PASS
    ]
    if result.outcome is Outcome.NOT_RUN:
        worse = [f"{not_run} not run"]
    return f"Of {count_text(total, 'verdict')}: {', '.join([*worse, f'{passed} pass'])}."


def reasons(result: RunResult) -> tuple[str, ...]:
    """Why the run is not a pass: its own reason, those of its phases, each bad verdict, the worst first."""
    lines = [result.reason] if result.reason else []
    lines += [f"{phase.name}: {phase.reason}" for phase in result.phases if phase.reason]
    bad = [(phase, verdict) for phase, verdict in result.verdicts if verdict.outcome > Outcome.PASS]
    for phase, verdict in sorted(bad, key=lambda pair: -pair[1].outcome.rank):
        lines.append(f"{verdict.line} [{phase.name}]")
    if result.load_note:
        lines.append(f"The bench was saturated: {result.load_note}")
    return tuple(lines)


def exclusions(result: RunResult) -> tuple[str, ...]:
    """Why verdicts were not run, one line a reason, the most frequent first."""
    why = Counter(
        verdict.reason.rsplit("; limit ", 1)[0]
        for _, verdict in result.verdicts
        if verdict.outcome is Outcome.NOT_RUN
    )
    return tuple(f"{count} not run: {reason}" for reason, count in why.most_common())


def verdict_names(phase: PhaseResult) -> Iterator[tuple[str, Verdict]]:
    """The verdicts of a phase, each with a name of its own: as in "AVAIL-1 online rate (2)"."""
    seen: Counter[str] = Counter()
    for verdict in phase.verdicts:
        name = f"{verdict.requirement.id} {verdict.measurement.spec.title}"
        seen[name] += 1
        yield (name if seen[name] == 1 else f"{name} ({seen[name]})"), verdict


def tally_text(verdicts: Sequence[Verdict]) -> str:
    """As in "1 fail, 4 pass"."""
    outcomes = Counter(verdict.outcome for verdict in verdicts)
    return ", ".join(f"{outcomes[key]} {OUTCOME_WORDS[key]}" for key in _ORDER if outcomes[key])


def tiles(result: RunResult) -> tuple[Tile, ...]:
    """The four goals of the policy, always; transport and the bench where something was judged there."""
    by_goal: dict[Goal, list[Verdict]] = {goal: [] for goal in GOAL_TITLES}
    for _, verdict in result.verdicts:
        by_goal[verdict.requirement.goal].append(verdict)
    return tuple(_tile(goal, found) for goal, found in by_goal.items() if found or goal in _POLICY)


def _tile(goal: Goal, verdicts: list[Verdict]) -> Tile:
    title, term = GOAL_TITLES[goal]
    leading = max(verdicts, key=lambda verdict: verdict.outcome.rank, default=None)
    outcome = worst(verdict.outcome for verdict in verdicts)
    return Tile(goal, title, term, outcome, leading, tally_text(verdicts) or "nothing judged in this run")
