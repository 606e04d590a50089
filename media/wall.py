"""Epoch time and monotonic time side by side."""

from __future__ import annotations

import time
from collections.abc import Callable

__all__ = ["fixed_wall_clock", "wall_shift_s"]

_TRIES = 3
_CLOSE_S = 20e-6


def wall_shift_s() -> float:
    """Epoch less monotonic seconds now. Both clocks are read close together: where somebody else got the
    processor between the two, it is tried again, three times, and the closest pair counts.
    """
    best_s, closest_s = 0.0, float("inf")
    for _ in range(_TRIES):
        before_s = time.monotonic()
        wall_s = time.time()
        apart_s = time.monotonic() - before_s
        if apart_s < closest_s:
            best_s, closest_s = wall_s - before_s - apart_s / 2, apart_s
        if apart_s < _CLOSE_S:
            break
    return best_s


def fixed_wall_clock() -> Callable[[float], float]:
    """Monotonic to epoch seconds, fixed now, so that a step of the system's clock does not show as
    latency.
    """
    shift_s = wall_shift_s()
    return lambda at_s: at_s + shift_s
