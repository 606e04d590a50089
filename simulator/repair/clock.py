"""SimPy's environment with times that are given, not reckoned as delays."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from heapq import heappop, heappush
from typing import Any

import simpy
from simpy.events import NORMAL

__all__ = ["Alarm", "Clock"]


class Alarm:
    """An event that one hears; set again, it is the same object."""

    __slots__ = ("ring",)

    def __init__(self, ring: Callable[[Any], None]) -> None:
        self.ring = ring


class Clock(simpy.Environment):
    """Hours from the start of the period. What is set for one moment rings in the order of the setting."""

    def set(self, alarm: Alarm, at_h: float) -> None:
        """Let it ring at a time, to the last bit: ``schedule`` would add a delay to the present time."""
        heappush(self._queue, (at_h, NORMAL, next(self._eid), alarm))  # type: ignore[misc]

    @property
    def pending(self) -> Sequence[tuple[float, int, int, simpy.Event]]:
        """What is set, as a heap: (hour, priority, number, event)."""
        return self._queue

    def step(self) -> None:
        """To the next of what is set. An alarm rings here, as it has one that hears it and cannot fail."""
        first: object = self._queue[0][3] if self._queue else None
        if isinstance(first, Alarm):
            self._now = heappop(self._queue)[0]
            first.ring(first)
        else:
            super().step()

    def forget(self) -> None:
        """Let go of all that has not rung."""
        self._queue.clear()
