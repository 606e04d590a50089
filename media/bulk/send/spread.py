"""A frame's packets spread over part of the frame interval, in equal parts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["slots_of"]

Ints = NDArray[np.int64]
_SLOT_NS = 2_000_000


def slots_of(spread: NDArray[np.float64], period_ns: float) -> tuple[Ints, Ints]:
    """(parts of a frame, ns from one to the next) for shares of the frame interval; a part takes 2 ms."""
    span = np.clip(spread, 0.0, 1.0) * period_ns
    slots = np.maximum(1, np.rint(span / _SLOT_NS)).astype(np.int64)
    return slots, (span / slots).astype(np.int64)
