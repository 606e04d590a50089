"""Timers by name: one heap, where a newer time of a name replaces the older one."""

from __future__ import annotations

import heapq
from collections.abc import Hashable
from typing import Generic, TypeVar

__all__ = ["Deadlines"]

K = TypeVar("K", bound=Hashable)


class Deadlines(Generic[K]):
    """Times in monotonic seconds, one for each key."""

    def __init__(self) -> None:
        self._heap: list[tuple[float, int, K]] = []
        self._current: dict[K, tuple[float, int]] = {}
        self._count = 0

    def set(self, key: K, at_s: float) -> None:
        """Set or move the time of ``key``."""
        self._count += 1
        self._current[key] = (at_s, self._count)
        heapq.heappush(self._heap, (at_s, self._count, key))
        if len(self._heap) > 64 + 4 * len(self._current):
            self._heap = [(due_s, count, name) for name, (due_s, count) in self._current.items()]
            heapq.heapify(self._heap)

    def cancel(self, key: K) -> None:
        """Forget the time of a key, where it has one."""
        self._current.pop(key, None)

    def next_s(self) -> float | None:
        """The earliest time, None when nothing is set."""
        heap = self._heap
        while heap:
            at_s, count, key = heap[0]
            current = self._current.get(key)
            if current is not None and current[1] == count:
                return at_s
            heapq.heappop(heap)
        return None

    def pop_due(self, now_s: float) -> list[tuple[K, float]]:
        """Take out all keys whose time has come, earliest first, each with its time."""
        due: list[tuple[K, float]] = []
        while (at_s := self.next_s()) is not None and at_s <= now_s:
            _, _, key = heapq.heappop(self._heap)
            del self._current[key]
            due.append((key, at_s))
        return due
