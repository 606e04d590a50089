"""Targets that no fault of a search can make a scenario miss, because its phase ends too soon."""

from __future__ import annotations

from camproof.scenarios.explore.timelines import Space
from camproof.scenarios.schema import PhaseSpec, TargetSpec

__all__ = ["unmissable"]

_RECOVERY = "recovery time to 99 %"


def unmissable(phase: PhaseSpec, space: Space) -> tuple[str, ...]:
    """A sentence for each target that is not, or not always, watched for as long as its limit.

    Who is not back when a phase ends sooner than that is inconclusive, which is no miss.
    """
    said = (_said(target, phase.duration_s, space) for target in phase.targets if target.measure == _RECOVERY)
    return tuple(sentence for sentence in said if sentence)


def _said(target: TargetSpec, duration_s: float, space: Space) -> str:
    limit = target.limit or target.requirement.limit
    end_s = target.window_s[1] if target.window_s is not None else duration_s
    longest_s, least_s = end_s - space.shortest_s, end_s - space.end_s
    if limit.value > longest_s:
        return (
            f"{_RECOVERY}, {limit.text}, cannot be missed: no fault leaves more than {longest_s:g} s of the"
            " phase after it. Give the target a lower limit, or a longer phase."
        )
    if limit.value > least_s:
        return (
            f"{_RECOVERY}, {limit.text}, can only be missed by faults that end within the first"
            f" {end_s - limit.value:g} s of the phase. Give the target a lower limit, or a longer --calm."
        )
    return ""
