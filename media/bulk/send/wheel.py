"""Which streams are due when, in buckets of one grid step."""

from __future__ import annotations

from collections.abc import Iterator
from heapq import heappop, heappush
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled

__all__ = ["Turn", "Wheel"]

Turn = Literal["frame", "part"]
Ints = NDArray[np.int64]
Streams = Ints


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
        streams, buckets, cuts = _sorted(due_ns, streams, self._grid_ns)
        edges = cuts.tolist()
        for bucket, start, end in zip(buckets.tolist(), edges, edges[1:], strict=False):
            self._append(bucket, turn, streams[start:end])

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


@compiled
def _sorted(due_ns: Ints, streams: Ints, grid_ns: int) -> tuple[Ints, Ints, Ints]:
    """Streams in the order of their buckets; the buckets; and where each begins, with the end behind."""
    order = np.argsort(due_ns // grid_ns, kind="mergesort")
    buckets, cuts, groups = np.empty(len(order), np.int64), np.empty(len(order) + 1, np.int64), 0
    for place in range(len(order)):
        bucket = due_ns[order[place]] // grid_ns
        if place == 0 or bucket != buckets[groups - 1]:
            buckets[groups], cuts[groups] = bucket, place
            groups += 1
    cuts[groups] = len(order)
    return streams[order], buckets[:groups], cuts[: groups + 1]


def _joined(turn: Turn, groups: list[Streams]) -> Iterator[tuple[Turn, Streams]]:
    if groups:
        yield turn, groups[0] if len(groups) == 1 else np.concatenate(groups)
