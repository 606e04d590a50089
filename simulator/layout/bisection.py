"""Balanced clusters of points: the plane is halved, and the halves, until the pieces are small enough."""

from __future__ import annotations

import numpy as np

from camproof.media.compiled import compiled
from camproof.simulator.values import Floats, Ints

__all__ = ["bisect"]


def bisect(x_m: Floats, y_m: Floats, most: int) -> Ints:
    """(N,) the cluster of each point: as few clusters as hold at most ``most`` points each, even in size.

    Each piece is cut across its longer side, in the ratio of the clusters that its two parts become (k-d
    tree, Bentley 1975; the cut is found by Hoare's selection). Time goes with N times the logarithm of the
    clusters.
    """
    cluster = np.zeros(len(x_m), np.int32)
    if len(x_m):
        _bisect(x_m, y_m, -(-len(x_m) // most), np.arange(len(x_m), dtype=np.int32), cluster)
    return cluster


@compiled
def _bisect(x_m: Floats, y_m: Floats, clusters: int, rows: Ints, cluster: Ints) -> None:
    stack = [(0, len(rows), 0, clusters)]
    while len(stack) > 0:
        low, high, first, count = stack.pop()
        if count == 1:
            for at in range(low, high):
                cluster[rows[at]] = first
            continue
        left = right = x_m[rows[low]]
        bottom = top = y_m[rows[low]]
        for at in range(low, high):
            left, right = min(left, x_m[rows[at]]), max(right, x_m[rows[at]])
            bottom, top = min(bottom, y_m[rows[at]]), max(top, y_m[rows[at]])
        along = x_m if right - left >= top - bottom else y_m
        half = count // 2
        cut = low + (high - low) * half // count
        begin, end = low, high - 1
        while begin < end:
            pivot = along[rows[(begin + end) // 2]]
            i, j = begin, end
            while i <= j:
                while along[rows[i]] < pivot:
                    i += 1
                while along[rows[j]] > pivot:
                    j -= 1
                if i <= j:
                    kept = rows[i]
                    rows[i] = rows[j]
                    rows[j] = kept
                    i, j = i + 1, j - 1
            if cut <= j:
                end = j
            elif cut >= i:
                begin = i
            else:
                break
        stack.append((low, cut, first, half))
        stack.append((cut, high, first + half, count - half))
