"""Access switches: clusters of cameras that lie together, or the given ones."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from camproof.simulator.layout.bisection import bisect
from camproof.simulator.layout.hilbert import hilbert_order
from camproof.simulator.values import Floats, Ints

__all__ = ["AccessPlan", "cluster", "given_access", "nearest_of"]


@dataclass(frozen=True, slots=True)
class AccessPlan:
    """S switches in Hilbert's order, and which of them each of n cameras hangs on.

    :param of_camera: (n,) number of the switch.
    :param numbers: (S,) what each is numbered by in its name: its place on the curve, or in the file.
    """

    x_m: Floats
    y_m: Floats
    of_camera: Ints
    numbers: Ints

    def __len__(self) -> int:
        return len(self.x_m)


def cluster(x_m: Floats, y_m: Floats, most: int) -> AccessPlan:
    """As few switches as do with at most ``most`` cameras each, even in size, each amid its cameras."""
    along = hilbert_order(x_m, y_m)  # neighbours in space lie together in memory: half the time
    found = np.empty(len(along), np.int32)
    found[along] = bisect(x_m[along], y_m[along], most)
    counts = np.bincount(found)
    middles = np.bincount(found, x_m) / counts, np.bincount(found, y_m) / counts
    order = hilbert_order(*middles)
    place = np.empty(len(order), np.int32)
    place[order] = np.arange(len(order), dtype=np.int32)
    numbers = np.arange(len(order), dtype=np.int32)
    return AccessPlan(middles[0][order], middles[1][order], place[found], numbers)


def given_access(x_m: Floats, y_m: Floats, switch_x_m: Floats, switch_y_m: Floats) -> AccessPlan:
    """Given switches, each camera on the nearest."""
    order = hilbert_order(switch_x_m, switch_y_m)
    along = switch_x_m[order], switch_y_m[order]
    return AccessPlan(*along, nearest_of(x_m, y_m, *along)[:, 0], order)


def nearest_of(x_m: Floats, y_m: Floats, to_x_m: Floats, to_y_m: Floats, count: int = 1) -> Ints:
    """(n, count) the nearest others of each point, nearest first; the last is repeated where they run out."""
    if not len(to_x_m):
        return np.empty((len(x_m), 0), np.int32)
    tree = cKDTree(np.column_stack((to_x_m, to_y_m)))
    there = min(count, len(to_x_m))
    _, found = tree.query(np.column_stack((x_m, y_m)), k=there)
    found = found.reshape(len(x_m), there).astype(np.int32)
    return np.concatenate([found] + [found[:, -1:]] * (count - there), axis=1)
