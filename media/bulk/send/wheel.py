"""Which streams are due when, in buckets of one grid step."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Literal

import numpy as np
from numpy.typing import NDArray

__all__ = ["Turn", "Wheel"]

Turn = Literal["frame", "part"]
Streams = NDArray[np.int64]


class Wheel:
    """Streams by the bucket in which they are due. :param grid_ns: width of a bucket."""

    def __init__(self, grid_ns: int) -> None:
        self._grid_ns = grid_ns
        self._buckets: dict[int, list[tuple[Turn, Streams]]] = {}
        self._order: list[int] = []

    def put(self, turn: Turn, due_ns: NDArray[np.int64], streams: Streams) -> None:
        """Let each stream have its turn in the bucket of its time."""
        if not len(streams):
            return
        buckets = due_ns // self._grid_ns
        first = int(buckets[0])
        if (buckets == first).all():
            self._append(first, turn, streams)
            return
        order = np.argsort(buckets, kind="stable")
        buckets, streams = buckets[order], streams[order]
        cuts = np.flatnonzero(np.diff(buckets)) + 1
        for start, end in zip([0, *cuts.tolist()], [*cuts.tolist(), len(streams)], strict=True):
            self._append(int(buckets[start]), turn, streams[start:end])

    def _append(self, bucket: int, turn: Turn, streams: Streams) -> None:
        entries = self._buckets.get(bucket)
        if entries is None:
            entries = self._buckets[bucket] = []
            heappush(self._order, bucket)
        entries.append((turn, streams))

    def take(self, now_ns: int) -> Iterator[tuple[Turn, Streams]]:
        """Every turn of the buckets that have ended by now, in order. What is put while this runs is seen.

        Frames of several buckets come together: who is late catches up in fewer, larger batches. Within a
        bucket, parts of frames come before new frames, so that the parts of a frame leave before the next.
        """
        now = now_ns // self._grid_ns
        frames: list[Streams] = []
        while self._order and self._order[0] < now:
            entries = self._buckets.pop(heappop(self._order))
            parts = [streams for turn, streams in entries if turn == "part"]
            if parts:
                yield from _joined("frame", frames)
                yield from _joined("part", parts)
                frames = []
            frames += [streams for turn, streams in entries if turn == "frame"]
            if parts or not self._order or self._order[0] >= now:
                yield from _joined("frame", frames)
                frames = []


def _joined(turn: Turn, groups: list[Streams]) -> Iterator[tuple[Turn, Streams]]:
    if groups:
        yield turn, groups[0] if len(groups) == 1 else np.concatenate(groups)
