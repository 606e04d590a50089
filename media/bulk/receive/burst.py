"""A burst of packets as arrays, and the same packets grouped by stream."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

__all__ = [
    "MAX_STREAMS",
    "Bools",
    "Burst",
    "Bytes",
    "Floats",
    "Groups",
    "Ints",
    "behind",
    "changes",
    "counts_between",
    "ends",
    "group_by_stream",
]

Bytes = NDArray[np.uint8]
Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
MAX_STREAMS = 1 << 16
_T = TypeVar("_T", bound=np.generic)


@dataclass(frozen=True, slots=True)
class Burst:
    """``n`` packets in the order of their arrival.

    :param arena: uint8[any], holds the bytes of all packets.
    :param offset, size: int64[n], where each packet lies in the arena.
    :param arrival_s: float64[n], monotonic seconds.
    :param port: int64[n], number of the port (or connection) it came to.
    """

    arena: Bytes = field(repr=False)
    offset: Ints = field(repr=False)
    size: Ints = field(repr=False)
    arrival_s: Floats = field(repr=False)
    port: Ints = field(repr=False)

    def __len__(self) -> int:
        return len(self.offset)

    def part(self, start: int, end: int) -> Burst:
        """Packets ``start`` to ``end``, the last excluded, of the same arena."""
        span = slice(start, end)
        return Burst(self.arena, self.offset[span], self.size[span], self.arrival_s[span], self.port[span])

    def packet(self, index: int) -> bytes:
        """The bytes of one packet."""
        at = int(self.offset[index])
        return self.arena[at : at + int(self.size[index])].tobytes()


@dataclass(frozen=True, slots=True)
class Groups:
    """Packets sorted by stream, each stream's in the order of arrival.

    :param stream: int64[g], ascending.
    :param start, count: int64[g], place of each group in the row of ``n`` packets; no group is empty.
    :param of: int64[n], group of each packet.
    """

    stream: Ints
    start: Ints
    count: Ints
    of: Ints

    @property
    def last(self) -> Ints:
        """int64[g]: place of each group's last packet."""
        return self.start + self.count - 1

    def before(self, values: NDArray[_T], state: NDArray[_T]) -> NDArray[_T]:
        """The value of the stream's packet before; of the stream's ``state`` for the first of a group."""
        row = np.empty_like(values)
        row[1:] = values[:-1]
        row[self.start] = state[self.stream]
        return row

    def sums(self, values: Ints) -> Ints:
        """int64[g]: the sum over each group."""
        total: Ints = np.add.reduceat(values, self.start)
        return total

    def running(self, values: Ints) -> Ints:
        """int64[n]: running sum inside each group, the own value included."""
        total = np.cumsum(values)
        carried = total[self.start] - values[self.start]
        inside: Ints = total - carried[self.of]
        return inside


def changes(values: Ints) -> Bools:
    """bool[n]: where a value is not that of the place before; true at the first."""
    edge = np.empty(len(values), np.bool_)
    edge[:1] = True
    np.not_equal(values[1:], values[:-1], out=edge[1:])
    return edge


def ends(values: Ints) -> Ints:
    """Places behind which another value comes, the last included."""
    edge = np.empty(len(values), np.bool_)
    edge[-1:] = True
    np.not_equal(values[1:], values[:-1], out=edge[:-1])
    return np.flatnonzero(edge)


def behind(values: NDArray[_T], fresh: Bools, state: NDArray[_T]) -> NDArray[_T]:
    """Each place's value before; where ``fresh``, that of ``state`` (an array of the same length)."""
    row = np.empty_like(values)
    row[1:] = values[:-1]
    np.copyto(row, state, where=fresh)
    return row


def counts_between(start: Ints, end: int) -> Ints:
    """Sizes of the spans that begin at ``start``, the last of which goes to ``end``."""
    count = np.empty_like(start)
    np.subtract(start[1:], start[:-1], out=count[:-1])
    if len(start):
        count[-1] = end - start[-1]
    return count


def group_by_stream(stream: Ints) -> tuple[Ints, Groups]:
    """Order of packets that sorts them stably by stream number (below 65 536), and the groups in it."""
    order = np.argsort(stream.astype(np.uint16), kind="stable")
    row = stream[order]
    edge = changes(row)
    start = np.flatnonzero(edge)
    count = counts_between(start, len(row))
    return order, Groups(row[start], start, count, np.cumsum(edge) - 1)
