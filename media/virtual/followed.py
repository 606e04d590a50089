"""Which stamps are newer than all before: what :class:`PictureAccount` (``receive.pictures``) says."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["newest_before"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
_RESTART = 1000
_MOST_MISSING = 1 << 15
_APART = 1 << 40


def newest_before(
    frame: Ints, stamped: Bools, starts: Ints, ends: Ints, newest: Ints
) -> tuple[Ints, Ints, Bools]:
    """The newest number of each stream behind its units; of each unit the numbers jumped over, and whether
    its stamp is not newer.

    :param frame: numbers in the stamps; :param newest: of each stream before, -1 for none.
    """
    before = np.empty_like(frame)
    before[1:] = frame[:-1]
    before[starts] = newest
    if (stamped & (frame - before == 1) & (before >= 0)).all():
        return frame[ends], np.zeros_like(frame), np.zeros(len(frame), np.bool_)
    sizes = ends - starts + 1
    stream = np.repeat(np.arange(len(starts)), sizes)
    shown = np.where(stamped, frame, -1)
    lead = np.maximum.accumulate(np.maximum(shown, newest[stream]) + stream * _APART) - stream * _APART
    before = np.empty_like(lead)
    before[1:] = lead[:-1]
    before[starts] = newest
    step = np.where(stamped, frame - before, 1)
    known = before >= 0
    after = lead[ends]
    repeated = stamped & known & (step <= 0)
    missing = np.where(stamped & known & (step > 0) & (step < _MOST_MISSING), step - 1, 0)
    for row in np.unique(stream[repeated & (step <= -_RESTART)]):
        span = slice(int(starts[row]), int(ends[row]) + 1)
        after[row] = _one_by_one(frame[span], stamped[span], int(newest[row]), missing[span], repeated[span])
    return after, missing, repeated


def _one_by_one(frame: Ints, stamped: Bools, newest: int, missing: Ints, repeated: Bools) -> int:
    """A stream that jumped back far enough to have begun anew. Writes into ``missing`` and ``repeated``."""
    for index in np.flatnonzero(stamped):
        number = int(frame[index])
        step = number - newest
        repeated[index] = newest >= 0 and -_RESTART < step <= 0
        missing[index] = step - 1 if newest >= 0 and 0 < step < _MOST_MISSING else 0
        if not repeated[index]:
            newest = number
    return newest
