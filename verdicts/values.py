"""Units of measurements, how their values read, and how they are put into JSON."""

from __future__ import annotations

import math

__all__ = ["UNITS", "from_json", "is_same", "show", "to_json"]

UNITS: dict[str, str] = {
    "share": "a fraction of 1, shown in per cent",
    "s": "seconds",
    "ms": "milliseconds",
    "intervals": "keepalive intervals",
    "count": "a plain number",
    "fps": "frames per second",
    "kbit/s": "kilobits per second",
}
"""Every unit that a measurement may have, with its meaning."""

_SAME = 1e-9
_TIMES = ("s", "ms", "intervals")


def show(value: float | None, unit: str) -> str:
    """A value as people read it: ``0.98`` share is "98 %", ``2.0`` s is "2 s", infinity is "never"."""
    if value is None:
        return "no value"
    if math.isinf(value):
        return "never" if unit in _TIMES and value > 0 else str(value)
    if unit == "share":
        return f"{_plain(value * 100)} %"
    return _plain(value) if unit == "count" else f"{_plain(value)} {unit}"


def _plain(value: float) -> str:
    """About four significant digits; a value that is not whole never reads as whole (99.996 is not 100)."""
    if is_same(value, round(value)):
        return str(round(value))
    digits = min(max(0, 3 - math.floor(math.log10(abs(value)))), 15)
    while digits < 15 and float(f"{value:.{digits}f}").is_integer():
        digits += 1
    text = f"{value:.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def is_same(left: float, right: float) -> bool:
    """Equal but for the rounding of floats (one part in a thousand million)."""
    return left == right or math.isclose(left, right, rel_tol=_SAME)


def to_json(value: float | None) -> float | str | None:
    """JSON has no infinity: it becomes the text "inf" or "-inf"."""
    return str(value) if value is not None and math.isinf(value) else value


def from_json(value: float | str | None) -> float | None:
    """The inverse of :func:`to_json`."""
    return float(value) if value is not None else None
