"""The search of one process: time lines until one misses a target, then the simplest that still does."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from hypothesis import HealthCheck, Phase, given, reject, seed, settings
from hypothesis.errors import Unsatisfiable

from camproof.domain.errors import InputError
from camproof.domain.timeline import TimelineEntry
from camproof.scenarios.explore.overlaps import overlap
from camproof.scenarios.explore.timelines import Space, timelines
from camproof.scenarios.explore.trial import MakeStage, Miss, Trial, attempt
from camproof.scenarios.schema import Scenario, TimelineItem
from camproof.scenarios.sil.records import camera_records

__all__ = ["Found", "Search", "search", "with_faults"]

_MOST_EXAMPLES = 10**7


@dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What is searched.

    :param phase: whose time line the faults join, by number.
    :param seed: of every run; that of the drawing is ``draw_seed``.
    :param until_s: by the monotonic clock.
    """

    scenario: Scenario
    phase: int
    space: Space
    seed: int
    draw_seed: int
    until_s: float


@dataclass(frozen=True, slots=True)
class Found:
    """A time line under which targets are missed, or the run breaks off."""

    entries: tuple[TimelineEntry, ...]
    misses: tuple[Miss, ...]


class _TimeUpError(KeyboardInterrupt):
    """Ends hypothesis, which takes any other exception for a failing example."""


class _MissedError(Exception):
    """What hypothesis shrinks."""


def search(wanted: Search, make_stage: MakeStage, tried: Callable[[bool], None]) -> Found | None:
    """Search until something is found and cannot be made simpler, or time is up.

    :param tried: told of each try, whether it missed a target.
    """
    best: list[Found] = []

    @seed(wanted.draw_seed)
    @settings(
        max_examples=_MOST_EXAMPLES, deadline=None, database=None, phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck), print_blob=False, report_multiple_bugs=False,
    )  # fmt: skip
    @given(timelines(wanted.space))
    def probe(entries: list[TimelineEntry]) -> None:
        if time.monotonic() >= wanted.until_s:
            raise _TimeUpError
        trial = _tried(wanted, entries, make_stage)
        tried(bool(trial.misses))
        if trial.misses:
            found = Found(tuple(entries), trial.misses)
            if not best or _size(found) <= _size(best[0]):
                best[:] = [found]
            raise _MissedError

    with suppress(_TimeUpError, _MissedError, Unsatisfiable):
        probe()
    return best[0] if best else None


def with_faults(scenario: Scenario, phase: int, entries: list[TimelineEntry]) -> Scenario:
    """The scenario with more lines in the time line of a phase."""
    chosen = scenario.phases[phase]
    timeline = (*chosen.timeline, *(TimelineItem(entry) for entry in entries))
    phases = list(scenario.phases)
    phases[phase] = replace(chosen, timeline=timeline)
    return replace(scenario, phases=tuple(phases))


def _tried(wanted: Search, entries: list[TimelineEntry], make_stage: MakeStage) -> Trial:
    scenario, gap_s = with_faults(wanted.scenario, wanted.phase, entries), float(wanted.space.shortest_s)
    try:
        if overlap(scenario.phases[wanted.phase], camera_records(scenario), wanted.seed, gap_s):
            reject()
        return attempt(scenario, wanted.seed, make_stage)
    except InputError:  # such cameras cannot have such a fault
        reject()


def _size(found: Found) -> tuple[float, ...]:
    entries = found.entries
    return (
        len(entries),
        sum(len(entry.selector.codes) or 1000 for entry in entries),
        sum(len(entry.params) for entry in entries),
        sum((entry.for_s or 0.0) + entry.at_s for entry in entries),
    )
