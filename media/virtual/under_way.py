"""Units under way: those of a stream together, in the order in which they were sent."""

from __future__ import annotations

import numpy as np

from camproof.media.compiled import compiled
from camproof.media.virtual.flights import FAST, Rows
from camproof.media.virtual.units import UNIT, Units

__all__ = ["one_behind_the_other", "parted"]


def one_behind_the_other(earlier: Units, later: Units) -> Units:
    """Units of both, a stream behind the other.

    :param earlier: by the numbers of their flights; :param later: a stream behind the other, in any order.
    """
    if (np.diff(later["flight"]) < 0).any():
        later = later[np.argsort(later["flight"], kind="stable")]
    if not len(earlier):
        return later
    both = np.empty(len(earlier) + len(later), UNIT)
    _merge(earlier, later, both)
    return both


def parted(waiting: Units, flights: Rows, until_ns: int) -> tuple[Units, Units]:
    """Those whose last packet has come by a moment and which are added up in arrays, and the others."""
    came, others = np.empty(len(waiting), UNIT), np.empty(len(waiting), UNIT)
    many = _part(waiting, flights, until_ns, came, others)
    return came[:many], others[: len(waiting) - many].copy()


@compiled
def _merge(earlier: Units, later: Units, both: Units) -> None:
    first = second = 0
    for row in range(len(both)):
        ended = second == len(later)
        if ended or (first < len(earlier) and earlier[first].flight <= later[second].flight):
            both[row] = earlier[first]
            first += 1
        else:
            both[row] = later[second]
            second += 1


@compiled
def _part(waiting: Units, flights: Rows, until_ns: int, came: Units, others: Units) -> int:
    many = 0
    for row in range(len(waiting)):
        unit = waiting[row]
        if unit.last_ns <= until_ns and flights[unit.flight].mode == FAST:
            came[many] = unit
            many += 1
        else:
            others[row - many] = unit
    return many
