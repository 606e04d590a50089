"""Sets of times, one for each owner: when something is down, unreached, or not recorded."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.reach import loops
from camproof.simulator.values import Floats

__all__ = ["Intervals", "empty", "merged", "shifted", "taken", "union"]

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Intervals:
    """For each of M owners a set of times, as disjoint intervals in order.

    :param first: (M + 1,) the intervals of owner m are ``first[m]`` to ``first[m + 1]``.
    :param begin: (K,) hours; :param end: (K,) above ``begin``, below the next begin of the same owner.
    """

    first: Index
    begin: Floats
    end: Floats

    @property
    def owners(self) -> int:
        return len(self.first) - 1

    @property
    def owner(self) -> Index:
        """(K,) whose each interval is."""
        return np.repeat(np.arange(self.owners), np.diff(self.first))

    def total_h(self) -> Floats:
        """(M,) hours of each owner."""
        sums = np.concatenate(([0.0], np.cumsum(self.end - self.begin)))
        return np.asarray(sums[self.first[1:]] - sums[self.first[:-1]])

    def of(self, owner: int) -> list[tuple[float, float]]:
        """The intervals of one owner."""
        rows = slice(self.first[owner], self.first[owner + 1])
        return list(zip(self.begin[rows].tolist(), self.end[rows].tolist(), strict=True))


def empty(owners: int) -> Intervals:
    """No times for anybody."""
    return Intervals(np.zeros(owners + 1, np.int64), np.empty(0), np.empty(0))


def merged(
    owner: NDArray[np.integer[Any]], begin: Floats, end: Floats, owners: int, period_h: float
) -> Intervals:
    """Sets from loose intervals in any order, overlapping or not; what is outside the period is cut off."""
    begin = np.maximum(begin, 0.0)
    end = np.minimum(end, period_h)
    kept = end > begin
    if not kept.all():
        owner, begin, end = owner[kept], begin[kept], end[kept]
    whose = owner.astype(np.int64)
    if loops.in_order(whose, begin):
        begin, end = begin.copy(), end.copy()
    else:
        order = np.lexsort((begin, whose))
        whose, begin, end = whose[order], begin[order], end[order]
    rows = loops.merge(whose, begin, end)
    counts = np.bincount(whose[:rows], minlength=owners)
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return Intervals(first, begin[:rows].copy(), end[:rows].copy())


def union(sets: Iterable[Intervals], period_h: float) -> Intervals:
    """For each owner all times of any of the sets; all have the same owners."""
    filled = list(sets)
    with_times = [each for each in filled if len(each.begin)]
    if not with_times:
        return empty(filled[0].owners)
    joined = with_times[0]
    for each in with_times[1:]:
        joined = Intervals(
            *loops.together(
                joined.first, joined.begin, joined.end, each.first, each.begin, each.end, period_h
            )
        )
    return joined


def taken(source: Intervals, index: NDArray[np.integer[Any]]) -> Intervals:
    """New owners, each with the times of the old owner of that number; a negative number has none."""
    if not len(source.begin):
        return empty(len(index))
    return Intervals(*loops.chosen(source.first, source.begin, source.end, index.astype(np.int64)))


def shifted(source: Intervals, begin_h: Floats, end_h: Floats) -> Intervals:
    """Begins put off by ``begin_h`` and ends brought forward by ``end_h`` (one figure each owner).

    What is left of no length is gone: a feeder's outage that the battery outlasts.
    """
    return Intervals(*loops.put_off(source.first, source.begin, source.end, begin_h, end_h))
