"""Axes: from values to coordinates, and round ticks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

__all__ = ["Scale", "path", "round_ticks", "step_path", "thin"]


@dataclass(frozen=True, slots=True)
class Scale:
    """A linear axis from `low`..`high` to the coordinates `start`..`end`; values outside are clipped."""

    low: float
    high: float
    start: float
    end: float

    def __call__(self, value: float) -> float:
        span = self.high - self.low
        share = 0.0 if span <= 0 else (value - self.low) / span
        return round(self.start + min(1.0, max(0.0, share)) * (self.end - self.start), 2)


def round_ticks(low: float, high: float, about: int = 6) -> tuple[float, ...]:
    """Ticks at 1, 2 or 5 times a power of ten, all within `low`..`high`, about as many as asked for."""
    span = high - low
    if not span > 0 or not math.isfinite(span):
        return (low,)
    raw = span / max(1, about)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next((power * factor for factor in (1, 2, 5) if power * factor >= raw), power * 10)
    first = math.ceil(low / step - 1e-9)
    last = math.floor(high / step + 1e-9)
    return tuple(round(number * step, 10) for number in range(first, last + 1))


def path(points: Iterable[tuple[float, float]]) -> str:
    """The `d` of an SVG path through coordinates that are already scaled."""
    return " ".join(f"{'L' if index else 'M'}{x:g} {y:g}" for index, (x, y) in enumerate(points))


def step_path(points: Sequence[tuple[float, float]], end_x: float) -> str:
    """A path that keeps each value until the next one: what is known between two counts."""
    corners: list[tuple[float, float]] = []
    for x, y in points:
        if corners and corners[-1][1] != y:
            corners.append((x, corners[-1][1]))
        if not corners or corners[-1][1] != y:
            corners.append((x, y))
    if corners:
        corners.append((max(end_x, corners[-1][0]), corners[-1][1]))
    return path(corners)


def thin(points: Sequence[tuple[float, float]], at_most: int) -> tuple[tuple[float, float], ...]:
    """At most about `at_most` points: of each bucket the lowest and the highest stay, so no dip is lost."""
    if len(points) <= at_most:
        return tuple(points)
    size = math.ceil(len(points) * 2 / at_most)
    kept: list[tuple[float, float]] = []
    for start in range(0, len(points), size):
        bucket = points[start : start + size]
        kept.extend(sorted({min(bucket, key=lambda p: p[1]), max(bucket, key=lambda p: p[1])}))
    return tuple(kept)
