"""How the model's figures read: as many digits as their intervals deserve."""

from __future__ import annotations

import math

from camproof.simulator.answers import LOADS, Estimate
from camproof.verdicts.values import show

__all__ = [
    "change_text",
    "ends_text",
    "estimate_text",
    "figure_beside",
    "figure_text",
    "percent_text",
    "share_text",
    "tick_text",
]

_NAMELESS = ("count",)
_MOST_DIGITS = 5
_SHARE_DIGITS = 4
_LEAST_PART = 0.0005
"""The least part that a tenth of a per cent shows."""
_LEAST_SHOWN = 0.0005
"""Half an interval in points that four digits still show."""


def figure_text(value: float, unit: str) -> str:
    """One figure: "98.7 %", "1 090 h", "270 cameras"."""
    if unit == "share":
        return show(value, "share")
    return _joined(_number(value, _digits_of_size(value)), unit)


def share_text(value: float) -> str:
    """A share as per cent."""
    return figure_text(value, "share")


def estimate_text(found: Estimate, unit: str) -> str:
    """A mean and half of its interval, both with the digits that the interval deserves: "98.71 % ± 0.04"."""
    if not math.isfinite(found.half) or _still(found):
        return figure_text(found.mean, unit)
    scale = 100.0 if unit == "share" else 1.0
    digits = _digits(found.half * scale)
    if unit == "share" and found.half * scale >= _LEAST_SHOWN:
        digits = min(digits, _SHARE_DIGITS)
    mean = _joined(_number(found.mean * scale, digits), unit)
    return f"{mean} ± {_number(found.half * scale, digits)}"


def ends_text(found: Estimate, unit: str, measure: str = "") -> str:
    """The interval: "98.67 to 98.75 %"; says so where one replication tells none.

    :param measure: what it is of; a share ends at 100 % unless it is one of ``LOADS``.
    """
    if not math.isfinite(found.half):
        return "one replication tells no interval"
    scale = 100.0 if unit == "share" else 1.0
    low, high = (end * scale for end in (found.low, found.high))
    if unit == "share":
        low, high = max(0.0, low), high if measure in LOADS else min(100.0, high)
    if _still(found):
        return figure_text(found.mean, unit)
    digits = _digits(found.half * scale)
    return f"{_number(low, digits)} to {_joined(_number(high, digits), unit)}"


def percent_text(value: float) -> str:
    """A part of a whole to a tenth of a per cent: "37.1 %"; "< 0.1 %" where that would be nothing."""
    return "< 0.1 %" if 0 < value < _LEAST_PART else f"{value * 100:.1f} %"


def tick_text(value: float) -> str:
    """A round number at an axis."""
    return f"{value:g}" if abs(value) < 10_000 else _number(value, 0)


def change_text(change: Estimate, unit: str) -> str:
    """A difference with its sign and half of its interval: "+0.31 ± 0.03 points"."""
    scale, name = (100.0, "points") if unit == "share" else (1.0, unit)
    if not math.isfinite(change.half) or _still(change):
        return _joined(_signed(change.mean * scale, _digits_of_size(change.mean * scale)), name)
    digits = _digits(change.half * scale)
    half = _number(change.half * scale, digits)
    return _joined(f"{_signed(change.mean * scale, digits)} ± {half}", name)


def figure_beside(value: float, unit: str, change: Estimate) -> str:
    """A figure with the digits in which its change shows: "99.926 %" beside "+0.005 points"."""
    scale = 100.0 if unit == "share" else 1.0
    size = change.half if math.isfinite(change.half) and not _still(change) else abs(change.mean)
    digits = min(_digits(size * scale), 4) if size > 0 else _digits_of_size(value * scale)
    return _joined(_number(value * scale, digits), unit)


def round_text(value: float, unit: str) -> str:
    """A figure to three digits, also a large one: "99 200 000 CNY"."""
    if value == 0 or not math.isfinite(value):
        return figure_text(value, unit)
    return figure_text(round(value, 2 - math.floor(math.log10(abs(value)))), unit)


def _still(found: Estimate) -> bool:
    """Whether it is the same in all replications, but for the rounding of floats."""
    return found.half <= 1e-9 * max(abs(found.mean), 1e-9)


def _joined(number: str, unit: str) -> str:
    if unit in _NAMELESS:
        return number
    return f"{number} {'%' if unit == 'share' else unit}"


def _signed(value: float, digits: int) -> str:
    text = _number(value, digits)
    return text if text.startswith("−") or not text.strip("0.") else f"+{text}"


def _digits(half: float) -> int:
    """Decimals that leave two digits of a half width."""
    if not half > 0 or not math.isfinite(half):
        return 2
    return min(max(0, 1 - math.floor(math.log10(half))), _MOST_DIGITS)


def _digits_of_size(value: float) -> int:
    """Decimals that leave three digits of a figure; none where it is whole."""
    if value == round(value) or abs(value) >= 100:
        return 0
    return min(max(0, 2 - math.floor(math.log10(abs(value)))), _MOST_DIGITS)


def _number(value: float, digits: int) -> str:
    """Groups of three set apart by a narrow space that does not break, as SI does."""
    text = f"{value:,.{digits}f}".replace(",", "\u202f")
    if not text.strip("-0.\u202f"):
        text = text.lstrip("-")
    return text.replace("-", "−")
