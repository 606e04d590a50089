"""Loss, copies and changed order of many streams: the account of ``SequenceTracker``, mostly without calls.

Packets that come in order only raise two counters, in arrays. A stream that has anything else in a burst is
walked by its own ``SequenceTracker`` from one odd packet to the next, so that the counts are the same by
construction. One
difference: a stream remembers 128 missing numbers instead of 4096, so that memory stays small when all
streams lose much; a packet that comes when its number is forgotten (more than 100 numbers late, with at
least 128 newer ones missing) is a stray, not a reordered one.
"""

from __future__ import annotations

import numpy as np

from camproof.media.bulk.receive.burst import Groups, Ints
from camproof.protocols.rtp import SequenceTracker

__all__ = ["MAX_MISSING", "SequenceAccount"]

MAX_MISSING = 128


class SequenceAccount:
    """:ivar received: int64[streams], different packets of each stream."""

    def __init__(self, streams: int) -> None:
        self.received = np.zeros(streams, np.int64)
        self._highest = np.full(streams, -1, np.int64)
        self._trackers: list[SequenceTracker | None] = [None] * streams

    def take(self, groups: Groups, sequence: Ints) -> Ints:
        """Book a burst; returns int64[n]: the step from the number before it (for a group's first packet from
        the stream's highest), modulo 65 536.
        """
        step = sequence - groups.before(sequence, self._highest) & 0xFFFF
        odd = step != 1
        odd[groups.start] |= self.received[groups.stream] == 0
        rough = np.zeros(len(groups.stream), np.bool_)
        rough[groups.of[odd]] = True
        smooth = ~rough
        stream, count = groups.stream[smooth], groups.count[smooth]
        self._highest[stream] += count
        self.received[stream] += count
        self._rough(groups, sequence, np.flatnonzero(odd), np.flatnonzero(rough))
        return step

    def _rough(self, groups: Groups, sequence: Ints, odd: Ints, rough: Ints) -> None:
        first, end = groups.start[rough], groups.start[rough] + groups.count[rough]
        rows = (groups.stream[rough], first, end, np.searchsorted(odd, first), np.searchsorted(odd, end))
        for stream, start, stop, odd_from, odd_to in zip(*(row.tolist() for row in rows), strict=True):
            odd_here = (odd[odd_from:odd_to] - start).tolist()
            self._walk(stream, sequence[start:stop].tolist(), odd_here)

    def _walk(self, stream: int, numbers: list[int], odd: list[int]) -> None:
        """Numbers of one stream; those not at an ``odd`` place follow the number before them."""
        tracker = self.tracker(stream)
        tracker.in_order(odd[0])
        for place, stop in zip(odd, [*odd[1:], len(numbers)], strict=True):
            tracker.packet(numbers[place])
            if tracker.highest & 0xFFFF == numbers[place]:
                tracker.in_order(stop - place - 1)
            else:
                for number in numbers[place + 1 : stop]:
                    tracker.packet(number)
        self._highest[stream], self.received[stream] = tracker.highest, tracker.received

    def tracker(self, stream: int) -> SequenceTracker:
        """The stream's account, brought up to now."""
        tracker = self._trackers[stream]
        if tracker is None:
            tracker = self._trackers[stream] = SequenceTracker(max_missing=MAX_MISSING)
        if behind := int(self.received[stream]) - tracker.received:
            tracker.in_order(behind)
        return tracker

    def counts(self) -> tuple[Ints, Ints, Ints]:
        """int64[streams]: expected, duplicates, reordered packets of each stream up to now."""
        rows = np.zeros((3, len(self.received)), np.int64)
        for stream in np.flatnonzero(self.received).tolist():
            tracker = self.tracker(stream)
            rows[:, stream] = tracker.expected, tracker.duplicates, tracker.reordered
        return rows[0], rows[1], rows[2]
