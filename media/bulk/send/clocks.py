"""The clocks of all frames of a library: where they stand, and the words in which they lie."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.tables.fields import (
    SCR_SHIFT,
    SCR_SIZE,
    TIMESTAMP_SHIFT,
    TIMESTAMP_SIZE,
    WORD_SIZE,
    scr_frame,
    timestamp_frame,
)
from camproof.media.tables.model import NOWHERE, MediaTable

__all__ = ["CLOCK", "clocks_of"]

_Clock = tuple[int, int, int, int]


CLOCK = np.dtype([(name, np.int64) for name in ("at", "frame", "shift", "ticks")])
"""The offset in the row of the word in which a clock lies, or -1; what stands around it in the word, and
where it lies there; what is to be added to the DTS of the frame.
"""


def clocks_of(tables: Iterable[MediaTable]) -> NDArray[Any]:
    """CLOCK[F, C]: the clocks of all frames of tables, in the order of their places; each has at most C."""
    rows = [_of_frame(table, index) for table in tables for index in range(table.frames)]
    most = max(map(len, rows))
    return np.array([[*row, *[(NOWHERE, 0, 0, 0)] * (most - len(row))] for row in rows], CLOCK).reshape(
        len(rows), most
    )


def _of_frame(table: MediaTable, index: int) -> Sequence[_Clock]:
    """(at, frame, shift, ticks) of each clock; a word reaches into the next one, which is written later."""
    row = table.rows[index].tobytes()
    scr_at, found = int(table.scr_at[index]), list[_Clock]()
    if scr_at != NOWHERE:
        frame = scr_frame(_behind(row, scr_at, SCR_SIZE))
        found.append((scr_at, frame, SCR_SHIFT, -table.scr_lead))
    for at, prefix, ticks in table.clocks[index].tolist():
        if at != NOWHERE:
            frame = timestamp_frame(prefix, _behind(row, at, TIMESTAMP_SIZE))
            found.append((at, frame, TIMESTAMP_SHIFT, ticks))
    return sorted(found)


def _behind(row: bytes, at: int, size: int) -> bytes:
    return row[at + size : at + WORD_SIZE].ljust(WORD_SIZE - size, b"\0")
