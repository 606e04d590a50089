"""A measured value against its limit, as a bar of a few pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from camproof.reports.charts.scale import Scale
from camproof.verdicts.verdict import Verdict

__all__ = ["Bullet", "bullet"]

WIDTH = 120.0


@dataclass(frozen=True, slots=True)
class Bullet:
    """Bar from 0 to `value_x`, the limit at `limit_x`, the interval between two marks."""

    width: float
    value_x: float
    limit_x: float
    interval: tuple[float, float] | None


def bullet(verdict: Verdict) -> Bullet | None:
    """The bar of a verdict that has a value and a limit above 0; None otherwise.

    A share ``at least`` close to 1 is drawn from where the difference can be seen: 0.98 from 0.9 on.
    """
    value, limit = verdict.measurement.value, verdict.limit.value
    if value is None or not 0 < limit < math.inf:
        return None
    low, high = 0.0, limit * 1.5 if math.isinf(value) else max(limit * 1.5, value * 1.05)
    if verdict.limit.unit == "share" and verdict.limit.op == "at-least":
        zoomed = 1 - (1 - limit) * 5
        low, high = (zoomed if 0.8 < limit < 1 and value > zoomed else 0.0), 1.0
    scale = Scale(low, high, 0.0, WIDTH)
    interval = verdict.measurement.interval
    marks = None if interval is None else (scale(interval[0]), scale(interval[1]))
    return Bullet(WIDTH, scale(value), scale(limit), marks)
