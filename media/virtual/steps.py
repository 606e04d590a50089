"""Whether RTP timestamps go on evenly, as :class:`camproof.media.receive.frame_clock.FrameClock` has it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.flights import Rows

__all__ = ["irregular_steps"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]


def irregular_steps(flights: Rows, which: Ints, starts: Ints, step: Ints, follows: Bools) -> Bools:
    """Steps that are off the usual one by more than half; the records keep what is usual.

    :param step: from unit to unit; judged where ``follows``.
    """
    irregular = np.zeros(len(step), np.bool_)
    ends = np.append(starts[1:], len(step))
    usual = np.repeat(flights["step"][which], ends - starts)
    off = follows & (np.abs(step - usual) * 50 > usual)
    if not off.any():
        return irregular
    for row in np.unique(np.searchsorted(starts, np.flatnonzero(off), side="right") - 1):
        _follow(flights, int(which[row]), slice(int(starts[row]), int(ends[row])), step, follows, irregular)
    return irregular


def _follow(flights: Rows, flight: int, span: slice, step: Ints, follows: Bools, irregular: Bools) -> None:
    usual, last = int(flights["step"][flight]), int(flights["last_step"][flight])
    for index in np.flatnonzero(follows[span]) + span.start:
        one = int(step[index])
        irregular[index] = usual > 0 and abs(one - usual) * 2 > usual
        if one > 0 and abs(one - last) * 50 <= last:
            usual = one
        last = one
    flights["step"][flight], flights["last_step"][flight] = usual, last
