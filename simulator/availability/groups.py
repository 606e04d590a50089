"""When servers and disks that stand in for each other are too few."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.reach import Intervals, merged
from camproof.simulator.values import Floats, Ints, Outages

__all__ = ["failovers", "too_few"]

Index = NDArray[np.int64]


def too_few(outages: Outages, units: Ints, spare: Ints, period_h: float) -> Intervals:
    """When more units of a group are down than it has to spare.

    :param outages: of single units, counted through: the units of group 0 first, then those of group 1.
    :param units: (G,) units of each group.
    :param spare: (G,) how many may be down.
    """
    first = np.concatenate(([0], np.cumsum(units))).astype(np.int64)
    single = merged(outages.unit, outages.down_h, outages.up_h, int(first[-1]), period_h)
    group = np.repeat(np.arange(len(units)), units)[single.owner]
    edge_h = np.concatenate((single.begin, single.end))
    step = np.repeat(np.array([1, -1], np.int64), len(single.begin))
    whose = np.concatenate((group, group))
    order = np.lexsort((step, edge_h, whose))  # at one moment ends come before begins
    owner, begin, end = _above(whose[order], edge_h[order], step[order], spare.astype(np.int64))
    return merged(owner, begin, end, len(units), period_h)


def failovers(outages: Outages, units: Ints, needed: Ints, failover_h: float, period_h: float) -> Intervals:
    """The times until a spare unit has taken over, each time that one which serves goes down.

    In each group the ``needed`` units with the smallest numbers serve while they work; the others stand by.
    Each serves its part of the group, so that ``failover_h`` of a part is told as that part of it of all.
    """
    first = np.cumsum(units) - units
    whose = np.repeat(np.arange(len(units)), units)[outages.unit]
    served = (units[whose] > needed[whose]) & (outages.unit - first[whose] < needed[whose])
    whose = whose[served]
    begin: Floats = outages.down_h[served]
    end = np.minimum(begin + failover_h / np.maximum(needed[whose], 1), outages.up_h[served])
    return merged(whose, begin, end, len(units), period_h)


@compiled
def _above(
    whose: Index,
    edge_h: Floats,
    step: Index,
    spare: Index,
) -> tuple[Index, Floats, Floats]:
    rows = 0
    owner, begin, end = np.empty(len(whose), np.int64), np.empty(len(whose)), np.empty(len(whose))
    down = 0
    for at in range(len(whose)):
        if at and whose[at] != whose[at - 1]:
            down = 0
        limit = spare[whose[at]]
        if step[at] > 0 and down == limit:
            owner[rows], begin[rows] = whose[at], edge_h[at]
        elif step[at] < 0 and down == limit + 1:
            end[rows] = edge_h[at]
            rows += 1
        down += step[at]
    return owner[:rows].copy(), begin[:rows].copy(), end[:rows].copy()
