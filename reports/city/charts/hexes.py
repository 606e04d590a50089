"""Cells of a map that stand for many cameras."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from camproof.reports.city.numbers import share_text
from camproof.reports.text import count_text
from camproof.simulator.values import Floats

__all__ = ["hexes"]

_CELL = 13.0
_LEAST_SIZE = 0.42


def hexes(
    x: Floats, y: Floats, intact: Floats, shade: Callable[[float], int]
) -> tuple[tuple[str, int, str], ...]:
    """Hexagons as paths, each with the shade of the mean share of its cameras and a title.

    A cell is the larger the more cameras it holds, by the square root of their number.

    :param x: (N,) on the map; :param y: likewise.
    """
    columns, rows = _nearest(x, y)
    keys, inverse, counts = np.unique(
        np.column_stack((rows, columns)), axis=0, return_inverse=True, return_counts=True
    )
    inverse = inverse.ravel()
    means = np.bincount(inverse, weights=intact) / counts
    worst = np.full(len(keys), np.inf)
    np.minimum.at(worst, inverse, intact)
    sizes = _LEAST_SIZE + (1 - _LEAST_SIZE) * np.sqrt(counts / counts.max())
    drawn = []
    for (row, column), count, mean, least, size in zip(keys, counts, means, worst, sizes, strict=True):
        title = (
            f"{count_text(int(count), 'camera')}, mean {share_text(float(mean))}, "
            f"worst {share_text(float(least))}"
        )
        middle_x, middle_y = column * _CELL / 2, row * _CELL * np.sqrt(3) / 2
        drawn.append((_outline(middle_x, middle_y, size * _CELL / np.sqrt(3)), shade(float(mean)), title))
    return tuple(drawn)


def _nearest(x: Floats, y: Floats) -> tuple[np.ndarray[tuple[int], np.dtype[np.int64]], ...]:
    """The middles of a honeycomb are two square lattices; whichever has the nearer point.

    Columns are counted in half cells, so that both lattices have whole numbers.
    """
    high = _CELL * np.sqrt(3) / 2
    found = []
    for odd in (0, 1):
        row = 2 * np.rint((y / high - odd) / 2).astype(np.int64) + odd
        column = 2 * np.rint((x / (_CELL / 2) - odd) / 2).astype(np.int64) + odd
        far = (x - column * _CELL / 2) ** 2 + (y - row * high) ** 2
        found.append((column, row, far))
    first = found[0][2] <= found[1][2]
    return tuple(np.where(first, found[0][at], found[1][at]) for at in (0, 1))


def _outline(x: float, y: float, radius: float) -> str:
    turns = np.pi / 6 + np.arange(6) * np.pi / 3
    corners = zip(x + radius * np.cos(turns), y + radius * np.sin(turns), strict=True)
    return "M" + "L".join(f"{corner_x:.1f} {corner_y:.1f}" for corner_x, corner_y in corners) + "Z"
