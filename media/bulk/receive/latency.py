"""Latencies of many streams in histograms of constant size: 1.3 kB a stream.

Bins grow by a sixteenth of an octave from 0.1 ms to 104 s, so that a percentile is within 2.2 % of the true
one; smaller, negative and larger values have a bin of their own and read as the extreme of the stream.
Smallest and largest value are exact.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.receive.burst import Floats, Ints
from camproof.media.receive.report import Percentiles

__all__ = ["LatencyAccount"]

_LOWEST_MS = 0.1
_BINS_AN_OCTAVE = 16
_OCTAVES = 20
_BINS = _OCTAVES * _BINS_AN_OCTAVE + 2


class LatencyAccount:
    """:ivar lowest_ms, highest_ms: float64[streams]; infinite before the first value."""

    def __init__(self, streams: int) -> None:
        self._bins = np.zeros((streams, _BINS), np.uint32)
        self.lowest_ms = np.full(streams, np.inf)
        self.highest_ms = np.full(streams, -np.inf)

    def take(self, stream: Ints, latency_ms: Floats) -> None:
        """Values of streams; a stream may come more than once."""
        octaves = np.log2(np.maximum(latency_ms, _LOWEST_MS / 2) / _LOWEST_MS)
        place = np.clip(np.floor(octaves * _BINS_AN_OCTAVE) + 1, 0, _BINS - 1).astype(np.int64)
        np.add.at(self._bins.reshape(-1), stream * _BINS + place, np.uint32(1))
        np.minimum.at(self.lowest_ms, stream, latency_ms)
        np.maximum.at(self.highest_ms, stream, latency_ms)

    def of(self, stream: int) -> Percentiles:
        """Of one stream."""
        return self._percentiles(
            self._bins[stream], float(self.lowest_ms[stream]), float(self.highest_ms[stream])
        )

    def fleet(self) -> Percentiles:
        """Of all streams together."""
        if not len(self._bins):
            return Percentiles()
        bins = self._bins.sum(axis=0, dtype=np.int64)
        return self._percentiles(bins, float(self.lowest_ms.min()), float(self.highest_ms.max()))

    @staticmethod
    def _percentiles(bins: NDArray[np.integer], lowest_ms: float, highest_ms: float) -> Percentiles:
        upto = np.cumsum(bins)
        count = int(upto[-1])
        if not count:
            return Percentiles()
        ranks = [max(1, -(-count * share // 100)) for share in (50, 95, 99)]
        places = np.searchsorted(upto, ranks)
        middles = _LOWEST_MS * np.exp2((places - 0.5) / _BINS_AN_OCTAVE)
        values = np.where(places == 0, lowest_ms, np.where(places == _BINS - 1, highest_ms, middles))
        p50, p95, p99 = (float(value) for value in np.clip(values, lowest_ms, highest_ms))
        return Percentiles(count, lowest_ms, p50, p95, p99, highest_ms)
