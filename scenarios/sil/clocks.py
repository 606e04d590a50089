"""Which clock a run goes by: the one that was asked for, if the scenario declares it and it can be kept."""

from __future__ import annotations

from camproof.domain.errors import InputError, Place, UnknownWordError
from camproof.scenarios.schema import CLOCKS, ClockName, Scenario

__all__ = ["clock_of"]


def clock_of(scenario: Scenario, wanted: str) -> ClockName:
    """The clock of a run.

    :param wanted: "wall" or "virtual"; empty for the first one that the scenario declares.
    :raises InputError: there is no such clock, the scenario does not declare it, or it cannot be kept.
    """
    wanted = wanted or scenario.clocks[0]
    if wanted not in CLOCKS:
        raise UnknownWordError("clock", wanted, CLOCKS, Place(field="--clock"))
    if wanted not in scenario.clocks:
        declared = ", ".join(scenario.clocks)
        raise InputError(
            f"the scenario does not run by the {wanted} clock; it declares {declared}",
            Place(str(scenario.file), field="runs.clocks"),
            f"add {wanted} to its runs.clocks, if nothing in it needs another",
        )
    if wanted == "virtual":
        _check_virtual(scenario)
    return wanted


def _check_virtual(scenario: Scenario) -> None:
    if scenario.system is not None:
        raise InputError(
            f"{scenario.system.name} keeps its own time; only the built-in platform runs in virtual time",
            Place(str(scenario.file), field="system"),
            "--clock wall",
        )
