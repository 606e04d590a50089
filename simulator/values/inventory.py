"""The cameras of a city as columns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["CLASS_WORDS", "Floats", "Ints", "Inventory", "Smalls"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int32]
Smalls = NDArray[np.int8]

CLASS_WORDS = ("key-public-area", "key-industry", "social")
"""What the numbers of ``Inventory.camera_class`` mean: ``domain.CameraClass`` in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inventory:
    """N cameras; each array has N rows, in the order of the file.

    :param codes: as in the archive; None for a city made up, whose cameras are their numbers.
    :param names: likewise.
    :param x_m: east of the origin, metres, of the map's projection.
    :param y_m: north of it.
    :param origin: longitude and latitude of the origin in degrees, WGS 84.
    :param camera_class: 0, 1, 2: ``CLASS_WORDS``.
    :param place: which of ``places`` it watches.
    :param district: which of ``districts``.
    :param vendor: which of ``vendors``.
    :param age_h: hours since its installation when the period begins.
    :param retention_d: days that its recordings must be kept.
    :param height_m: of the mast.
    :param heading_deg: clockwise from north; not a number for one that sees all around.
    :param field_of_view_deg: horizontal.
    :param range_m: as far as it is of use.
    :param hd: whether its picture is HD.
    :param networked: whether it is joined to the network.
    :param phase: of the build-out in which it is joined, 0 for what is there already.
    :param later: codes of cameras of later phases that are not among these; other files may name them.
    """

    codes: tuple[str, ...] | None
    names: tuple[str, ...] | None
    x_m: Floats
    y_m: Floats
    origin: tuple[float, float]
    camera_class: Smalls
    place: Smalls
    places: tuple[str, ...]
    district: Ints
    districts: tuple[str, ...]
    vendor: Ints
    vendors: tuple[str, ...]
    age_h: Floats
    retention_d: Floats
    height_m: Floats
    heading_deg: Floats
    field_of_view_deg: Floats
    range_m: Floats
    hd: NDArray[np.bool_]
    networked: NDArray[np.bool_]
    phase: Smalls
    later: tuple[str, ...] = ()

    def __len__(self) -> int:
        return len(self.x_m)

    def code(self, row: int) -> str:
        """The name of one camera in reports."""
        return self.codes[row] if self.codes is not None else f"camera {row + 1}"

    def rows(self, which: NDArray[Any]) -> Inventory:
        """Some of the cameras, by row or by a flag each, in that order."""
        rows = np.arange(len(self))[which]
        changes: dict[str, Any] = {name: getattr(self, name)[rows] for name in _COLUMNS}
        for name in _TEXTS:
            texts = getattr(self, name)
            changes[name] = None if texts is None else tuple(texts[row] for row in rows.tolist())
        return replace(self, **changes)

    def until(self, phase: int) -> Inventory:
        """The cameras that stand at the end of a phase, 0 for today."""
        there = self.phase <= phase
        later = tuple(self.code(row) for row in np.flatnonzero(~there).tolist())
        return replace(self.rows(there), later=(*self.later, *later)) if later else self

    def joined(self, other: Inventory) -> Inventory:
        """These cameras and then others of the same city; both have codes and names, or neither."""
        changes: dict[str, Any] = {
            name: np.concatenate((getattr(self, name), getattr(other, name))) for name in _COLUMNS
        }
        for name in _TEXTS:
            texts = getattr(self, name)
            changes[name] = None if texts is None else texts + getattr(other, name)
        return replace(self, **changes)


_TEXTS = ("codes", "names")
_COLUMNS = (
    "x_m", "y_m", "camera_class", "place", "district", "vendor", "age_h", "retention_d", "height_m",
    "heading_deg", "field_of_view_deg", "range_m", "hd", "networked", "phase",
)  # fmt: skip
