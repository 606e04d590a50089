"""Why a figure of a failure, a shock, a crew, a shelf or planned visits moves nothing."""

from __future__ import annotations

from camproof.simulator.answers.figures import Key
from camproof.simulator.answers.still.case import Case
from camproof.simulator.values import FailureMode, Kind

__all__ = ["of_mode", "of_shelf", "of_shock", "of_team", "of_upkeep"]

_STOOD_IN_FOR = (Kind.LINK, Kind.DISK, Kind.SIP_SERVER, Kind.MEDIA_SERVER, Kind.NODE)
"""Kinds of units whose failure others may carry."""


def of_mode(case: Case) -> str:
    """Of a row of failures."""
    mode = case.city.spec.modes[case.number]
    groups = [group for group in case.city.groups if group.number == case.number]
    if not groups:
        return "The city has no unit that fails in this way."
    if "notice" in case.input.path and mode.skill is None:
        return "No crew mends it, and so no order waits until somebody has noticed."
    if case.field == "ages" and mode.life.form == "exponential":
        return "A life that is exponential does not age."
    struck = case.outages(mode.kind)
    if not struck:
        return f"No unit failed in this way {case.times}."
    if case.field == "ages" and not any(group.units.age_h.any() for group in groups):
        return "All units of this kind are new when the period begins."
    others = _others(case, mode)
    if mode.kind in _STOOD_IN_FOR:
        kind = f"Units of this kind, also of {others}," if others else "Units"
        often = "once" if struck == 1 else f"{struck} times"
        return f"{kind} failed {often} {case.times}; where it was in this way, what stands in carried it."
    if others:
        return f"All {struck} outages of the kind {case.times} were of {others}."
    return f"Units failed in this way {struck} times {case.times}, each while others hid it."


def _others(case: Case, mode: FailureMode) -> str:
    """Rows of the same kind of unit."""
    return ", ".join(each.name for each in case.city.spec.modes if each.kind == mode.kind and each != mode)


def of_shock(case: Case) -> str:
    """Of a row of shocks."""
    shock = case.city.spec.shocks[case.number]
    struck = case.outages(shock.kind)
    if not struck:
        return f"The shock never came, or found nothing to strike, {case.times}."
    return f"Shocks of the kind struck {struck} units {case.times}, none of which this figure touches."


def of_team(case: Case) -> str:
    """Of a team of crews."""
    if case.field == "cost_per_year":
        return "The team has no crew."
    busy = case.total(Key("crew use", "share", of=case.city.spec.teams[case.number].name))
    if not busy:
        return f"The team had nothing to do {case.times}."
    return "The team worked, and no repair was begun sooner or later."


def of_shelf(case: Case) -> str:
    """Of a shelf of parts."""
    name = case.city.spec.spares[case.number].name
    if not case.total(Key("parts used", "count", of=name)):
        return f"No repair took this part {case.times}."
    if not case.total(Key("wait for a part", "h")):
        return "Parts were taken, and the shelf was never empty."
    return "Parts were taken, and no repair waited longer or shorter for one."


def of_upkeep(case: Case) -> str:
    """Of planned visits."""
    visits = case.outages(Kind.MAINTENANCE)
    return f"Visits took {visits} cameras out of service {case.times}, with each of the values the same."
