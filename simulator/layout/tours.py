"""Short tours through the switches of rings: 2-opt on each ring, from and to its anchors."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.values import Floats

__all__ = ["shorten_tours"]


def shorten_tours(
    starts: NDArray[np.int64], x_m: Floats, y_m: Floats, begin: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.int64]:
    """Order the stops of each ring so that no two of its legs are better exchanged (2-opt, Croes 1958).

    :param starts: (rings + 1,) where the rings begin among the S stops.
    :param x_m: (S,) of the stops in the order to begin with; :param y_m: likewise.
    :param begin: (rings, 2) where a ring comes from; :param end: (rings, 2) where it goes to. Not a number
        for an open end.
    :returns: (S,) the rows of the stops in their new order, ring by ring.
    """
    order = np.arange(len(x_m), dtype=np.int64)
    _shorten(starts, x_m, y_m, begin, end, order)
    return order


@compiled
def _shorten(
    starts: NDArray[np.int64],
    x_m: Floats,
    y_m: Floats,
    begin: NDArray[np.float64],
    end: NDArray[np.float64],
    order: NDArray[np.int64],
) -> None:
    for ring in range(len(starts) - 1):
        low, high = starts[ring], starts[ring + 1]
        stops = high - low
        x, y = np.empty(stops + 2), np.empty(stops + 2)
        x[0], y[0] = begin[ring, 0], begin[ring, 1]
        x[stops + 1], y[stops + 1] = end[ring, 0], end[ring, 1]
        for at in range(stops):
            x[at + 1], y[at + 1] = x_m[low + at], y_m[low + at]
        better, rounds = True, 0
        while better and rounds < 50:
            better, rounds = False, rounds + 1
            for i in range(1, stops):
                for j in range(i + 1, stops + 1):
                    gain = 0.0
                    if not np.isnan(x[i - 1]):
                        gain += np.hypot(x[i] - x[i - 1], y[i] - y[i - 1])
                        gain -= np.hypot(x[j] - x[i - 1], y[j] - y[i - 1])
                    if not np.isnan(x[j + 1]):
                        gain += np.hypot(x[j + 1] - x[j], y[j + 1] - y[j])
                        gain -= np.hypot(x[j + 1] - x[i], y[j + 1] - y[i])
                    if gain > 1e-6:
                        better = True
                        a, b = i, j
                        while a < b:
                            x[a], x[b] = x[b], x[a]
                            y[a], y[b] = y[b], y[a]
                            kept = order[low + a - 1]
                            order[low + a - 1] = order[low + b - 1]
                            order[low + b - 1] = kept
                            a, b = a + 1, b - 1
