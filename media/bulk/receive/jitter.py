"""RFC 3550 jitter of many streams: the recurrence of ``JitterMeter`` in closed form.

``J' = J + (d - J) / 16`` over ``m`` packets is ``J a^m + sum(d_k a^(m-k)) / 16`` with ``a = 15/16``, ``k``
from 1; packets behind a jump of a clock do not count in ``m``.
"""

from __future__ import annotations

import numpy as np

from camproof.media.bulk.receive.burst import Floats, Groups, Ints

__all__ = ["JitterAccount", "timestamp_steps"]

_KEEP = 15 / 16
_POWERS = _KEEP ** np.arange(1024)


def timestamp_steps(timestamp: Ints, before: Ints) -> Ints:
    """Signed steps modulo 2**32, from -2**31 to 2**31 - 1."""
    steps: Ints = (timestamp - before + 0x80000000 & 0xFFFFFFFF) - 0x80000000
    return steps


class JitterAccount:
    """:ivar jitter: float64[streams], in ticks; ``worst`` the highest at the end of any burst; ``jumps`` of
    a clock.
    """

    def __init__(self, clock_hz: Ints, *, jump_s: float = 10.0) -> None:
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
        stream = groups.stream
        clock_hz = self._clock_hz[stream]
        change = np.abs(interval_s * clock_hz[groups.of] - step)
        counts = np.where(change <= self._jump[stream][groups.of], known, 0)
        rank = groups.running(counts)
        total = rank[groups.last]
        power = np.minimum(total[groups.of] - rank, len(_POWERS) - 1)
        weighted = change * counts * _POWERS[power]
        news = np.add.reduceat(weighted, groups.start) / 16.0
        jitter = self.jitter[stream] * _POWERS[np.minimum(total, len(_POWERS) - 1)] + news
        self.jitter[stream] = jitter
        self.worst[stream] = np.maximum(self.worst[stream], jitter)
        self.jumps[stream] += groups.sums(known - counts)
