"""Which loop a run goes through: the one that was asked for, if it is there and the scenario allows it."""

from __future__ import annotations

from camproof.domain.errors import InputError, Place, UnknownWordError
from camproof.scenarios.schema import LOOPS, Loop, Scenario

__all__ = ["loop_of"]

PLAYED: tuple[Loop, ...] = ("sil", "mil")
"""Loops that can be played, the usual one first."""


def loop_of(scenario: Scenario, wanted: str) -> Loop:
    """The loop of a run.

    The model may be asked for with any scenario: what it cannot judge is not run, with the reason.

    :param wanted: "mil" or "sil"; empty for sil, where the scenario declares it, else for mil.
    :raises InputError: there is no such loop, the scenario does not declare it, or it cannot be played.
    """
    if wanted and wanted not in LOOPS:
        raise UnknownWordError("loop", wanted, LOOPS, Place(field="--loop"))
    declared = ", ".join(scenario.loops)
    loop = wanted or next((each for each in PLAYED if each in scenario.loops), scenario.loops[0])
    if loop == "mil":
        return "mil"
    place = Place(str(scenario.file), field="runs.loops")
    if loop not in scenario.loops:
        what = f"the scenario does not run in the {loop} loop; it declares {declared}"
        raise InputError(what, place, f"add {loop} to its runs.loops")
    if loop not in PLAYED:
        raise InputError(f"the {loop} loop cannot be played yet", place, f"it plays in {', '.join(PLAYED)}")
    return "sil"
