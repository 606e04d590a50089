"""RFC 3550 A.8 over many packets of many streams at once.

The estimate fades by 15/16 with each packet, so that behind a unit it is a sum of what each unit added, faded
by the packets since.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.landing import SHRINK
from camproof.media.virtual.runs import Runs
from camproof.media.virtual.units import Units

__all__ = ["jitters", "transit_ns"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
_JUMP_NS = 10_000_000_000
_TICK_NS = 100_000 / 9
_DEEPEST = 9000
"""So many packets fade to 1e-252; more would leave the range of a float."""
_FADED = SHRINK ** np.arange(_DEEPEST + 1.0)


def transit_ns(at_ns: Ints, timestamp: Ints) -> Floats:
    """Arrival less RTP timestamp."""
    passed: Floats = at_ns - timestamp * _TICK_NS
    return passed


def jitters(units: Units, runs: Runs) -> tuple[Floats, Floats]:
    """The estimate behind each unit, and the highest inside it, in ns."""
    first_ns = transit_ns(units["first_ns"], units["timestamp"])
    earlier = np.empty(len(units))
    earlier[1:] = transit_ns(units["last_ns"], units["timestamp"])[:-1]
    earlier[runs.starts] = runs.rows["transit_ns"]
    change = np.abs(first_ns - earlier) / 16
    change[change > _JUMP_NS / 16] = 0.0
    got = units["got"]
    added = _FADED[np.minimum(got - 1, _DEEPEST)] * change + units["spread"]
    through = runs.through(got)
    if through.max() > _DEEPEST:
        behind = _one_by_one(added, got, runs)
    else:
        behind = _all_at_once(added, _FADED[through], runs)
    ahead = np.empty(len(units))
    ahead[1:] = behind[:-1]
    ahead[runs.starts] = runs.rows["jitter"]
    begun = SHRINK * ahead + change
    worst = np.maximum(begun, behind)
    if units["peak_at"].any():
        inside = begun * _FADED[np.minimum(units["peak_at"], _DEEPEST)] + units["peak"]
        worst = np.maximum(worst, inside)
    return behind, worst


def _all_at_once(added: Floats, faded: Floats, runs: Runs) -> Floats:
    """A table of streams by their units, so that the sums of one stream do not touch another's."""
    stream = np.repeat(np.arange(len(runs.starts)), runs.sizes)
    at = np.arange(len(added)) - runs.each(runs.starts)
    table = np.zeros((len(runs.starts), int(runs.sizes.max())))
    table[stream, at] = added / faded
    summed = np.cumsum(table, axis=1)[stream, at]
    behind: Floats = faded * (summed + np.repeat(runs.rows["jitter"], runs.sizes))
    return behind


def _one_by_one(added: Floats, got: Ints, runs: Runs) -> Floats:
    behind = np.empty(len(added))
    for row, (start, end) in enumerate(zip(runs.starts.tolist(), runs.ends.tolist(), strict=True)):
        jitter = float(runs.rows["jitter"][row])
        for index in range(start, end + 1):
            jitter = jitter * SHRINK ** int(got[index]) + float(added[index])
            behind[index] = jitter
    return behind
