"""Who is reached when: sets of times, and the way through rings, stars and any other network."""

from camproof.simulator.reach.intervals import Intervals, empty, merged, shifted, taken, union
from camproof.simulator.reach.plan import ReachPlan, reach_plan
from camproof.simulator.reach.sweep import unreached

__all__ = [
    "Intervals",
    "ReachPlan",
    "empty",
    "merged",
    "reach_plan",
    "shifted",
    "taken",
    "union",
    "unreached",
]
