"""Places that are to be seen (CSV or GeoJSON), and buildings that stand in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from camproof.domain.errors import InputError, InventoryError, Place
from camproof.simulator.inputs.areas import area_of
from camproof.simulator.inputs.cells import read_measure, read_place_type
from camproof.simulator.inputs.desk import Desk, Issue
from camproof.simulator.inputs.geojson import Feature, read_geojson
from camproof.simulator.inputs.positions import read_positions
from camproof.simulator.inputs.projection import Projection
from camproof.simulator.inputs.tables import TableOptions, load_table
from camproof.simulator.values import PLACE_TYPES, Floats, Places, PlaceType, Smalls

__all__ = ["Buildings", "PlacesReading", "read_buildings", "read_places"]

_MORE = {
    "kind": "kind|place type|type|place|类型|场所类型|部位类型",
    "weight": "weight|importance|权重",
}
_MOST_POINTS = 5_000_000
_CROWD = 10
_read_weight = read_measure("weight", {"": 1.0}, 0.0, 1e9)
_read_height = read_measure("height", {"": 1.0, "m": 1.0}, 0.0, 2000.0)


@dataclass(frozen=True, slots=True)
class PlacesReading:
    """Places as read; ``rows`` = places + ``refused``."""

    places: Places
    rows: int
    refused: int
    issues: tuple[Issue, ...]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Buildings:
    """B buildings on the map, polygons in metres.

    :param height_m: (B,) infinite where the file has none.
    """

    outlines: NDArray[np.object_] = field(default_factory=lambda: np.empty(0, np.object_))
    height_m: Floats = field(default_factory=lambda: np.empty(0))

    def __len__(self) -> int:
        return len(self.outlines)


def read_places(
    path: Path,
    origin: tuple[float, float],
    kinds: Mapping[str, str],
    *,
    grid_m: float = 25.0,
    skip_bad_rows: bool = False,
) -> PlacesReading:
    """Read points, and polygons of a GeoJSON file as grids of points.

    :param origin: of the map. :param kinds: word of the file -> place type.
    :param grid_m: between the points of an area.
    :raises InputError: the file cannot be read, or rows are unusable; names every one of them.
    """
    table = load_table(path, "the places", _MORE, TableOptions(areas=True))
    desk = Desk(table)
    longitude, latitude = read_positions(desk)
    weight = np.array(desk.column("weight", _read_weight, 1.0))
    kind, notes = _kinds(desk, kinds)
    if not skip_bad_rows:
        desk.raise_if_refused("the places")
    rows = np.flatnonzero(~desk.refused)
    if not len(rows):
        raise InventoryError("there is no place in it", Place(table.file))
    projection = Projection(origin)
    x_m, y_m = projection.to_metres(longitude, latitude)
    points = [
        _grid(table.areas[row], projection, grid_m) if row in table.areas else ((x_m[row],), (y_m[row],))
        for row in rows.tolist()
    ]
    counts = np.array([len(x) for x, _ in points])
    if counts.sum() > _MOST_POINTS:
        raise InventoryError(f"the areas make more than {_MOST_POINTS} points", Place(table.file))
    names = table.texts("name") or [""] * len(table)
    place = np.repeat(np.arange(len(rows), dtype=np.int32), counts)
    places = Places(
        names=tuple(names[row] or f"place {row + 1}" for row in rows.tolist()),
        place=place,
        kind=kind[rows][place],
        x_m=np.concatenate([x for x, _ in points]),
        y_m=np.concatenate([y for _, y in points]),
        weight=(weight[rows] / counts)[place],
    )
    notes = (*table.notes, *notes, *_crowds(places))
    return PlacesReading(places, len(table), int(desk.refused.sum()), desk.issues, notes)


def _crowds(places: Places) -> tuple[str, ...]:
    """Many places at one point are seldom meant: a geocoder that knew no better puts them there."""
    _, counts = np.unique(places.x_m + 1j * places.y_m, return_counts=True)
    most = int(counts.max(initial=0))
    return (f"{most} places have the very same coordinates; is that meant?",) if most >= _CROWD else ()


def _kinds(desk: Desk, kinds: Mapping[str, str]) -> tuple[Smalls, tuple[str, ...]]:
    """(N,) the place types, and what was taken for "other"."""
    texts = desk.column("kind", str, str(PlaceType.OTHER))
    known = {text: read_place_type(text, kinds) for text in set(texts)}
    strange = Counter(text for text in texts if known[text] is None)
    notes = tuple(
        f"{word!r} is no place type: {count} places count as other" for word, count in sorted(strange.items())
    )
    if not desk.table.has("kind"):
        notes = ("no column of the places gives the kind: every place counts as other",)
    found = [PLACE_TYPES.index(known[text] or PlaceType.OTHER) for text in texts]
    return np.array(found, np.int8), notes


def _grid(area: BaseGeometry, projection: Projection, grid_m: float) -> tuple[Floats, Floats]:
    """Points of a square grid within the area; one within it where none of them is."""
    there = shapely.transform(area, lambda xy: np.column_stack(projection.to_metres(xy[:, 0], xy[:, 1])))
    west, south, east, north = there.bounds
    if (east - west) * (north - south) / grid_m**2 > 4 * _MOST_POINTS:
        raise InputError(f"the area makes more than {_MOST_POINTS} points")
    x_m, y_m = np.meshgrid(
        np.arange(np.floor(west / grid_m), np.ceil(east / grid_m)) * grid_m + grid_m / 2,
        np.arange(np.floor(south / grid_m), np.ceil(north / grid_m)) * grid_m + grid_m / 2,
    )
    inside = shapely.contains_xy(there, x_m, y_m)
    if not inside.any():
        point = there.representative_point()
        return np.array([point.x]), np.array([point.y])
    return x_m[inside], y_m[inside]


def read_buildings(path: Path, origin: tuple[float, float]) -> Buildings:
    """Read the outlines of buildings from GeoJSON; a property ``height`` gives metres.

    :raises InventoryError: features cannot be used; names every one of them.
    :raises InputError: the file cannot be read.
    """
    projection, outlines, heights = Projection(origin), [], []
    problems: list[InputError] = []
    for feature in read_geojson(path, "the buildings"):
        try:
            area = area_of(feature)
            heights.append(_height(feature))
        except InputError as error:
            problems.append(error)
            continue
        outlines.append(
            shapely.transform(area, lambda xy: np.column_stack(projection.to_metres(xy[:, 0], xy[:, 1])))
        )
    if problems:
        raise InventoryError(f"{len(problems)} buildings cannot be used", Place(str(path)), problems=problems)
    found = np.empty(len(outlines), np.object_)
    found[:] = outlines
    return Buildings(found, np.array(heights, np.float64))


def _height(feature: Feature) -> float:
    value = feature.properties.get("height")
    if value is None or value == "":
        return np.inf
    try:
        return _read_height(str(value).strip())
    except InputError as error:
        raise InputError(error.what, feature.place, error.suggestion) from None
