"""What buildings hide."""

from __future__ import annotations

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from camproof.simulator.inputs import Buildings
from camproof.simulator.values import Floats

__all__ = ["hidden", "shadow_of"]

_SKIN_M = 0.001
_GRAIN_M = 1e-6
_CHUNK = 200_000

Eyes = tuple[Floats, Floats, Floats]
"""x, y and height of an eye; of each pair."""

Targets = tuple[Floats, Floats]


def shadow_of(outline: BaseGeometry, x_m: float, y_m: float, reach_m: float) -> BaseGeometry:
    """The building and all that lies behind it, as far as the reach, seen from a point outside of it.

    Each wall throws the shadow of a quadrangle away from the eye; their union is exact.
    """
    outline, here = shapely.set_precision(outline, _GRAIN_M), np.array((x_m, y_m))
    parts = [outline]
    for ring in _rings(outline):
        corners = shapely.get_coordinates(ring) - here
        far = np.hypot(corners[:, 0], corners[:, 1])
        stretch = 1.0 + 4.0 * reach_m / np.maximum(far, _SKIN_M)
        behind = np.round(corners * stretch[:, None], 6)
        for at in range(len(corners) - 1):
            quad = np.vstack((corners[at : at + 2], behind[at + 1], behind[at])) + here
            parts.append(shapely.convex_hull(shapely.multipoints(quad)))
    return shapely.union_all(parts)


def _rings(outline: BaseGeometry) -> list[BaseGeometry]:
    return [ring for part in shapely.get_parts(outline) for ring in (part.exterior, *part.interiors)]


def hidden(eyes: Eyes, targets: Targets, target_height_m: float, buildings: Buildings) -> NDArray[np.bool_]:
    """(K,) whether a building stands between an eye and its target, for K pairs.

    A building hides what the line of sight passes through below its roof. One that the eye or the target is
    within does not count: the camera is on its roof, or looks at the building itself. Touching a wall is not
    passing through it.
    """
    found = np.zeros(len(eyes[0]), np.bool_)
    if not len(buildings):
        return found
    shrunk = shapely.buffer(buildings.outlines, -_SKIN_M)
    tree = shapely.STRtree(shrunk)
    for start in range(0, len(found), _CHUNK):
        part = slice(start, start + _CHUNK)
        here = tuple(each[part] for each in eyes)
        there = tuple(each[part] for each in targets)
        found[part] = _hidden(here, there, target_height_m, buildings, shrunk, tree)
    return found


def _hidden(
    eyes: tuple[Floats, ...],
    targets: tuple[Floats, ...],
    target_height_m: float,
    buildings: Buildings,
    shrunk: NDArray[np.object_],
    tree: shapely.STRtree,
) -> NDArray[np.bool_]:
    ends = np.stack((np.column_stack(eyes[:2]), np.column_stack(targets)), axis=1)
    lines = shapely.linestrings(ends)
    pair, building = tree.query(lines, predicate="intersects")
    outlines = buildings.outlines[building]
    held = shapely.contains_xy(outlines, ends[pair, 0, 0], ends[pair, 0, 1])
    held |= shapely.contains_xy(outlines, ends[pair, 1, 0], ends[pair, 1, 1])
    pair, building = pair[~held], building[~held]
    lowest = _lowest(lines[pair], shrunk[building], ends[pair], eyes[2][pair], target_height_m)
    found = np.zeros(len(lines), np.bool_)
    found[pair[lowest < buildings.height_m[building]]] = True
    return found


def _lowest(
    lines: NDArray[np.object_],
    outlines: NDArray[np.object_],
    ends: NDArray[np.float64],
    height_m: Floats,
    target_height_m: float,
) -> Floats:
    """(K,) the height of the line of sight where it is lowest within the building."""
    inside = shapely.intersection(lines, outlines)
    points, row = shapely.get_coordinates(inside, return_index=True)
    whole = np.hypot(*(ends[row, 1] - ends[row, 0]).T)
    along = np.hypot(*(points - ends[row, 0]).T) / np.maximum(whole, _SKIN_M)
    heights = height_m[row] + (target_height_m - height_m[row]) * along
    lowest = np.full(len(lines), np.inf)
    np.minimum.at(lowest, row, heights)
    return lowest
