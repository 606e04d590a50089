"""The coordinates of rows: read in bulk, and row by row where something is odd."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.domain.inventory.coordinates import Position, find_misplaced, read_position
from camproof.simulator.inputs.desk import Desk
from camproof.simulator.inputs.projection import Projection
from camproof.simulator.values import Floats

__all__ = ["note_twins", "origin_of", "read_positions"]

_FAR_DEG = 5.0
_DIGITS = 4


def read_positions(desk: Desk) -> tuple[Floats, Floats]:
    """(N,) longitude and latitude of each row; where there is no usable place the row is refused."""
    texts = desk.table.texts("longitude"), desk.table.texts("latitude")
    if texts[0] is None or texts[1] is None:
        for row in range(len(desk.table)):
            desk.refuse(row, "longitude", "the file has no columns of coordinates")
        return np.zeros(len(desk.table)), np.zeros(len(desk.table))
    longitude, latitude = _in_bulk(texts[0]), _in_bulk(texts[1])
    odd = ~(np.abs(longitude) <= 180) | ~(np.abs(latitude) <= 90) | ((longitude == 0) & (latitude == 0))
    for row in np.flatnonzero(odd).tolist():
        position = read_position(texts[0][row], texts[1][row])
        if position.longitude is None or position.latitude is None:
            desk.refuse(row, position.field, position.what, position.suggestion)
        else:
            longitude[row], latitude[row] = position.longitude, position.latitude
    _refuse_misplaced(desk, longitude, latitude)
    return longitude, latitude


def _in_bulk(texts: list[str]) -> Floats:
    """Not a number where a text is not plainly one."""
    try:
        return np.array(texts, np.str_).astype(np.float64)
    except ValueError:
        return np.fromiter((_plain(text) for text in texts), np.float64, len(texts))


def _plain(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return np.nan


def _refuse_misplaced(desk: Desk, longitude: Floats, latitude: Floats) -> None:
    good = np.flatnonzero(~desk.refused)
    if not len(good):
        return
    middle = np.median(longitude[good]), np.median(latitude[good])
    far = np.hypot(longitude[good] - middle[0], latitude[good] - middle[1]) > _FAR_DEG
    if not far.any():
        return
    positions = [Position(float(longitude[row]), float(latitude[row])) for row in good]
    for at, wrong in find_misplaced(positions).items():
        desk.refuse(int(good[at]), wrong.field, wrong.what, wrong.suggestion)


def note_twins(desk: Desk, longitude: Floats, latitude: Floats, rows: NDArray[np.intp]) -> None:
    """Name every row that has the very coordinates of an earlier one."""
    here = longitude[rows] + 1j * latitude[rows]
    _, first, inverse = np.unique(here, return_index=True, return_inverse=True)
    for at in np.flatnonzero(first[inverse] != np.arange(len(rows))):
        other = desk.table.place(int(rows[first[inverse[at]]]))
        where = f"line {other.line}" if other.line is not None else other.field
        what = f"the camera has the same coordinates as the one in {where}"
        desk.note(int(rows[at]), "longitude", what)


def origin_of(longitude: Floats, latitude: Floats) -> tuple[float, float]:
    """The middle of the box around all, in round figures, whatever the order of the rows."""
    if not len(longitude):
        return 0.0, 0.0
    west, east, south, north = longitude.min(), longitude.max(), latitude.min(), latitude.max()
    return round(float(west + east) / 2, _DIGITS), round(float(south + north) / 2, _DIGITS)


def project(longitude: Floats, latitude: Floats) -> tuple[Floats, Floats, tuple[float, float]]:
    """X and y in metres, and the origin."""
    origin = origin_of(longitude, latitude)
    return (*Projection(origin).to_metres(longitude, latitude), origin)
