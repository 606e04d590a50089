"""Polygons of GeoJSON features."""

from __future__ import annotations

from collections.abc import Iterator

import shapely
from shapely.errors import ShapelyError
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from camproof.domain.errors import InputError
from camproof.simulator.inputs.geojson import Feature

__all__ = ["area_of", "degrees", "inner_point", "is_area"]

_KINDS = ("Polygon", "MultiPolygon")


def is_area(feature: Feature) -> bool:
    """Whether it has polygons."""
    return feature.geometry is not None and feature.geometry.get("type") in _KINDS


def area_of(feature: Feature) -> BaseGeometry:
    """The polygons of a feature, in degrees.

    :raises InputError: they are none; names the feature.
    """
    if not is_area(feature):
        kind = feature.geometry.get("type") if feature.geometry is not None else None
        raise InputError(f"the geometry is {str(kind)[:40]!r}, not a Polygon", feature.place)
    coordinates = (feature.geometry or {}).get("coordinates")
    if not all(_is_number(each) for each in _leaves(coordinates)):
        raise InputError("the coordinates of a Polygon are numbers", feature.place)
    try:
        found = shape(feature.geometry)
    except (ShapelyError, ValueError, TypeError, IndexError, AttributeError, KeyError) as error:
        raise InputError(f"this is no Polygon: {error}", feature.place) from error
    if found.is_empty or found.geom_type not in _KINDS:
        raise InputError("the Polygon is empty", feature.place)
    west, south, east, north = found.bounds
    if not (-180 <= west <= east <= 180 and -90 <= south <= north <= 90):
        raise InputError("the Polygon lies outside of 180 and 90 degrees", feature.place)
    if not found.is_valid:
        raise InputError(f"the Polygon is not valid: {shapely.is_valid_reason(found)}", feature.place)
    return found


def _leaves(value: object) -> Iterator[object]:
    """All that is no list, in nested lists; without recursion, as a file may nest them deep."""
    waiting = [value]
    while waiting:
        here = waiting.pop()
        if isinstance(here, list):
            waiting.extend(here)
        else:
            yield here


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def inner_point(area: BaseGeometry) -> tuple[str, str]:
    """Longitude and latitude, as text, of a point within."""
    point = area.representative_point()
    return degrees(point.x), degrees(point.y)


def degrees(value: float) -> str:
    """To a tenth of a millimetre."""
    return f"{float(value):.9f}"
