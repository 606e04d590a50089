"""Quantities of city files that no other file has: money, ways, speeds, hours of work, moments."""

from __future__ import annotations

import math
import re
from datetime import date, timedelta
from pathlib import Path

from camproof.domain.documents import Fields, Scalar
from camproof.domain.errors import InputError, QuantityError
from camproof.domain.forms import Form
from camproof.simulator.values import Shift

__all__ = ["file_named", "hours", "mbit", "measured", "moment", "money", "shift"]

_FIGURE = r"[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,12}(?:\.[0-9]{0,6})?"
_UNITS: dict[str, dict[str, float]] = {
    "way": {"m": 1.0, "km": 1000.0},
    "speed": {"km/h": 1.0, "m/s": 3.6},
    "angle": {"°": 1.0, "deg": 1.0, "degrees": 1.0},
    "density": {"/km²": 1.0, "/km2": 1.0, "per km²": 1.0, "per km2": 1.0},
    "money": {"": 1.0},
}
_EXAMPLES = {
    "way": "write 300 m or 2 km",
    "speed": "write 25 km/h",
    "angle": "write 90°",
    "density": "write 40 /km²",
    "money": "write a plain number such as 12 000",
}
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_SHIFT_HINT = "write Mon-Fri 08:00-18:00, Mon,Wed 20:00-04:00, or always"
_TIME = r"([01]?[0-9]|2[0-4]):?([0-5][0-9])?"
_SHIFT = re.compile(rf"(?:([A-Za-z][A-Za-z, -]*?)\s+)?{_TIME}\s*-\s*{_TIME}")
_SHIFT_FORM = Form("hours of work", r"^\s*(always|([A-Za-z, -]+\s+)?[0-9:]+\s*-\s*[0-9:]+)\s*$", _SHIFT_HINT)
_MOMENT = re.compile(rf"([0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}})(?:[ T]{_TIME})?|([A-Za-z]+)(?:\s+{_TIME})?")
_MOMENT_HINT = "write 2026-01-01, 2026-01-01 08:00, or a weekday such as Monday"
_MOMENT_FORM = Form("begin", r"^\s*([0-9]{4}-[0-9]{2}-[0-9]{2}.*|[A-Za-z]+.*)$", _MOMENT_HINT)


def hours(fields: Fields, field: str, default_h: float) -> float:
    """A duration, in hours."""
    return fields.quantity(field, "duration", default_h * 3600) / 3600


def mbit(fields: Fields, field: str, default: float) -> float:
    """A rate, in Mbit/s; nothing that carries nothing."""
    rate = fields.quantity(field, "rate", default * 1000) / 1000
    if rate <= 0:
        fields.problem(field, "a rate of 0 carries nothing")
        return default
    return rate


def measured(
    fields: Fields, field: str, kind: str, default: float, *, low: float = 0.0, high: float = math.inf
) -> float:
    """A number with a unit of its kind ("way" in metres, "speed" in km/h, "angle" in degrees ...)."""
    units = _UNITS[kind]
    pattern = "|".join(re.escape(unit) for unit in sorted(units, key=len, reverse=True))
    form = re.compile(rf"({_FIGURE})\s*({pattern})")

    def read(scalar: Scalar) -> float:
        found = form.fullmatch(scalar.text.strip())
        if found is None:
            raise QuantityError(f"{scalar.text[:40]!r} is no {kind}", suggestion=_EXAMPLES[kind])
        value = float("".join(found[1].split())) * units[found[2]]
        if not low <= value <= high:
            raise QuantityError(f"{scalar.text} is not between {low:g} and {high:g}")
        return value

    plain = "any" if "" in units else "none"
    told = Form(kind, rf"^\s*(?:{_FIGURE})\s*(?:{pattern})\s*$", _EXAMPLES[kind], plain)  # type: ignore[arg-type]
    return fields.parsed(field, read, default, told)


def money(fields: Fields, field: str, default: float) -> float:
    """An amount, in the city's currency."""
    return measured(fields, field, "money", default)


def shift(fields: Fields, field: str, default: Shift) -> Shift:
    """When a crew works."""
    return fields.parsed(field, lambda scalar: parse_shift(scalar.text), default, _SHIFT_FORM)


def parse_shift(text: str) -> Shift:
    """Read "Mon-Fri 08:00-18:00"; without days it is every day.

    :raises QuantityError: it is none.
    """
    if text.strip() == "always":
        return Shift()
    found = _SHIFT.fullmatch(text.strip())
    if found is None:
        raise QuantityError(f"{text[:40]!r} is no hours of work", suggestion=_SHIFT_HINT)
    start_h, end_h = _clock(found[2], found[3]), _clock(found[4], found[5])
    if start_h == end_h or start_h >= 24:
        raise QuantityError(f"{text[:40]!r} is no hours of work: none are left", suggestion=_SHIFT_HINT)
    days = _days(found[1]) if found[1] else tuple(range(7))
    return Shift(start_h=start_h, end_h=end_h, days=days)


def _clock(hour: str, minute: str | None) -> float:
    clock = int(hour) + int(minute or 0) / 60
    if clock > 24:
        raise QuantityError(f"{hour}:{minute} is no time of day", suggestion=_SHIFT_HINT)
    return clock


def _days(text: str) -> tuple[int, ...]:
    found: set[int] = set()
    for part in text.split(","):
        ends = [_day(word.strip(), _SHIFT_HINT) for word in part.split("-")]
        if len(ends) > 2:
            raise QuantityError(f"{part.strip()[:40]!r} is no span of days", suggestion=_SHIFT_HINT)
        found |= {(ends[0] + step) % 7 for step in range((ends[-1] - ends[0]) % 7 + 1)}
    return tuple(sorted(found))


def _day(word: str, hint: str) -> int:
    for number, day in enumerate(_DAYS):
        if word[:3].capitalize() == day and len(word) in (3, *_FULL[number]):
            return number
    raise QuantityError(f"{word[:20]!r} is no day of the week", suggestion=hint)


_FULL = ((6,), (4, 7), (9,), (5, 8), (6,), (8,), (6,))
"""How long the names of days are, beside three letters."""


def moment(fields: Fields, field: str, default: tuple[date, float]) -> tuple[date, float]:
    """When the period begins: its day, and hours since Monday 0 h. A weekday stands for the next in 2026."""
    return fields.parsed(field, lambda scalar: parse_moment(scalar.text), default, _MOMENT_FORM)


def parse_moment(text: str) -> tuple[date, float]:
    """Read a day, or a weekday, with or without a time.

    :raises InputError: it is none.
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None:
        raise QuantityError(f"{text[:40]!r} is no begin", suggestion=_MOMENT_HINT)
    if found[1]:
        try:
            day = date.fromisoformat(found[1])
        except ValueError:
            raise InputError(f"there is no day {found[1]}", suggestion=_MOMENT_HINT) from None
        hour = _clock(found[2], found[3]) if found[2] else 0.0
    else:
        first = date(2026, 1, 1)
        day = first + timedelta((_day(found[4], _MOMENT_HINT) - first.weekday()) % 7)
        hour = _clock(found[5], found[6]) if found[5] else 0.0
    return day, day.weekday() * 24 + hour


def file_named(fields: Fields, field: str, folder: Path) -> Path | None:
    """A file beside the city file; one that is not there is a problem."""
    name = fields.text(field)
    if not name:
        return None
    path = folder / name
    if "\0" in name or not path.is_file():
        fields.problem(field, f"there is no file {name[:200]!r}")
        return None
    return path
