"""In which district something stands that no inventory names, and where a district has its middle."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from camproof.simulator.failing import Units
from camproof.simulator.values import Floats, Ints

__all__ = ["district_of_nodes", "middles_of", "nearest"]


def middles_of(cameras: Units, districts: int) -> tuple[tuple[float, float], ...]:
    """The mean place of each district's cameras; of one without cameras that of all."""
    counts = np.bincount(cameras.district, minlength=districts)
    everywhere = (float(cameras.x_m.mean()), float(cameras.y_m.mean())) if len(cameras) else (0.0, 0.0)
    sums = [
        np.bincount(cameras.district, weights=axis, minlength=districts)
        for axis in (cameras.x_m, cameras.y_m)
    ]
    return tuple(
        (float(sums[0][at] / counts[at]), float(sums[1][at] / counts[at])) if counts[at] else everywhere
        for at in range(districts)
    )


def district_of_nodes(
    camera_node: Ints, camera_district: Ints, x_m: Floats, y_m: Floats, districts: int
) -> Ints:
    """(S,) of each node the district of most of its cameras; without cameras that of the nearest with."""
    nodes = len(x_m)
    joined = camera_node >= 0
    both = camera_node[joined].astype(np.int64) * districts + camera_district[joined]
    pairs, counts = np.unique(both, return_counts=True)
    found = np.full(nodes, -1, np.int32)
    order = np.argsort(counts, kind="stable")  # the most frequent is written last
    found[pairs[order] // districts] = pairs[order] % districts
    without = found < 0
    if without.any() and not without.all():
        with_ones = np.flatnonzero(~without)
        at = nearest(x_m[with_ones], y_m[with_ones], x_m[without], y_m[without])
        found[without] = found[with_ones[at]]
    return np.maximum(found, 0)


def nearest(x_m: Floats, y_m: Floats, to_x_m: Floats, to_y_m: Floats) -> NDArray[np.int64]:
    """Which of the first places is nearest to each of the others."""
    tree = cKDTree(np.column_stack((x_m, y_m)))
    _, at = tree.query(np.column_stack((to_x_m, to_y_m)))
    return np.asarray(at, np.int64)
