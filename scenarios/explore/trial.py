"""One try of a scenario in virtual time, without a folder, a journal or a report."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camproof.domain.errors import InputError
from camproof.runtimes.virtual import run_virtually
from camproof.scenarios.running.book import Book, Record
from camproof.scenarios.running.runner import play_scenario
from camproof.scenarios.running.silence import Silence
from camproof.scenarios.running.stage import Stage
from camproof.scenarios.schema import Scenario
from camproof.verdicts import Outcome, Verdict

__all__ = ["MakeStage", "Miss", "Trial", "attempt", "try_scenario"]

MakeStage = Callable[[Scenario, int], Stage]


@dataclass(frozen=True, slots=True)
class Miss:
    """A target that was missed or could not be judged for trouble, or a run that broke off.

    :param phase: its name; empty where the run broke off before the first.
    :param key: what tells it from others: measure, percentile, scope, requirement; or the exception and where
        it was raised.
    :param line: the verdict in a sentence, or what broke off the run.
    :param outcome: ``FAIL``, or ``ERROR`` for trouble, which is never the target's.
    """

    phase: str
    key: tuple[str, ...]
    line: str
    outcome: Outcome = Outcome.FAIL


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
        self.phase = ""

    def append(self, kind: str, at_s: float, *, sync: bool = False, **data: Any) -> None:  # noqa: ARG002
        if kind == "phase":
            self.phase = data["name"]
        elif kind == "verdict":
            verdict = Verdict.from_dict(data["verdict"])
            if verdict.outcome in (Outcome.FAIL, Outcome.ERROR):
                self.misses.append(Miss(data["name"], _key(verdict), verdict.line, verdict.outcome))


def _key(verdict: Verdict) -> tuple[str, ...]:
    spec = verdict.measurement.spec
    return spec.name, f"{spec.percentile or ''}", spec.scope, verdict.requirement.id


def try_scenario(scenario: Scenario, seed: int, make_stage: MakeStage) -> Trial:
    """Play a scenario to its end and judge it.

    :raises StageError, InputError, MediaError: as the runner does.
    """
    verdicts = _Verdicts()
    _play(scenario, seed, make_stage, verdicts)
    return Trial(tuple(verdicts.misses))


def attempt(scenario: Scenario, seed: int, make_stage: MakeStage) -> Trial:
    """As :func:`try_scenario`; what breaks off the run is found like a target that was missed.

    :raises InputError: the scenario cannot be played.
    """
    verdicts = _Verdicts()
    try:
        _play(scenario, seed, make_stage, verdicts)
    except InputError:
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the faults have brought it about
        return Trial((*verdicts.misses, _broken(error, verdicts.phase)))
    return Trial(tuple(verdicts.misses))


def _play(scenario: Scenario, seed: int, make_stage: MakeStage, verdicts: _Verdicts) -> None:
    stage = make_stage(scenario, seed)
    run_virtually(play_scenario(scenario, stage, Book(verdicts), Record(run={}), {}, Silence()))


def _broken(error: Exception, phase: str) -> Miss:
    kind, last = type(error).__name__, traceback.extract_tb(error.__traceback__)[-1]
    place = f"{Path(last.filename).name}, {last.name}"
    said = " ".join(str(error).split())
    return Miss(phase, (kind, place), f"the run broke off: {kind}: {said} ({place})", Outcome.ERROR)
