"""How late frames leave: the figure that tells a saturated generator from a slow target."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass

__all__ = ["Lateness", "LatenessMeter"]

_EDGES_MS = (0.5, 1, 2, 3, 5, 7, 10, 15, 20, 30, 40, 50, 70, 100, 150, 200, 300, 500, 700, 1000, 2000, 5000)
_KEEP_S = 6 * 3600


@dataclass(frozen=True, slots=True)
class Lateness:
    """Lateness of ``count`` frames in ms; percentiles are the upper edge of their histogram step."""

    count: int = 0
    p50_ms: float = 0.0
    p99_ms: float = 0.0
    max_ms: float = 0.0


class LatenessMeter:
    """A histogram a second, so that any window of whole seconds can be asked for; six hours are kept."""

    def __init__(self) -> None:
        self._steps: dict[int, list[int]] = {}
        self._worst_ms: dict[int, float] = {}

    def record(self, at_s: float, late_s: float) -> None:
        """A frame that was due at ``at_s - late_s`` left at ``at_s`` (monotonic seconds)."""
        self.record_many(at_s, late_s, 1)

    def record_many(self, at_s: float, late_s: float, count: int) -> None:
        """The same for ``count`` frames that were equally late."""
        second, late_ms = int(at_s), max(0.0, late_s * 1000)
        steps = self._steps.get(second)
        if steps is None:
            steps = self._steps[second] = [0] * (len(_EDGES_MS) + 1)
            self._worst_ms[second] = 0.0
            self._forget(second - _KEEP_S)
        steps[bisect_left(_EDGES_MS, late_ms)] += count
        self._worst_ms[second] = max(late_ms, self._worst_ms[second])

    def window(self, from_s: float | None = None, to_s: float | None = None) -> Lateness:
        """Lateness in the seconds that touch ``[from_s, to_s)``; all that is kept where a bound is None."""
        chosen = [
            second
            for second in self._steps
            if (from_s is None or second + 1 > from_s) and (to_s is None or second < to_s)
        ]
        if not chosen:
            return Lateness()
        sums = [sum(counts) for counts in zip(*(self._steps[second] for second in chosen), strict=True)]
        worst = max(self._worst_ms[second] for second in chosen)
        return Lateness(sum(sums), _edge(sums, 0.5, worst), _edge(sums, 0.99, worst), worst)

    def _forget(self, before: int) -> None:
        oldest = next(iter(self._steps))
        if oldest < before:
            del self._steps[oldest], self._worst_ms[oldest]


def _edge(sums: list[int], share: float, worst_ms: float) -> float:
    wanted, seen = share * sum(sums), 0
    for edge, count in zip(_EDGES_MS, sums, strict=False):
        seen += count
        if seen >= wanted:
            return min(float(edge), worst_ms)
    return worst_ms
