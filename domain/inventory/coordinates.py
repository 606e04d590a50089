"""Reading coordinates, and telling those that cannot be right."""

from __future__ import annotations

import math
import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Position", "find_misplaced", "read_position"]

_DEGREES = re.compile(r"[+-]?[0-9]{1,3}(?:[.,][0-9]{0,30})?")
_FAR_DEG = 5.0
_NEAR_DEG = 2.0
_FEWEST = 5
_SWAP = "the two look swapped"


@dataclass(frozen=True, slots=True)
class Position:
    """Longitude and latitude in degrees, or why there are none."""

    longitude: float | None = None
    latitude: float | None = None
    field: str = ""
    what: str = ""
    suggestion: str = ""


def read_position(longitude: str, latitude: str) -> Position:
    """Read both; a decimal comma is taken as a point. Never raises: what is wrong is in ``what``."""
    if not longitude and not latitude:
        return Position(field="longitude", what="the camera has no coordinates")
    if not longitude or not latitude:
        missing, there = ("longitude", "latitude") if not longitude else ("latitude", "longitude")
        return Position(field=missing, what=f"there is a {there} but no {missing}")
    values = []
    for field, text in (("longitude", longitude), ("latitude", latitude)):
        if not _DEGREES.fullmatch(text):
            hint = "write degrees such as 118.376451"
            return Position(field=field, what=f"{text[:40]!r} is no number of degrees", suggestion=hint)
        values.append(float(text.replace(",", ".")))
    return _checked(*values)


def _checked(longitude: float, latitude: float) -> Position:
    if longitude == 0 and latitude == 0:
        return Position(field="longitude", what="0, 0 is no place of a camera")
    if abs(latitude) > 90 and abs(latitude) <= 180 and abs(longitude) <= 90:
        what = f"latitude {latitude:g} is more than 90 degrees"
        return Position(field="latitude", what=what, suggestion=_SWAP)
    for field, value, most in (("longitude", longitude, 180), ("latitude", latitude, 90)):
        if abs(value) > most:
            return Position(field=field, what=f"{field} {value:g} is more than {most} degrees")
    return Position(longitude, latitude)


def find_misplaced(positions: Sequence[Position]) -> dict[int, Position]:
    """Those that lie far from the middle of all, but near it when swapped: index -> what is wrong."""
    known = [
        (p.longitude, p.latitude) for p in positions if p.longitude is not None and p.latitude is not None
    ]
    if len(known) < _FEWEST:
        return {}
    middle = (statistics.median(lon for lon, _ in known), statistics.median(lat for _, lat in known))
    wrong: dict[int, Position] = {}
    for index, position in enumerate(positions):
        if position.longitude is None or position.latitude is None:
            continue
        here, swapped = (position.longitude, position.latitude), (position.latitude, position.longitude)
        if math.dist(here, middle) > _FAR_DEG and math.dist(swapped, middle) < _NEAR_DEG:
            what = f"{here[0]:g}, {here[1]:g} is far from every other camera"
            wrong[index] = Position(field="longitude", what=what, suggestion=_SWAP)
    return wrong
