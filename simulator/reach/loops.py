"""Loops over sets of times, compiled. ``first``, ``begin`` and ``end`` as in ``Intervals``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.values import Floats

__all__ = ["chosen", "in_order", "merge", "put_off", "together"]

Index = NDArray[np.int64]
Columns = tuple[Index, Floats, Floats]


@compiled
def in_order(owner: Index, begin: Floats) -> bool:
    """Whether intervals are sorted by owner, then by begin."""
    for at in range(1, len(owner)):
        if owner[at] < owner[at - 1] or (owner[at] == owner[at - 1] and begin[at] < begin[at - 1]):
            return False
    return True


@compiled
def merge(owner: Index, begin: Floats, end: Floats) -> int:
    """Merge sorted intervals in place; how many are left."""
    rows = 0
    for at in range(len(owner)):
        if rows and owner[at] == owner[rows - 1] and begin[at] <= end[rows - 1]:
            if end[at] > end[rows - 1]:
                end[rows - 1] = end[at]
        else:
            owner[rows] = owner[at]
            begin[rows] = begin[at]
            end[rows] = end[at]
            rows += 1
    return rows


@compiled
def together(
    first_a: Index, begin_a: Floats, end_a: Floats,
    first_b: Index, begin_b: Floats, end_b: Floats, period: float,
) -> Columns:  # fmt: skip
    """For each owner the times of either set, cut off at the period."""
    owners = len(first_a) - 1
    first = np.zeros(owners + 1, np.int64)
    begin, end = np.empty(len(begin_a) + len(begin_b)), np.empty(len(begin_a) + len(begin_b))
    rows = 0
    for owner in range(owners):
        start, a, b = rows, first_a[owner], first_b[owner]
        last_a, last_b = first_a[owner + 1], first_b[owner + 1]
        while a < last_a or b < last_b:
            if b == last_b or (a < last_a and begin_a[a] <= begin_b[b]):
                since, until = max(begin_a[a], 0.0), min(end_a[a], period)
                a += 1
            else:
                since, until = max(begin_b[b], 0.0), min(end_b[b], period)
                b += 1
            if until <= since:
                continue
            if rows > start and since <= end[rows - 1]:
                end[rows - 1] = max(until, end[rows - 1])
            else:
                begin[rows], end[rows] = since, until
                rows += 1
        first[owner + 1] = rows
    return first, begin[:rows].copy(), end[:rows].copy()


@compiled
def chosen(first: Index, begin: Floats, end: Floats, index: Index) -> Columns:
    """New owners with the times of the old ones of these numbers; a negative number has none."""
    new_first = np.zeros(len(index) + 1, np.int64)
    for new in range(len(index)):
        old = index[new]
        new_first[new + 1] = new_first[new] + (first[old + 1] - first[old] if old >= 0 else 0)
    new_begin, new_end = np.empty(new_first[-1]), np.empty(new_first[-1])
    for new in range(len(index)):
        rows = new_first[new]
        for at in range(new_first[new + 1] - rows):
            new_begin[rows + at] = begin[first[index[new]] + at]
            new_end[rows + at] = end[first[index[new]] + at]
    return new_first, new_begin, new_end


@compiled
def put_off(first: Index, begin: Floats, end: Floats, later: Floats, sooner: Floats) -> Columns:
    """Begins ``later`` and ends ``sooner`` (hours, one each owner); what is left of no length is gone."""
    new_first = np.zeros(len(first), np.int64)
    new_begin, new_end = np.empty(len(begin)), np.empty(len(begin))
    rows = 0
    for owner in range(len(first) - 1):
        for at in range(first[owner], first[owner + 1]):
            since, until = begin[at] + later[owner], end[at] - sooner[owner]
            if until > since:
                new_begin[rows], new_end[rows] = since, until
                rows += 1
        new_first[owner + 1] = rows
    return new_first, new_begin[:rows].copy(), new_end[:rows].copy()
