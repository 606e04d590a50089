"""Frames of many streams from RTP timestamps: where each begins, how far apart, how steady the timestamps.

A frame begins with the first packet of a timestamp that is newer than all before; packets with an older one
came late and belong to none; so a frame that was overtaken by the next one with all its packets is not
counted. A step back of more than ten seconds is a sender that started anew, and begins
a frame too; many small steps that add up to as much make a new start as well. (A smaller step back is
taken for late packets; ``FrameClock``, which sees packets in order, takes it for an irregular timestamp.)
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.media.bulk.receive.burst import Bools, Floats, Groups, Ints, behind, changes, ends
from camproof.media.bulk.receive.spreads import SpreadAccount

__all__ = ["MAX_BURST", "FrameAccount", "FramePlaces"]

MAX_BURST = 1 << 14
_APART = 1 << 46
_RESTART_S = 10


@dataclass(frozen=True, slots=True)
class FramePlaces:
    """Where frames lie in a burst of ``n`` packets, sorted by stream.

    :param starts: places of the packets that begin a frame.
    :param current: bool[n], packets of the newest frame at their time (late ones are not).
    :param ordinal: int64[n], running number of the newest frame in its stream, from 1.
    :param rank: int64[n], packets of the stream since that frame began.
    :param run: int64[n], number of the frame in this burst (a frame that goes on counts as one).
    """

    starts: Ints
    current: Bools
    ordinal: Ints
    rank: Ints
    run: Ints


class FrameAccount:
    """:ivar frames: int64[streams]; ``interval_ms`` between first packets of frames that followed each other
    without a missing packet; ``irregular`` of them had a timestamp step that is off the stream's usual one by
    more than half; ``step`` is that usual one: the last that came twice in a row, 0 before.
    """

    def __init__(self, clock_hz: Ints) -> None:
        streams = len(clock_hz)
        self._restart = _RESTART_S * clock_hz.astype(np.int64)
        self.frames = np.zeros(streams, np.int64)
        self._lag = np.zeros(streams, np.int64)
        self._rank = np.zeros(streams, np.int64)
        self._newest_s = np.full(streams, np.nan)
        self._last_step = np.zeros(streams, np.int64)
        self.step = np.zeros(streams, np.int64)
        self.irregular = np.zeros(streams, np.int64)
        self.interval_ms = SpreadAccount(streams)

    def runs_at(self, stream: int, clock_hz: int) -> None:
        """The RTP clock of a stream is known from now on."""
        self._restart[stream] = _RESTART_S * clock_hz

    def take(self, groups: Groups, step: Ints, known: Ints) -> FramePlaces:
        """Find the frames of a burst of at most ``MAX_BURST`` packets.

        :param step: int64[n], signed timestamp steps; :param known: 0 for a stream's very first packet.
        """
        stream, of = groups.stream, groups.of
        move = np.where(step < -self._restart[stream][of], 1, step)
        move = np.where(known > 0, move, 1)
        place = groups.running(move) + self._lag[stream][of]
        top = place
        if (move < 0).any() or self._lag[stream].any():
            top = self._running_top(groups, place)
        newest_before = np.empty_like(top)
        newest_before[1:] = top[:-1]
        newest_before[groups.start] = 0
        begins = top > newest_before
        lag = (place - top)[groups.last]
        self._lag[stream] = np.where(lag < -self._restart[stream], 0, lag)
        return self._places(groups, begins, place == top)

    def _running_top(self, groups: Groups, place: Ints) -> Ints:
        """Highest place so far in each stream; 0 is the newest of the bursts before."""
        apart = groups.of * _APART
        top: Ints = np.maximum.accumulate(np.maximum(place, 0) + apart) - apart
        return top

    def _places(self, groups: Groups, begins: Bools, current: Bools) -> FramePlaces:
        stream = groups.stream
        ordinal = groups.running(begins.astype(np.int64)) + self.frames[stream][groups.of]
        starts = np.flatnonzero(begins)
        edge = begins.copy()
        edge[groups.start] = True
        run = np.cumsum(edge) - 1
        heads = np.flatnonzero(edge)
        carried = np.where(begins[heads], 0, self._rank[stream][groups.of[heads]])
        rank = np.arange(len(begins)) - heads[run] + carried[run]
        self._rank[stream] = rank[groups.last] + 1
        self.frames[stream] = ordinal[groups.last]
        return FramePlaces(starts, current, ordinal, rank, run)

    def measure(
        self, groups: Groups, places: FramePlaces, step: Ints, follows: Bools, arrival_s: Floats
    ) -> None:
        """Book intervals and timestamp steps of the frames that begin in the burst.

        :param follows: bool[n], whether the packet with the number before came just before.
        """
        starts = places.starts
        if not len(starts):
            return
        owner = groups.of[starts]
        fresh = changes(owner)
        stream, at_s = groups.stream[owner], arrival_s[starts]
        before_s = behind(at_s, fresh, self._newest_s[stream])
        judged = follows[starts] & ~np.isnan(before_s)
        self.interval_ms.take(stream[judged], (at_s - before_s)[judged] * 1000)
        last = ends(owner)
        self._newest_s[stream[last]] = at_s[last]
        self._steadiness(stream[judged], step[starts][judged])

    def _steadiness(self, stream: Ints, step: Ints) -> None:
        """Timestamp steps of frames that followed each other, sorted by stream."""
        if not len(stream):
            return
        fresh = changes(stream)
        before = behind(step, fresh, self._last_step[stream])
        twice = (np.abs(step - before) * 50 <= before) & (step > 0)
        row = np.arange(len(stream))
        since = np.maximum.accumulate(np.where(twice, row, -1))
        group_start = np.maximum.accumulate(np.where(fresh, row, 0))
        usual = np.where(since >= group_start, step[since], self.step[stream])
        usual_before = behind(usual, fresh, self.step[stream])
        off = (usual_before > 0) & (np.abs(step - usual_before) * 2 > usual_before)
        np.add.at(self.irregular, stream[off], 1)
        last = ends(stream)
        self._last_step[stream[last]], self.step[stream[last]] = step[last], usual[last]
