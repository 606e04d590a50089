"""Which streams are due when, in buckets of one grid step."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled

__all__ = ["NEVER", "Turn", "Turns"]

Turn = Literal["frame", "part"]
Ints = NDArray[np.int64]
NEVER = np.iinfo(np.int64).max
_FIRST_CAPACITY = 64


class Turns:
    """When the next frame of each stream is due, and the next part of the frame that is on its way.

    A look at all of them is quicker than keeping an order: that of 3000 streams takes 2 µs.

    :param grid_ns: width of a bucket.
    :ivar frame_ns, part_ns: int64[capacity], by stream; ``NEVER`` where it has no such turn.
    """

    def __init__(self, grid_ns: int) -> None:
        self._grid_ns = grid_ns
        self.frame_ns: Ints = np.full(_FIRST_CAPACITY, NEVER, np.int64)
        self.part_ns: Ints = np.full(_FIRST_CAPACITY, NEVER, np.int64)

    def make_room(self, streams: int) -> None:
        """There are so many streams."""
        if streams > len(self.frame_ns):
            more = np.full(max(streams, 2 * len(self.frame_ns)) - len(self.frame_ns), NEVER, np.int64)
            self.frame_ns = np.concatenate((self.frame_ns, more))
            self.part_ns = np.concatenate((self.part_ns, more))

    def take(self, now_ns: int) -> Iterator[tuple[Turn, Ints]]:
        """Every turn of the buckets that have ended by now, in order; also what is written while this runs.

        Frames of several buckets come together: who is late catches up in fewer, larger batches. Within a
        bucket, parts of frames come before new frames, so that the parts of a frame leave before the next.
        """
        end_ns = now_ns // self._grid_ns * self._grid_ns
        while True:
            parts, streams = _due(self.frame_ns, self.part_ns, self._grid_ns, end_ns)
            if not len(streams):
                return
            turns = self.part_ns if parts else self.frame_ns
            turns[streams] = NEVER
            yield "part" if parts else "frame", streams


@compiled
def _due(frame_ns: Ints, part_ns: Ints, grid_ns: int, end_ns: int) -> tuple[bool, Ints]:
    """Whose turn comes first of those before ``end_ns``, by time; whether they are parts."""
    first_part_ns = end_ns
    for due_ns in part_ns:
        first_part_ns = min(first_part_ns, due_ns)
    limit_ns = min(end_ns, first_part_ns // grid_ns * grid_ns)
    streams = _before(frame_ns, limit_ns)
    if len(streams) or first_part_ns == end_ns:
        return False, streams
    return True, _before(part_ns, limit_ns + grid_ns)


@compiled
def _before(due_ns: Ints, limit_ns: int) -> Ints:
    count = 0
    for due in due_ns:
        count += due < limit_ns
    streams, at = np.empty(count, np.int64), 0
    for stream in range(len(due_ns) if count else 0):
        if due_ns[stream] < limit_ns:
            streams[at] = stream
            at += 1
    return streams[np.argsort(due_ns[streams], kind="mergesort")]
