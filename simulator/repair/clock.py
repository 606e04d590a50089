"""SimPy's environment with times that are given, not reckoned as delays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappush
from typing import Any

import simpy
from simpy.events import NORMAL

__all__ = ["Alarm", "Clock"]


class Alarm:
    """What ``Environment.step`` looks at in an event; set again, it is the same object."""

    __slots__ = ("callbacks", "ring")
    _ok = True

    def __init__(self, ring: Callable[[Any], None]) -> None:
        self.ring = (ring,)
        self.callbacks: tuple[Callable[[Any], None], ...] | None = None


class Clock(simpy.Environment):
    """Hours from the start of the period. What is set for one moment rings in the order of the setting."""

    def set(self, alarm: Alarm, at_h: float) -> None:
        """Let it ring at a time, to the last bit: ``schedule`` would add a delay to the present time."""
        alarm.callbacks = alarm.ring
        heappush(self._queue, (at_h, NORMAL, next(self._eid), alarm))  # type: ignore[misc]

    @property
    def pending(self) -> Sequence[tuple[float, int, int, simpy.Event]]:
        """What is set, as a heap: (hour, priority, number, event)."""
        return self._queue

    def forget(self) -> None:
        """Let go of all that has not rung."""
        self._queue.clear()
