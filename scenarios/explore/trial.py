"""One try of a scenario in virtual time, without a folder, a journal or a report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from camproof.runtimes.virtual import run_virtually
from camproof.scenarios.running.book import Book, Record
from camproof.scenarios.running.runner import play_scenario
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import Stage
from camproof.scenarios.schema import Scenario
from camproof.verdicts import Outcome, Verdict

__all__ = ["MakeStage", "Miss", "Trial", "try_scenario"]

MakeStage = Callable[[Scenario, int], Stage]


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that was missed, or could not be judged for trouble.

    :param key: what tells it from other targets: measure, percentile, scope, requirement.
    :param line: the verdict in a sentence.
    """

    phase: str
    key: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True)
class Trial:
    """What came of a try."""

    misses: tuple[Miss, ...]

    @property
    def keys(self) -> frozenset[tuple[str, ...]]:
        """Of all that was missed."""
        return frozenset(miss.key for miss in self.misses)


class _Verdicts:
    """A journal that keeps nothing but verdicts."""

    def __init__(self) -> None:
        self.misses: list[Miss] = []

    def append(self, kind: str, at_s: float, *, sync: bool = False, **data: Any) -> None:  # noqa: ARG002
        if kind == "verdict":
            verdict = Verdict.from_dict(data["verdict"])
            if verdict.outcome in (Outcome.FAIL, Outcome.ERROR):
                self.misses.append(Miss(data["name"], _key(verdict), verdict.line))


def _key(verdict: Verdict) -> tuple[str, ...]:
    spec = verdict.measurement.spec
    return spec.name, f"{spec.percentile or ''}", spec.scope, verdict.requirement.id


def try_scenario(scenario: Scenario, seed: int, make_stage: MakeStage) -> Trial:
    """Play a scenario to its end and judge it.

    :raises StageError, InputError, MediaError: as the runner does.
    """
    verdicts = _Verdicts()
    stage = make_stage(scenario, seed)
    run_virtually(play_scenario(scenario, stage, Book(verdicts), Record(run={}), {}, Silence()))
    return Trial(tuple(verdicts.misses))
