"""What the goals came to, in sentences."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence

from camproof.reports.text import OUTCOME_WORDS, count_text
from camproof.simulator.answers import CityResult, GoalAnswer
from camproof.simulator.values import HOURS_PER_YEAR
from camproof.verdicts import Outcome

__all__ = ["headline", "meets_text", "needed_text", "period_text", "reasons", "setting"]

_ORDER = (Outcome.FAIL, Outcome.INCONCLUSIVE, Outcome.PASS, Outcome.NOT_RUN)


def headline(answers: Sequence[GoalAnswer]) -> str:
    """One sentence: how many goals are met."""
    if not answers:
        return "The city file names no goal; figures only."
    outcomes = Counter(answer.verdict.outcome for answer in answers)
    if set(outcomes) == {Outcome.PASS}:
        return {1: "The goal is met.", 2: "Both goals are met."}.get(
            len(answers), f"All {len(answers)} goals are met."
        )
    told = ", ".join(f"{outcomes[key]} {OUTCOME_WORDS[key]}" for key in _ORDER if outcomes[key])
    return f"Of {count_text(len(answers), 'goal')}: {told}."


def reasons(answers: Sequence[GoalAnswer]) -> tuple[str, ...]:
    """Why it is not a pass, the worst first; of what is open, how much more would decide it."""
    bad = [answer for answer in answers if answer.verdict.outcome > Outcome.PASS]
    lines = []
    for answer in sorted(bad, key=lambda each: -each.verdict.outcome.rank):
        more = needed_text(answer)
        lines.append(answer.verdict.line + (f"; {more}" if more else ""))
    return tuple(lines)


def needed_text(answer: GoalAnswer) -> str:
    """What would decide an open goal; empty where it is decided."""
    if answer.verdict.outcome is not Outcome.INCONCLUSIVE or answer.estimate is None:
        return ""
    if math.isnan(answer.estimate.sd):
        return "one replication tells no spread: play more"
    if answer.needed is None:
        return "the mean lies on the limit, no number of replications would decide it"
    more = answer.needed - answer.estimate.n
    if more <= 0:
        return "a few more replications should decide it"
    return f"needs about {count_text(more, 'more replication')} ({answer.needed} in all)"


def meets_text(answer: GoalAnswer) -> str:
    """In how many periods it was met, and the probability of that: "24 of 25, 80 % to 99 %"."""
    if answer.estimate is None:
        return "—"
    ends = " to ".join(f"{end * 100:.0f}" for end in (answer.meets_low, answer.meets_high))
    return f"{answer.meets} of {answer.estimate.n}: {ends} %"


def period_text(period_h: float) -> str:
    """As in "1 year", "2.5 years", "30 days"."""
    years = period_h / HOURS_PER_YEAR
    if years >= 1:
        return "1 year" if years == 1 else f"{years:.4g} years"
    return f"{period_h / 24:.4g} days"


def setting(result: CityResult) -> str:
    """What was played: "98 cameras, 1 year, 25 replications, seed 1"."""
    return ", ".join(
        (
            count_text(len(result.city.inventory), "camera"),
            period_text(result.city.spec.period_h),
            count_text(result.replications, "replication"),
            f"seed {result.seed}",
        )
    )
