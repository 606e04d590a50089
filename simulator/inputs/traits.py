"""What an inventory says of each camera beside where it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from camproof.domain.errors import UnknownWordError
from camproof.simulator.inputs.cells import (
    read_class,
    read_date,
    read_flag,
    read_heading,
    read_measure,
    read_phase,
    read_place_type,
)
from camproof.simulator.inputs.desk import Desk
from camproof.simulator.inputs.options import InventoryOptions
from camproof.simulator.values import CLASS_WORDS, Ints, PlaceType

__all__ = ["Traits", "read_traits"]

_T = TypeVar("_T")
_PLACES = tuple(PlaceType)
_METRES = {"": 1.0, "m": 1.0, "米": 1.0, "km": 1000.0}
_DAYS = {"": 1.0, "d": 1.0, "day": 1.0, "days": 1.0, "天": 1.0, "日": 1.0, "week": 7.0, "weeks": 7.0}
_DEGREES = {"": 1.0, "°": 1.0, "deg": 1.0, "度": 1.0}


@dataclass(frozen=True, slots=True)
class Traits:
    """Columns of an :class:`~camproof.simulator.values.Inventory`, over all rows, and what was assumed."""

    columns: dict[str, NDArray[Any]]
    names: dict[str, tuple[str, ...]]
    notes: tuple[str, ...]

    def at(self, rows: NDArray[np.intp]) -> dict[str, Any]:
        """The fields of an inventory of these rows; names that none of them uses are left out."""
        fields: dict[str, Any] = {name: values[rows] for name, values in self.columns.items()}
        for name, words in self.names.items():
            used, fields[name] = np.unique(fields[name], return_inverse=True)
            fields[name] = fields[name].astype(np.int32)
            fields[f"{name}s"] = tuple(words[number] for number in used)
        return {**fields, "places": tuple(str(each) for each in _PLACES)}


_CALLED = {
    "place": "place type",
    "installed": "date of installation",
    "view": "field of view",
    "hd": "resolution",
    "networked": "link to the network",
    "phase": "phase of the build-out",
}
"""Columns whose short names say too little."""


class _Reader:
    """Reads one column after the other, and notes each default that was taken."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.notes: list[str] = []

    def read(self, field: str, read: Callable[[str], _T], default: _T, told: str) -> list[_T]:
        texts = self.desk.table.texts(field)
        if texts is None:
            self.notes.append(f"no column gives the {_CALLED.get(field, field)}: every camera has {told}")
        elif empty := texts.count(""):
            where = f"where the {_CALLED.get(field, field)} is empty ({empty} of {len(texts)} rows)"
            self.notes.append(f"{where}, a camera has {told}")
        return self.desk.column(field, read, default)

    def measure(
        self, field: str, units: dict[str, float], bounds: tuple[float, float], default: float
    ) -> NDArray[np.float64]:
        unit = next(filter(None, units))
        read = read_measure(field, units, *bounds)
        return np.array(self.read(field, read, default, f"{default:g} {unit}"))

    def flags(self, field: str, told: str) -> NDArray[np.bool_]:
        """Yes where the file says nothing."""
        return np.array(self.read(field, read_flag, default=True, told=told), np.bool_)

    def words(self, field: str, known: tuple[str, ...], default: str) -> tuple[Ints, tuple[str, ...]]:
        """Numbers of words; where words are known, others are refused."""

        def read(text: str) -> str:
            if known and text not in known:
                raise UnknownWordError(field, text, known)
            return text

        found = self.read(field, read, default, f"the {field} {default!r}")
        words = tuple(sorted(set(found)))
        numbers = {word: number for number, word in enumerate(words)}
        return np.array([numbers[word] for word in found], np.int32), words


def read_traits(desk: Desk, options: InventoryOptions) -> Traits:
    """Read all columns of traits; what cannot be read refuses its row."""
    reader = _Reader(desk)
    district, districts = reader.words("district", options.districts, options.district)
    vendor, vendors = reader.words("vendor", (), options.vendor)
    usual = CLASS_WORDS.index(options.camera_class)
    columns: dict[str, NDArray[Any]] = {
        "camera_class": np.array(
            reader.read("class", read_class, usual, f"the class {options.camera_class}"), np.int8
        ),
        "place": _places(reader, options),
        "district": district,
        "vendor": vendor,
        "age_h": _ages(reader, options),
        "retention_d": reader.measure("retention", _DAYS, (0.0, 36_500.0), options.retention_d),
        "height_m": reader.measure("height", _METRES, (0.0, 500.0), options.height_m),
        "heading_deg": np.array(
            reader.read("heading", read_heading, math.nan, "a view all around, as PTZ and domes have")
        ),
        "field_of_view_deg": reader.measure("view", _DEGREES, (1.0, 360.0), options.field_of_view_deg),
        "range_m": reader.measure("range", _METRES, (0.0, 50_000.0), options.range_m),
        "hd": reader.flags("hd", "an HD picture"),
        "networked": reader.flags("networked", "one"),
        "phase": np.array(reader.read("phase", read_phase, 0, "phase 0, as it stands already"), np.int8),
    }
    names = {"district": districts, "vendor": vendors}
    return Traits(columns, names, tuple(reader.notes))


def _ages(reader: _Reader, options: InventoryOptions) -> NDArray[np.float64]:
    days = reader.read(
        "installed", lambda text: (options.start - read_date(text)).days, 0, "no age when the period begins"
    )
    ages = np.array(days, np.float64)
    late = int((ages < 0).sum())
    if late:
        have = "1 camera has" if late == 1 else f"{late} cameras have"
        reader.notes.append(
            f"{have} a date of installation after the period's begin: played from its begin, as new"
        )
    return np.maximum(ages, 0.0) * 24


def _places(reader: _Reader, options: InventoryOptions) -> NDArray[np.int8]:
    strange: Counter[str] = Counter()
    texts = reader.read("place", str, str(PlaceType.OTHER), "the place type other")
    known = {text: read_place_type(text, options.kinds) for text in set(texts)}
    strange.update(text for text in texts if known[text] is None)
    for word, count in sorted(strange.items()):
        reader.notes.append(f"{word!r} is no place type: {count} cameras count as watching other places")
    return np.array([_PLACES.index(known[text] or PlaceType.OTHER) for text in texts], np.int8)
