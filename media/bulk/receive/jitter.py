"""RFC 3550 jitter of many streams: the recurrence of ``JitterMeter``, packet by packet in a compiled loop.

The highest estimate must be looked for at every packet: each takes a sixteenth off it, so that what is left
at the end of a burst tells nothing of a peak inside it.
"""

from __future__ import annotations

from functools import cache

import numpy as np

from camproof.media.bulk.receive.burst import Floats, Groups, Ints
from camproof.media.compiled import compiled

__all__ = ["JitterAccount", "timestamp_steps"]


def timestamp_steps(timestamp: Ints, before: Ints) -> Ints:
    """Signed steps modulo 2**32, from -2**31 to 2**31 - 1."""
    steps: Ints = (timestamp - before + 0x80000000 & 0xFFFFFFFF) - 0x80000000
    return steps


class JitterAccount:
    """:ivar jitter: float64[streams], in ticks; ``worst`` the highest at any packet; ``jumps`` of a clock."""

    def __init__(self, clock_hz: Ints, *, jump_s: float = 10.0) -> None:
        _warm_up()
        self._clock_hz = clock_hz.astype(np.float64)
        self._jump = jump_s * self._clock_hz
        self.jitter = np.zeros(len(clock_hz))
        self.worst = np.zeros(len(clock_hz))
        self.jumps = np.zeros(len(clock_hz), np.int64)

    def runs_at(self, stream: int, clock_hz: int) -> None:
        """The RTP clock of a stream is known from now on."""
        self._jump[stream] *= clock_hz / self._clock_hz[stream]
        self._clock_hz[stream] = clock_hz

    def take(self, groups: Groups, interval_s: Floats, step: Ints, known: Ints) -> None:
        """Book a burst.

        :param interval_s, step: float64[n], int64[n]: time of arrival and timestamp less those of the
            stream's packet before.
        :param known: int64[n], 0 where there is none before, else 1.
        """
        _walk(
            self.jitter, self.worst, self.jumps, self._clock_hz, self._jump,
            groups.stream, groups.start, groups.count, interval_s, step, known,
        )  # fmt: skip


@compiled
def _walk(
    jitter: Floats,
    worst: Floats,
    jumps: Ints,
    clock_hz: Floats,
    jump: Floats,
    stream: Ints,
    start: Ints,
    count: Ints,
    interval_s: Floats,
    step: Ints,
    known: Ints,
) -> None:
    for group in range(len(stream)):
        number = stream[group]
        value, highest = jitter[number], worst[number]
        for row in range(start[group], start[group] + count[group]):
            if known[row] == 0:
                continue
            change = abs(interval_s[row] * clock_hz[number] - step[row])
            if change <= jump[number]:
                value += (change - value) / 16.0
                highest = max(highest, value)
            else:
                jumps[number] += 1
        jitter[number], worst[number] = value, highest


@cache
def _warm_up() -> None:
    """Compile or load the loop before the first packet is there: those behind it would wait for seconds."""
    none, numbers = np.zeros(0), np.zeros(0, np.int64)
    _walk(none, none, numbers, none, none, numbers, numbers, numbers, none, numbers, numbers)
