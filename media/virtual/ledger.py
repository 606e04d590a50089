"""What came in a block of time, added up by stream and second, and how it becomes an analyser's accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.receive.buckets import Bucket, Counts
from camproof.media.virtual.flights import spread

__all__ = ["ROW", "SUMS", "Block", "Ledger", "joined_records"]

SUMS = (
    "packets", "octets", "expected", "received", "frames", "key_frames", "damaged_frames", "audio_frames",
    "stamped_frames", "repeated_frames", "missing_frames", "irregular_timestamps",
)  # fmt: skip
ROW = np.dtype([
    ("flight", "i8"),
    ("second", "i8"),
    ("camera", "i8"),
    *((name, "i8") for name in SUMS),
    ("first_ns", "i8"),
    ("last_ns", "i8"),
    ("gap_ns", "i8"),
    ("jitter_ns", "f8"),
    ("worst_ns", "f8"),
    ("latencies", "i8"),
    ("intervals", "i8"),
    ("gops", "i8"),
])  # fmt: skip
"""A second of a stream, or a part of one; as :class:`Bucket`. The last three: how many samples go with it."""
_SAMPLES = ("latencies", "intervals", "gops")
_COUNTED = ("packets", "octets", "frames", "key_frames", "damaged_frames", "audio_frames", "stamped_frames",
            "repeated_frames", "missing_frames", "irregular_timestamps")  # fmt: skip
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """Rows of many streams, a stream behind the other, its seconds in order.

    :param latencies_ms, intervals_ms, gops: of all rows one behind the other; row ``i`` has those from
        ``..._from[i]`` to ``..._from[i + 1]``.
    """

    rows: NDArray[Any]
    latencies_ms: Floats
    latencies_from: Ints
    intervals_ms: Floats
    intervals_from: Ints
    gops: Ints
    gops_from: Ints

    @property
    def until_ns(self) -> int:
        """Arrival of the last packet."""
        return int(self.rows["last_ns"].max())

    def of(self, flight: int, after_ns: int) -> tuple[int, int]:
        """First row of a stream whose last packet came after a moment, and the one behind its last."""
        first, end = np.searchsorted(self.rows["flight"], (flight, flight + 1))
        first += np.searchsorted(self.rows["last_ns"][first:end], after_ns, side="right")
        return int(first), int(end)

    @classmethod
    def joined(cls, blocks: Sequence[Block]) -> Block:
        """Blocks that follow each other as one."""
        rows = joined_records([block.rows for block in blocks])
        order = np.argsort(rows["flight"], kind="stable")
        samples: list[NDArray[Any]] = []
        for counted, values in zip(
            _SAMPLES,
            zip(*((block.latencies_ms, block.intervals_ms, block.gops) for block in blocks), strict=True),
            strict=True,
        ):
            counts = rows[counted]
            ordered = np.concatenate(values)[spread((np.cumsum(counts) - counts)[order], counts[order])]
            samples += [ordered, np.append(0, np.cumsum(counts[order]))]
        return cls(rows[order], *samples)


class Ledger:
    """The rows of one stream, of block after block."""

    def __init__(self) -> None:
        self._rows: list[NDArray[Any]] = []
        self._latencies: list[Floats] = []
        self._intervals: list[Floats] = []
        self._gops: list[Ints] = []

    def __bool__(self) -> bool:
        return bool(self._rows)

    def enter(self, block: Block, first: int, end: int) -> None:
        """Rows ``first`` to ``end`` of a block."""
        rows = block.rows[first:end]
        self._rows.append(rows)
        self._latencies.append(block.latencies_ms[block.latencies_from[first] : block.latencies_from[end]])
        self._intervals.append(block.intervals_ms[block.intervals_from[first] : block.intervals_from[end]])
        self._gops.append(block.gops[block.gops_from[first] : block.gops_from[end]])

    def between(self, start: float, end: float) -> Bucket | None:
        """All rows of the seconds from ``start`` to before ``end`` in one account; None for none."""
        if not self._rows:
            return None
        rows, samples = self._joined()
        first, after = np.searchsorted(rows["second"], (start, end))
        if first == after:
            return None
        bucket = _summed(rows[first:after])
        chosen = []
        for counted, values in zip(_SAMPLES, samples, strict=True):
            upto = np.append(0, np.cumsum(rows[counted]))
            chosen.append(values[upto[first] : upto[after]].tobytes())
        bucket.latencies_ms.frombytes(chosen[0])
        bucket.intervals_ms.frombytes(chosen[1])
        bucket.gops.frombytes(chosen[2])
        return bucket

    def _joined(self) -> tuple[NDArray[Any], tuple[Floats, Floats, Ints]]:
        """Everything in one piece, kept so."""
        if len(self._rows) > 1:
            self._rows = [joined_records(self._rows)]
            self._latencies = [np.concatenate(self._latencies)]
            self._intervals = [np.concatenate(self._intervals)]
            self._gops = [np.concatenate(self._gops)]
        return self._rows[0], (self._latencies[0], self._intervals[0], self._gops[0])


def joined_records(parts: list[NDArray[Any]]) -> NDArray[Any]:
    """In one piece; as bytes, because numpy compares all fields of each pair of records that it joins."""
    joined: NDArray[Any] = np.concatenate([part.view(np.uint8) for part in parts]).view(parts[0].dtype)
    return joined


def _summed(rows: NDArray[Any]) -> Bucket:
    first_s, last_s = float(rows["first_ns"][0]) / 1e9, float(rows["last_ns"][-1]) / 1e9
    bucket = Bucket(int(rows["second"][0]), first_s, last_s)
    for name in _COUNTED:
        setattr(bucket, name, int(rows[name].sum()))
    bucket.counts = Counts(int(rows["expected"].sum()), int(rows["received"].sum()))
    silences = rows["first_ns"][1:] - rows["last_ns"][:-1]
    bucket.gap_s = float(max(rows["gap_ns"].max(), silences.max(initial=0))) / 1e9
    bucket.jitter_ms, bucket.worst_jitter_ms = (
        float(rows["jitter_ns"][-1]) / 1e6,
        float(rows["worst_ns"].max()) / 1e6,
    )
    for camera in np.unique(rows["camera"]):
        stamped = int(rows["stamped_frames"][rows["camera"] == camera].sum())
        if stamped:
            bucket.cameras[int(camera)] = stamped
    return bucket
