"""Which camera sees which demand point, as a sparse matrix."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from camproof.simulator.coverage.shadows import hidden
from camproof.simulator.coverage.sight import Sights
from camproof.simulator.inputs import Buildings
from camproof.simulator.values import Floats

__all__ = ["seen_by"]

_CHUNK = 20_000
_AT_THE_MAST_M = 0.5


def seen_by(sights: Sights, x_m: Floats, y_m: Floats, buildings: Buildings | None = None) -> csr_matrix:
    """(N, P) ones where a camera sees a point.

    A point is seen where it lies within the reach and the angle of view, and no building hides it. At the
    foot of the mast a camera sees in every direction. Time and memory go with the pairs within reach.

    :param x_m: (P,) of the points; :param y_m: likewise.
    """
    rows, columns = _pairs(sights, x_m, y_m)
    east, north = x_m[columns] - sights.x_m[rows], y_m[columns] - sights.y_m[rows]
    good = _in_view(sights, rows, east, north)
    rows, columns = rows[good], columns[good]
    if buildings is not None and len(buildings):
        eyes = sights.x_m[rows], sights.y_m[rows], sights.height_m[rows]
        dark = hidden(eyes, (x_m[columns], y_m[columns]), sights.target_height_m, buildings)
        rows, columns = rows[~dark], columns[~dark]
    ones = np.ones(len(rows), np.int8)
    return csr_matrix((ones, (rows, columns)), shape=(len(sights), len(x_m)))


def _pairs(sights: Sights, x_m: Floats, y_m: Floats) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Camera and point of each pair within reach."""
    if not len(x_m) or not len(sights):
        return np.empty(0, np.intp), np.empty(0, np.intp)
    tree = cKDTree(np.column_stack((x_m, y_m)))
    rows: list[NDArray[np.intp]] = []
    columns: list[NDArray[np.intp]] = []
    for start in range(0, len(sights), _CHUNK):
        part = slice(start, start + _CHUNK)
        centres = np.column_stack((sights.x_m[part], sights.y_m[part]))
        near = tree.query_ball_point(centres, sights.reach_m[part], return_sorted=True)
        counts = np.fromiter(map(len, near), np.intp, len(near))
        rows.append(np.repeat(np.arange(len(near), dtype=np.intp) + start, counts))
        columns.append(np.fromiter((at for each in near for at in each), np.intp, int(counts.sum())))
    return np.concatenate(rows), np.concatenate(columns)


def _in_view(sights: Sights, rows: NDArray[np.intp], east: Floats, north: Floats) -> NDArray[np.bool_]:
    bearing = np.degrees(np.arctan2(east, north))
    off = (bearing - sights.heading_deg[rows] + 180.0) % 360.0 - 180.0
    all_round = sights.view_deg[rows] >= 360.0
    at_the_mast = np.hypot(east, north) <= _AT_THE_MAST_M
    within = np.abs(off) <= sights.view_deg[rows] / 2 + 1e-9
    return np.asarray(all_round | at_the_mast | within, np.bool_)
