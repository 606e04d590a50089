"""How far and where cameras see: circles and sectors on the ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray

from camproof.simulator.coverage.shadows import shadow_of
from camproof.simulator.inputs import Buildings
from camproof.simulator.values import Floats, Inventory

__all__ = ["Sights", "sight_areas", "sights_of"]

_ARC_DEG = 2.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Sights:
    """N cameras as eyes.

    :param heading_deg: (N,) middle of the view, clockwise from north; not a number for all around.
    :param view_deg: (N,) its angle; 360 for all around.
    :param reach_m: (N,) along the ground, to what is ``target_height_m`` high.
    :param height_m: (N,) of the eye.
    """

    x_m: Floats
    y_m: Floats
    heading_deg: Floats
    view_deg: Floats
    reach_m: Floats
    height_m: Floats
    target_height_m: float = 1.5

    def __len__(self) -> int:
        return len(self.x_m)

    @property
    def area_m2(self) -> Floats:
        """(N,) of the sectors, where nothing stands in the way."""
        return np.asarray(np.pi * self.reach_m**2 * self.view_deg / 360.0, np.float64)


def sights_of(inventory: Inventory, target_height_m: float = 1.5) -> Sights:
    """The eyes of an inventory; a range is along the line of sight, from the mast down to the target."""
    all_round = np.isnan(inventory.heading_deg)
    above = inventory.height_m - target_height_m
    return Sights(
        x_m=inventory.x_m,
        y_m=inventory.y_m,
        heading_deg=inventory.heading_deg,
        view_deg=np.where(all_round, 360.0, inventory.field_of_view_deg),
        reach_m=np.sqrt(np.maximum(inventory.range_m**2 - above**2, 0.0)),
        height_m=inventory.height_m,
        target_height_m=target_height_m,
    )


def sight_areas(sights: Sights, buildings: Buildings | None = None) -> NDArray[np.object_]:
    """(N,) what each sees as polygons, without what lies behind buildings; for maps.

    Circles are polygons of 180 sides, 0.02 % smaller. Buildings count as endlessly high here.
    """
    areas = np.empty(len(sights), np.object_)
    given = buildings if buildings is not None else Buildings()
    tree = shapely.STRtree(given.outlines)
    for row in range(len(sights)):
        area, eye = _sector(sights, row), shapely.Point(sights.x_m[row], sights.y_m[row])
        near = [given.outlines[at] for at in tree.query(area, predicate="intersects")]
        for outline in near:
            if not outline.contains(eye):
                area = area.difference(shadow_of(outline, eye.x, eye.y, sights.reach_m[row]))
        areas[row] = area
    return areas


def _sector(sights: Sights, row: int) -> shapely.Polygon:
    """A sector of the compass as a polygon."""
    x_m, y_m, reach = sights.x_m[row], sights.y_m[row], sights.reach_m[row]
    view = sights.view_deg[row]
    whole = view >= 360.0
    middle = 0.0 if np.isnan(sights.heading_deg[row]) else sights.heading_deg[row]
    steps = int(np.ceil(view / _ARC_DEG))
    turn = np.radians(middle + np.linspace(-view / 2, view / 2, steps + 1))
    rim = np.column_stack((x_m + reach * np.sin(turn), y_m + reach * np.cos(turn)))
    return shapely.Polygon(rim[:-1] if whole else np.vstack(((x_m, y_m), rim)))
