"""How late thousands of frames leave, in one histogram."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled

__all__ = ["BulkLateness", "LatenessHistogram"]

_FINE_MS, _FINE_STEPS = 0.1, 500
_COARSE = np.geomspace(_FINE_MS * _FINE_STEPS, 60_000, 100)[1:]
_EDGES_MS: NDArray[np.float64] = np.concatenate((np.arange(1, _FINE_STEPS + 1) * _FINE_MS, _COARSE))


@dataclass(frozen=True, slots=True)
class BulkLateness:
    """Lateness of ``count`` frames in ms; percentiles are the upper edge of a step of 0.1 ms (up to 50 ms,
    wider above).

    A frame has left when the kernel has taken it. Of a frame in parts the first one counts, and each other
    one that found no room counts as a frame more; what a lost connection leaves unsent does not count.
    """

    count: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    p999_ms: float = 0.0
    max_ms: float = 0.0


class LatenessHistogram:
    """Counts of frames by lateness; those that had to wait for their receiver are kept apart."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Begin anew."""
        self._own, self._waited = _Steps(), _Steps()

    def record(self, late_ns: NDArray[np.int64]) -> None:
        """Frames that left so many ns after they were due; negative ones count as 0."""
        self._own.record(late_ns)

    def record_waited(self, late_ns: int) -> None:
        """A frame that the kernel did not take when it was handed over, as there was no room; now it has."""
        self._waited.record(np.array([late_ns], np.int64))

    def merge(self, other: LatenessHistogram) -> None:
        """Add what another has counted."""
        self._own, self._waited = self._own.with_(other._own), self._waited.with_(other._waited)

    def steps(self) -> list[tuple[float, int]]:
        """(upper edge in ms, count) of each step that counts something; the last edge is the worst."""
        return self._own.with_(self._waited).filled()

    def summary(self) -> BulkLateness:
        """The figures up to now."""
        return self._own.with_(self._waited).summary()

    def own(self) -> BulkLateness:
        """Of the frames that left when they were handed over: what waited for a receiver tells nothing of
        the sender's pace.
        """
        return self._own.summary()


class _Steps:
    def __init__(self) -> None:
        self._counts: NDArray[np.int64] = np.zeros(len(_EDGES_MS) + 1, np.int64)
        self._worst_ns = 0

    def record(self, late_ns: NDArray[np.int64]) -> None:
        self._worst_ns = max(self._worst_ns, _count(self._counts, _EDGES_MS, late_ns))

    def with_(self, other: _Steps) -> _Steps:
        both = _Steps()
        both._counts = self._counts + other._counts
        both._worst_ns = max(self._worst_ns, other._worst_ns)
        return both

    def filled(self) -> list[tuple[float, int]]:
        worst_ms = self._worst_ns * 1e-6
        edges = np.minimum(np.append(_EDGES_MS, worst_ms), worst_ms)
        return [(float(edges[step]), int(self._counts[step])) for step in np.flatnonzero(self._counts)]

    def summary(self) -> BulkLateness:
        total = int(self._counts.sum())
        if not total:
            return BulkLateness()
        worst_ms = self._worst_ns * 1e-6
        upto = np.cumsum(self._counts)
        edges = np.append(_EDGES_MS, worst_ms)
        p50, p99, p999 = (
            min(float(edges[np.searchsorted(upto, share * total)]), worst_ms) for share in (0.5, 0.99, 0.999)
        )
        return BulkLateness(total, p50, p99, p999, worst_ms)


@compiled
def _count(steps: NDArray[np.int64], edges_ms: NDArray[np.float64], late_ns: NDArray[np.int64]) -> int:
    """Returns the worst."""
    worst_ns = 0
    for late in late_ns:
        steps[np.searchsorted(edges_ms, late * 1e-6)] += 1
        worst_ns = max(worst_ns, late)
    return worst_ns
