"""Mean, deviation and extremes of values of many streams, 40 bytes a stream."""

from __future__ import annotations

import math

import numpy as np

from camproof.media.bulk.receive.burst import Floats, Ints
from camproof.media.receive.spread import Spread

__all__ = ["SpreadAccount"]


class SpreadAccount:
    """Running sums of values, stream by stream."""

    def __init__(self, streams: int) -> None:
        self.count = np.zeros(streams, np.int64)
        self.total = np.zeros(streams)
        self._square = np.zeros(streams)
        self.lowest = np.full(streams, np.inf)
        self.highest = np.full(streams, -np.inf)

    def take(self, stream: Ints, values: Floats) -> None:
        """Values of streams; a stream may come more than once."""
        np.add.at(self.count, stream, 1)
        np.add.at(self.total, stream, values)
        np.add.at(self._square, stream, values * values)
        np.minimum.at(self.lowest, stream, values)
        np.maximum.at(self.highest, stream, values)

    def of(self, stream: int) -> Spread:
        """Everything so far of one stream."""
        count = int(self.count[stream])
        if not count:
            return Spread()
        mean = float(self.total[stream]) / count
        variance = max(0.0, float(self._square[stream]) / count - mean * mean)
        return Spread(
            count, mean, math.sqrt(variance), float(self.lowest[stream]), float(self.highest[stream])
        )
