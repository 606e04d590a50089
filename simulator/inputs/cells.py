"""What single cells of an inventory mean."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from datetime import date

from camproof.domain.classes import parse_class
from camproof.domain.errors import InputError, QuantityError, UnknownWordError
from camproof.simulator.values import CLASS_WORDS, PlaceType

__all__ = [
    "read_class",
    "read_date",
    "read_flag",
    "read_heading",
    "read_measure",
    "read_phase",
    "read_place_type",
]

_MEASURE = re.compile(r"([+-]?[0-9]{1,9}(?:[.,][0-9]{0,9})?)\s*([^\s0-9]*)")
_THOUSANDS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
"""May be thousands set apart, or three decimals."""
_DATE = re.compile(
    r"([0-9]{4})(?:\s*[-/.年]\s*([0-9]{1,2})(?:\s*[-/.月]\s*([0-9]{1,2})\s*日?)?\s*月?)?\s*年?(?:[ T].*)?"
)
_ALL_ROUND = ("ptz", "all", "all round", "all-round", "dome", "360", "全景", "球机", "云台")
_COMPASS = (
    "n",
    "nne",
    "ne",
    "ene",
    "e",
    "ese",
    "se",
    "sse",
    "s",
    "ssw",
    "sw",
    "wsw",
    "w",
    "wnw",
    "nw",
    "nnw",
)
_COMPASS_ZH = ("北", "东北", "东", "东南", "南", "西南", "西", "西北")
_FLAGS = {
    **dict.fromkeys(("yes", "y", "true", "1", "on", "是", "有", "已", "已联网", "联网", "hd", "高清", "1080p",
                     "4k", "720p"), True),
    **dict.fromkeys(("no", "n", "false", "0", "off", "否", "无", "未", "未联网", "sd", "标清", "cif",
                     "d1"), False),
}  # fmt: skip
_PLACE_WORDS = {
    **{str(each): each for each in PlaceType},
    **{each.term: each for each in PlaceType},
    "crossroads": PlaceType.CROSSING,
    "junction": PlaceType.CROSSING,
    "intersection": PlaceType.CROSSING,
    "road": PlaceType.ROAD_NODE,
    "crowded": PlaceType.CROWDED,
    "entrance": PlaceType.KEY_ENTRANCE,
    "key-entrance": PlaceType.KEY_ENTRANCE,
}


def read_measure(what: str, units: Mapping[str, float], low: float, high: float) -> Callable[[str], float]:
    """A reader of numbers with or without a unit. A comma before three digits may mean two things: refused.

    :param what: it is, for errors: "height". :param units: unit -> its factor; "" for none.
    """

    def read(text: str) -> float:
        found = _MEASURE.fullmatch(text)
        unit = units.get(found[2].lower()) if found else None
        if found is None or unit is None:
            known = ", ".join(f"5 {name}" if name else "5" for name in units)
            raise QuantityError(f"{text[:40]!r} is no {what}", suggestion=f"write it as {known}")
        if _THOUSANDS.fullmatch(found[1]):
            plain, point = text.replace(",", ""), text.replace(",", ".")
            both = f"{text[:40]!r} may be {plain} or {point}"
            raise QuantityError(both, suggestion="write it without a comma")
        value = float(found[1].replace(",", ".")) * unit
        if not low <= value <= high:
            raise QuantityError(f"the {what} {text} is not between {low:g} and {high:g}")
        return value

    return read


_read_degrees = read_measure("heading", {"": 1.0, "°": 1.0, "deg": 1.0, "度": 1.0}, 0.0, 360.0)


def read_heading(text: str) -> float:
    """Degrees clockwise from north, or a point of the compass; not a number for what sees all around."""
    word = text.strip().casefold()
    if word in _ALL_ROUND:
        return math.nan
    if word in _COMPASS:
        return _COMPASS.index(word) * 22.5
    if word in _COMPASS_ZH:
        return _COMPASS_ZH.index(word) * 45.0
    try:
        return _read_degrees(text) % 360.0
    except QuantityError as error:
        hint = "write degrees clockwise from north, a point of the compass such as NE, or PTZ"
        raise QuantityError(error.what, suggestion=hint) from None


def read_class(text: str) -> int:
    """The number of a class in ``CLASS_WORDS``."""
    return CLASS_WORDS.index(str(parse_class(text)))


def read_date(text: str) -> date:
    """A day, a month (its first day) or a year (its middle)."""
    found = _DATE.fullmatch(text)
    try:
        if found is None:
            raise ValueError("no date")
        year, month, day = found[1], found[2], found[3]
        return date(int(year), int(month or 7), int(day or 1))
    except ValueError:
        raise InputError(f"{text[:40]!r} is no date", suggestion="write it as 2021-05-31") from None


def read_flag(text: str) -> bool:
    """Yes or no, in some of the words that inventories use for it."""
    found = _FLAGS.get(text.strip().casefold())
    if found is None:
        raise UnknownWordError("yes or no", text[:40], ("yes", "no"))
    return found


def read_phase(text: str) -> int:
    """The number of a phase of the build-out, from 0."""
    if not re.fullmatch(r"[0-9]{1,2}", text):
        raise InputError(
            f"{text[:40]!r} is no number of a phase", suggestion="write 0 for what is there already"
        )
    return int(text)


def read_place_type(text: str, kinds: Mapping[str, str]) -> PlaceType | None:
    """The type of a place: by the user's own table, its name, or its Chinese term; None where it is none."""
    if text in kinds:
        return PlaceType(kinds[text])
    return _PLACE_WORDS.get(text.strip().casefold().replace("_", "-").replace(" ", "-"))
