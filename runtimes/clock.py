"""The time of the event loop that runs: monotonic seconds, and epoch seconds beside them.

The running loop is the clock. A loop that keeps a time of its own (``KeepsTime``) is asked for both; beside
any other one stands the clock of the system, which is finer than the milliseconds of ``uvloop``'s ``time``.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Protocol, cast

__all__ = ["KeepsTime", "clock", "now_s", "wall_clock"]


class KeepsTime(Protocol):
    """An event loop that keeps its own time.

    :ivar epoch_s: seconds from 1970 to the zero of ``time()``.
    """

    epoch_s: float

    def time(self) -> float:
        """Monotonic seconds."""


def clock() -> Callable[[], float]:
    """Tells monotonic seconds on the scale of the running loop's ``time()``, as fine as they come."""
    loop = asyncio.get_running_loop()
    return loop.time if hasattr(loop, "epoch_s") else time.monotonic


def now_s() -> float:
    """Monotonic seconds now; whoever asks often keeps a :func:`clock`."""
    return clock()()


def wall_clock(offset_s: float = 0.0) -> Callable[[float], float]:
    """A function from monotonic to epoch seconds, fixed when it is made, so that it never steps.

    :param offset_s: added to the true time, for a machine whose clock is wrong.
    """
    loop = asyncio.get_running_loop()
    virtual = hasattr(loop, "epoch_s")
    shift_s = cast(KeepsTime, loop).epoch_s if virtual else time.time() - time.monotonic()
    return lambda at_s: at_s + shift_s + offset_s
