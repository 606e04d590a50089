"""Mean, deviation and extremes of many values in constant memory."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Spread"]


@dataclass(frozen=True, slots=True)
class Spread:
    """Of ``count`` values; all None where there are none. :param deviation: standard deviation (of all)."""

    count: int = 0
    mean: float | None = None
    deviation: float | None = None
    min: float | None = None
    max: float | None = None
