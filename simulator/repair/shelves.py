"""Parts: taken first come, first served; each part taken is ordered anew."""

from __future__ import annotations

from collections import deque

from camproof.simulator.values import Spares

__all__ = ["Shelf"]


class Shelf:
    """A shelf under (S - 1, S) control: the n-th order waits for the part that replaces the (n - S)-th."""

    def __init__(self, spares: Spares) -> None:
        self._lead_h = spares.lead_h
        self._stock = spares.stock
        self._coming: deque[float] = deque()
        self.taken = 0

    def take(self, now_h: float) -> float:
        """When the part for an order of ``now_h`` is there: now, or later. Called in the order of time."""
        self.taken += 1
        self._coming.append(now_h + self._lead_h)
        if len(self._coming) <= self._stock:
            return now_h
        return max(now_h, self._coming.popleft())
