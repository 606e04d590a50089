"""Whether anybody is left to send to: receivers that hang up again and again, or take nothing at all."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.fleet import BulkCounters

__all__ = ["Receivers"]

_HANG_UPS = 5
_HELD_S = 10.0
_IDLE_S = 20.0


class Receivers:
    """The receivers of n streams, one each, watched by the counters of their sender.

    One is gone when it hung up 5 times, each within 10 s of the time before, or when its stream has been due
    for 20 s and has had no frame that could be sent or left out: nobody takes the connection.

    :param due_s: float64[n], when the first frame of each stream is due at the latest.
    :ivar all_gone: whether nobody is left.
    :ivar hung_up: bool[n], who is gone because it hung up; that stays so.
    """

    def __init__(self, due_s: NDArray[np.float64]) -> None:
        self._hang_ups = np.zeros(len(due_s), np.int64)
        self._lost = np.zeros(len(due_s), np.int64)
        self._lost_at_s = np.full(len(due_s), -np.inf)
        self._moved = np.zeros(len(due_s), np.int64)
        self._moved_at_s = due_s.copy()
        self.hung_up = np.zeros(len(due_s), np.bool_)
        self.all_gone = False

    def take(self, at_s: float, counters: BulkCounters) -> list[int]:
        """Counters of all at ``at_s``, on the clock of ``due_s``; gives who has now hung up for good."""
        held = at_s - self._lost_at_s > _HELD_S
        self._hang_ups[held] = 0
        self._hang_ups += counters.lost - self._lost
        self._lost_at_s[counters.lost > self._lost] = at_s
        self._lost = counters.lost
        moved = counters.frames + counters.dropped
        self._moved_at_s[moved > self._moved] = at_s
        self._moved = moved
        idle = at_s - self._moved_at_s >= _IDLE_S
        anew = (self._hang_ups >= _HANG_UPS) & ~self.hung_up
        self.hung_up |= anew
        self.all_gone = bool((idle | self.hung_up).all())
        return [int(number) for number in np.flatnonzero(anew)]
