"""One axis of a camera head: a value that moves with time."""

from __future__ import annotations

import math

__all__ = ["Axis"]


class Axis:
    """A value between two ends that runs at a velocity or towards a goal.

    :param round_trip: the ends are the same place (pan: 0 and 360 degrees), so none stops it.
    """

    def __init__(self, value: float, low: float, high: float, *, round_trip: bool = False) -> None:
        self.low = low
        self.high = high
        self._round = round_trip
        self._value = value
        self._velocity = 0.0
        self._goal: float | None = None
        self._since_s = 0.0

    def at(self, now_s: float) -> float:
        """The value at a time, in the axis' own unit."""
        moved = self._value + self._velocity * max(0.0, now_s - self._since_s)
        if self._goal is not None:
            moved = min(moved, self._goal) if self._velocity >= 0 else max(moved, self._goal)
        return self._kept(moved)

    def moving(self, now_s: float) -> bool:
        """Whether it moves at this moment."""
        if not self._velocity:
            return False
        if self._goal is not None:
            return now_s < self.arrival_s()
        return self._round or self.low < self.at(now_s) < self.high

    def run(self, velocity: float, now_s: float) -> None:
        """Run at ``velocity`` units a second until told otherwise; 0 stops."""
        self._settle(now_s)
        self._velocity = velocity
        self._goal = None

    def go(self, goal: float, speed: float, now_s: float) -> None:
        """Run to ``goal`` at ``speed`` units a second, the short way round where there is one."""
        self._settle(now_s)
        way = self._kept(goal) - self._value
        if self._round:
            turn = self.high - self.low
            way = (way + turn / 2) % turn - turn / 2
        self._goal = self._value + way
        self._velocity = math.copysign(speed, way) if way else 0.0

    def arrival_s(self) -> float:
        """When the goal is reached; the start of the last order when there is none."""
        if self._goal is None or not self._velocity:
            return self._since_s
        return self._since_s + (self._goal - self._value) / self._velocity

    def _settle(self, now_s: float) -> None:
        self._value = self.at(now_s)
        self._since_s = now_s

    def _kept(self, value: float) -> float:
        if self._round:
            return self.low + (value - self.low) % (self.high - self.low)
        return min(self.high, max(self.low, value))
