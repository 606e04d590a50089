"""Packets, octets and silences of many streams."""

from __future__ import annotations

import numpy as np

from camproof.media.bulk.receive.burst import Floats, Groups, Ints

__all__ = ["TrafficAccount"]


class TrafficAccount:
    """Arrays of one entry a stream.

    :ivar octets: RTP payload; ``first_s``, ``last_s`` arrival of first and last packet, NaN before.
    :ivar longest_gap_s: longest time between two packets.
    """

    def __init__(self, streams: int) -> None:
        self.packets = np.zeros(streams, np.int64)
        self.octets = np.zeros(streams, np.int64)
        self.first_s = np.full(streams, np.nan)
        self.last_s = np.full(streams, np.nan)
        self.longest_gap_s = np.zeros(streams)
        self._timestamp = np.zeros(streams, np.int64)

    def take(
        self, groups: Groups, size: Ints, arrival_s: Floats, timestamp: Ints
    ) -> tuple[Floats, Ints, Ints]:
        """Book a burst; returns for each packet the time since the stream's packet before (0 for the first),
        the timestamp before, and 1 where there is one before, else 0.
        """
        stream = groups.stream
        known = np.ones(len(size), np.int64)
        known[groups.start] = self.packets[stream] > 0
        interval_s = arrival_s - groups.before(arrival_s, self.last_s)
        interval_s[known == 0] = 0.0
        before = groups.before(timestamp, self._timestamp)
        self.packets[stream] += groups.count
        self.octets[stream] += groups.sums(size)
        gap_s = np.maximum.reduceat(interval_s, groups.start)
        self.longest_gap_s[stream] = np.maximum(self.longest_gap_s[stream], gap_s)
        new = np.isnan(self.first_s[stream])
        self.first_s[stream[new]] = arrival_s[groups.start[new]]
        self.last_s[stream] = arrival_s[groups.last]
        self._timestamp[stream] = timestamp[groups.last]
        return interval_s, before, known
