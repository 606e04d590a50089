"""How the time of a replication grows with the city."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from benchmarks.city.measuring import Taken, whole_years
from benchmarks.rows import Figure, Row

__all__ = ["exponent_of", "growth_rows"]

SIZES = (100_000, 316_000, 1_000_000, 3_160_000, 10_000_000)
REPLICATIONS = 2
MOST_EXPONENT = 1.1
"""Ours: ten times the cameras take 12.6 times as long at most."""


def growth_rows(scale: float) -> list[Row]:
    """The exponent of time over cameras, and the time a camera of the largest city beside the smallest.

    :param scale: of all sizes; the limit holds for 1 alone.
    """
    sizes = [max(1000, round(size * scale)) for size in SIZES]
    taken = [whole_years(size, REPLICATIONS) for size in sizes]
    seconds = [median(each.cpu_s) for each in taken]
    return [
        Row(
            what=f"growth of a replication from {sizes[0]:,} to {sizes[-1]:,} cameras".replace(",", " "),
            figure=Figure((exponent_of(sizes, seconds),)),
            unit="exponent",
            at_most=MOST_EXPONENT if scale == 1 else None,
            note="slope of log process time over log cameras; 1 is linear; " + _each(sizes, taken),
        ),
        Row(
            what="the same: process time a camera, the largest city over the smallest",
            figure=Figure((seconds[-1] / sizes[-1] / (seconds[0] / sizes[0]),)),
            unit="times",
        ),
    ]


def exponent_of(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """The slope of a straight line through the logarithms, by least squares.

    :raises ValueError: fewer than two different sizes.
    """
    if len(set(sizes)) < 2:
        raise ValueError("one size shows no growth")
    slope, _ = np.polyfit(np.log(np.asarray(sizes, float)), np.log(np.asarray(seconds, float)), 1)
    return float(slope)


def _each(sizes: Sequence[int], taken: Sequence[Taken]) -> str:
    told = (
        f"{size:,}: {median(each.cpu_s):.3g} s, {each.peak_mb:.0f} MB"
        for size, each in zip(sizes, taken, strict=True)
    )
    return "; ".join(told).replace(",", " ")
