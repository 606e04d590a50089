"""Where cameras of a made city stand: at crossings, along roads, in the middles of districts, outside."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from camproof.simulator.values import Floats, Ints, PlaceType, Smalls

__all__ = ["PLACES", "TownPlan", "districts_of", "positions", "town_plan"]

PLACES: tuple[PlaceType, ...] = tuple(PlaceType)
_GRID_M = 400.0
_FEW = 32
_SHARES = {
    PlaceType.CROSSING: 0.34,
    PlaceType.ROAD_NODE: 0.18,
    PlaceType.CROWDED: 0.18,
    PlaceType.KEY_ENTRANCE: 0.12,
    PlaceType.RURAL: 0.08,
    PlaceType.BORDER: 0.02,
    PlaceType.OTHER: 0.08,
}
"""Cameras by place; ours."""


@dataclass(frozen=True, slots=True)
class TownPlan:
    """A round city: its radius, and the middles and sizes of its D districts."""

    radius_m: float
    x_m: Floats
    y_m: Floats
    size_m: float


def town_plan(count: int, density_km2: float, districts: int, dice: np.random.Generator) -> TownPlan:
    """Districts spread like the seeds of a sunflower, each moved a little."""
    radius_m = float(np.sqrt(count / density_km2 / np.pi) * 1000)
    at = np.arange(districts)
    reach = radius_m * np.sqrt((at + 0.5) / districts) * (0.0 if districts == 1 else 0.8)
    turn = at * np.pi * (3 - np.sqrt(5))
    size_m = radius_m / np.sqrt(districts) * 0.6
    shift = dice.normal(0, 0.15 * size_m, (2, districts))
    return TownPlan(radius_m, reach * np.cos(turn) + shift[0], reach * np.sin(turn) + shift[1], size_m)


def positions(plan: TownPlan, count: int, dice: np.random.Generator) -> tuple[Floats, Floats, Smalls]:
    """x, y and the number of the place type in ``PLACES``, of each camera."""
    place = dice.choice(len(PLACES), count, p=[_SHARES[each] for each in PLACES]).astype(np.int8)
    middle = dice.integers(0, len(plan.x_m), count, dtype=np.int32)
    x_m = plan.x_m[middle] + dice.normal(0, plan.size_m / 2, count)
    y_m = plan.y_m[middle] + dice.normal(0, plan.size_m / 2, count)
    del middle
    rows = np.flatnonzero(place == PLACES.index(PlaceType.CROSSING))
    x_m[rows], y_m[rows] = _to_grid(x_m[rows], y_m[rows], dice)
    rows = np.flatnonzero(place == PLACES.index(PlaceType.ROAD_NODE))
    x_m[rows], y_m[rows] = _to_roads(plan.radius_m, x_m[rows], y_m[rows], dice)
    for kind, inner, outer in ((PlaceType.RURAL, 0.7, 1.3), (PlaceType.BORDER, 1.28, 1.32)):
        rows = np.flatnonzero(place == PLACES.index(kind))
        x_m[rows], y_m[rows] = _in_band(plan.radius_m, inner, outer, len(rows), dice)
    return x_m, y_m, place


def _to_grid(x_m: Floats, y_m: Floats, dice: np.random.Generator) -> tuple[Floats, Floats]:
    """To a corner of the nearest crossing of the street grid."""
    corner = dice.choice(np.array([-12.0, 12.0]), (2, len(x_m)))
    return np.rint(x_m / _GRID_M) * _GRID_M + corner[0], np.rint(y_m / _GRID_M) * _GRID_M + corner[1]


def _to_roads(radius_m: float, x_m: Floats, y_m: Floats, dice: np.random.Generator) -> tuple[Floats, Floats]:
    """Onto one of six roads out of the middle, or one of two rings."""
    reach, turn = np.hypot(x_m, y_m), np.arctan2(y_m, x_m)
    ring = dice.random(len(x_m)) < 0.4
    reach = np.where(ring, radius_m * np.where(reach < 0.6 * radius_m, 0.4, 0.8), reach)
    turn = np.where(ring, turn, np.rint(turn / (np.pi / 3)) * (np.pi / 3))
    aside = dice.normal(0, 8.0, (2, len(x_m)))
    return reach * np.cos(turn) + aside[0], reach * np.sin(turn) + aside[1]


def _in_band(
    radius_m: float, inner: float, outer: float, count: int, dice: np.random.Generator
) -> tuple[Floats, Floats]:
    """Evenly between two circles around the middle."""
    reach = radius_m * np.sqrt(dice.uniform(inner**2, outer**2, count))
    turn = dice.uniform(0, 2 * np.pi, count)
    return reach * np.cos(turn), reach * np.sin(turn)


def districts_of(plan: TownPlan, x_m: Floats, y_m: Floats) -> Ints:
    """(N,) the district whose middle is the nearest."""
    if len(plan.x_m) > _FEW:
        tree = cKDTree(np.column_stack((plan.x_m, plan.y_m)))
        return np.asarray(tree.query(np.column_stack((x_m, y_m)))[1], np.int32)
    best = np.full(len(x_m), np.inf)
    found = np.zeros(len(x_m), np.int32)
    for number in range(len(plan.x_m)):
        far = (x_m - plan.x_m[number]) ** 2 + (y_m - plan.y_m[number]) ** 2
        closer = far < best
        best[closer], found[closer] = far[closer], number
    return found
