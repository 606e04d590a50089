"""Hilbert's curve: an order of points in the plane that keeps neighbours together."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.values import Floats, Ints

__all__ = ["hilbert_order"]

_BITS = 16


def hilbert_order(x_m: Floats, y_m: Floats) -> Ints:
    """(N,) the rows in the order in which the curve passes them; points of one cell keep their order.

    The square around all points is cut into 65536 × 65536 cells. After Hilbert 1891; the rotation of
    quadrants as in Skilling, "Programming the Hilbert curve", AIP Conf. Proc. 707, 2004.
    """
    if not len(x_m):
        return np.empty(0, np.int32)
    side = max(float(np.ptp(x_m)), float(np.ptp(y_m)), 1e-9)
    scale = ((1 << _BITS) - 1) / side
    keys = np.empty(len(x_m), np.uint32)
    _keys(x_m, y_m, float(x_m.min()), float(y_m.min()), scale, keys)
    return np.argsort(keys, kind="stable").astype(np.int32)


@compiled
def _keys(
    x_m: Floats, y_m: Floats, left: float, bottom: float, scale: float, keys: NDArray[np.uint32]
) -> None:
    """The place of each point's cell on the curve."""
    for at in range(len(x_m)):
        x, y, key = int((x_m[at] - left) * scale), int((y_m[at] - bottom) * scale), 0
        half = 1 << 15
        while half > 0:
            right, above = (x & half) > 0, (y & half) > 0
            key += half * half * ((3 if right else 0) ^ (1 if above else 0))
            if not above:
                if right:
                    x, y = 65535 - x, 65535 - y
                x, y = y, x
            half >>= 1
        keys[at] = key
