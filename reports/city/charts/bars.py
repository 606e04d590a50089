"""A figure of a table as a bar with its interval."""

from __future__ import annotations

import math
from dataclasses import dataclass

from camproof.reports.charts.scale import Scale
from camproof.simulator.answers import Estimate

__all__ = ["Bar", "bar", "change_bar"]

WIDTH = 240.0


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from ``from_x`` as wide as ``bar_width``; a rail behind; ends of the interval; a zero line."""

    width: float
    from_x: float
    bar_width: float
    interval: tuple[float, float] | None
    zero_x: float | None = None


def bar(found: Estimate, most: float) -> Bar:
    """From 0 to the mean.

    :param most: the figure at the right end.
    """
    scale = Scale(0.0, most, 0.0, WIDTH)
    return Bar(WIDTH, 0.0, scale(found.mean), _interval(found, scale))


def change_bar(found: Estimate, most: float) -> Bar:
    """From 0 in the middle to the mean, on either side.

    :param most: the figure at either end.
    """
    scale = Scale(-most, most, 0.0, WIDTH)
    ends = sorted((scale(0.0), scale(found.mean)))
    return Bar(WIDTH, ends[0], round(ends[1] - ends[0], 2), _interval(found, scale), scale(0.0))


def _interval(found: Estimate, scale: Scale) -> tuple[float, float] | None:
    if not math.isfinite(found.half) or found.half == 0:
        return None
    return scale(found.low), scale(found.high)
