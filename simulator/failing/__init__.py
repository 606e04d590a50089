"""What fails when: renewals by array, shocks, planned visits; crews mend what needs them."""

from camproof.simulator.failing.outcome import Failing
from camproof.simulator.failing.plant import Plant, plant_of
from camproof.simulator.failing.run import fail_and_repair
from camproof.simulator.failing.sorts import Sort, sort_of
from camproof.simulator.failing.units import INFRASTRUCTURE, ShockGroup, UnitGroup, Units, UpkeepGroup

__all__ = [
    "INFRASTRUCTURE",
    "Failing",
    "Plant",
    "ShockGroup",
    "Sort",
    "UnitGroup",
    "Units",
    "UpkeepGroup",
    "fail_and_repair",
    "plant_of",
    "sort_of",
]
