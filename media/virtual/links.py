"""The links of virtual time: what :class:`camproof.runtimes.impairment.Impairment` does, to many packets.

The values are those of the :class:`Impairment` objects of the scenario; the draws come from a generator of
our own. A link that is set anew must be caught up with before: its values are copied by :meth:`Links.read`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.virtual.flights import HOPS, NEVER_NS
from camproof.media.virtual.queue import queue
from camproof.runtimes.impairment import HELD_BACK_S, Gate, Impairment, Link, Path

__all__ = ["Crossing", "Links", "impairments_of"]

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]
Changed = Callable[[int], None]
_VALUES = (
    ("loss", 1.0),
    ("duplicate", 1.0),
    ("reorder", 1.0),
    ("jitter_s", 1e9),
    ("rate_kbit", 1.0),
    ("delay_s", 1e9),
    ("down", 1.0),
)
_ROUGH = 5
"""The first of these make packets fare one by one."""
_APART = 1 << 46
"""More ns than a block and what is under way can last, so that links do not mix where they are joined."""


def impairments_of(gate: Gate | None) -> tuple[Impairment, ...]:
    """The impairments of a way, the first one next to the sender.

    :raises TypeError: a gate of another kind, whose values cannot be read.
    """
    match gate:
        case None:
            return ()
        case Impairment():
            return (gate,)
        case Link():
            return (gate.impairment,)
        case Path():
            return tuple(one for part in gate.gates for one in impairments_of(part))
    raise TypeError(f"Virtual time has no link of the kind {type(gate).__name__}.")


@dataclass(slots=True)
class Crossing:
    """Packets on their way over links, in the order in which they were sent, a stream behind the other.

    :param unit: which unit each belongs to; number: its place there; size: octets with the RTP header.
    :param sent_ns: when its unit was sent; at_ns: where it is in time; lost: it will not come.
    """

    unit: Ints
    number: Ints
    size: Ints
    sent_ns: Ints
    at_ns: Ints
    lost: Bools

    def take(self, which: Ints) -> Crossing:
        """Some of the packets, or some more than once."""
        return Crossing(
            self.unit[which], self.number[which], self.size[which], self.sent_ns[which], self.at_ns[which],
            self.lost[which],
        )  # fmt: skip


class Links:
    """All links of a plane. :param rng: every draw comes from it, in the order of time."""

    def __init__(self, rng: np.random.Generator) -> None:
        self._rng = rng
        self._numbers: dict[int, int] = {}
        self._links: list[Impairment] = []
        self._ends: list[Callable[[], None]] = []
        self._last_ns = np.zeros(0, np.int64)
        self._free_ns = np.zeros(0, np.int64)
        self._values = np.zeros((len(_VALUES), 1))
        self._rough: Bools = np.zeros(1, np.bool_)
        self._down: Bools = np.zeros(1, np.bool_)
        self._clear: Bools = np.ones(1, np.bool_)
        self._loss = self._duplicate = self._reorder = self._jitter = self._delay = self._rate = np.zeros(1)

    def add(self, gate: Gate | None, changed: Changed) -> tuple[int, ...]:
        """The numbers of a way's links, :data:`HOPS` at most.

        :param changed: told the number of a link that was set anew, before :meth:`read` takes its values.

        :raises ValueError: too many links one behind the other.
        """
        found = impairments_of(gate)
        if len(found) > HOPS:
            raise ValueError(f"A way of {len(found)} links is too long; {HOPS} are possible.")
        for link in found:
            if id(link) not in self._numbers:
                self._take_in(link, changed)
        return tuple(self._numbers[id(link)] for link in found)

    def _take_in(self, link: Impairment, changed: Changed) -> None:
        number = self._numbers[id(link)] = len(self._links)
        self._links.append(link)
        self._ends.append(link.watch(lambda: changed(number)))
        self._last_ns = np.append(self._last_ns, -NEVER_NS)
        self._free_ns = np.append(self._free_ns, -NEVER_NS)
        self._values = np.insert(self._values, number, 0.0, axis=1)
        self.read(number)

    def close(self) -> None:
        """Watch no link any more."""
        for end in self._ends:
            end()
        self._ends.clear()

    def read(self, number: int) -> None:
        """Take the values that a link has now."""
        link = self._links[number]
        self._values[:, number] = [getattr(link, name) * scale for name, scale in _VALUES]
        self._loss, self._duplicate, self._reorder, self._jitter, self._rate, self._delay, down = self._values
        self._down = down > 0
        self._rough = np.asarray(self._values[:_ROUGH].any(axis=0))
        self._clear = np.asarray(~self._values.any(axis=0))

    def rough(self, hops: Ints) -> Bools:
        """Whether packets fare one by one. :param hops: int[N, HOPS], -1 for no link."""
        return np.asarray(self._rough[hops].any(axis=1))

    def down(self, hops: Ints) -> Bools:
        """Whether nothing passes."""
        return np.asarray(self._down[hops].any(axis=1))

    def shuffles(self, hops: Ints) -> Bools:
        """Whether packets may overtake one another or come twice."""
        return np.asarray((self._duplicate[hops] + self._reorder[hops]).any(axis=1))

    def delay_ns(self, hops: Ints) -> Ints:
        """The delay of ways that are not rough."""
        return np.asarray(self._delay[hops].sum(axis=1), np.int64)

    def loss(self, hops: Ints) -> NDArray[np.float64]:
        """The share of packets that each way loses at random."""
        return np.asarray(1.0 - np.prod(1.0 - self._loss[hops], axis=1))

    def cross(self, packets: Crossing, hops: Ints) -> Crossing:
        """Send packets over their ways. :param hops: int[units, HOPS]."""
        for hop in range(HOPS):
            links = hops[:, hop]
            touched = ~self._clear[links]
            if touched.any():
                packets = self._over(packets, links, touched)
        return packets

    def _over(self, packets: Crossing, links: Ints, touched: Bools) -> Crossing:
        """Over one link each, in the order in which units were sent."""
        link = links[packets.unit]
        lost = packets.lost | (self._rng.random(len(link)) < self._loss[link])
        packets.lost = lost
        which = np.flatnonzero(touched[packets.unit] & ~lost)
        which = which[np.lexsort((packets.sent_ns[which], link[which]))]
        at, waits = self._queued(packets, link, which)
        which, at, waits = self._copied(packets, link, which, at, waits)
        return self._delayed(packets, link, which, at, waits)

    def _queued(self, packets: Crossing, link: Ints, which: Ints) -> tuple[Ints, Ints]:
        """When packets are at the link, and how long each waits for its turn; -1 for too long."""
        at, waits = packets.at_ns[which], np.zeros(len(which), np.int64)
        for number in np.flatnonzero(self._rate):
            mine = np.flatnonzero(link[which] == number)
            if len(mine):
                waits[mine], self._free_ns[number] = queue(
                    at[mine], packets.size[which[mine]], self._rate[number], self._free_ns[number]
                )
        return at, waits

    def _copied(
        self, packets: Crossing, link: Ints, which: Ints, at: Ints, waits: Ints
    ) -> tuple[Ints, Ints, Ints]:
        if (waits < 0).any():
            packets.lost[which[waits < 0]] = True
            kept = waits >= 0
            which, at, waits = which[kept], at[kept], waits[kept]
        if self._duplicate.any():
            copies = 1 + (self._rng.random(len(which)) < self._duplicate[link[which]])
            which, at, waits = (np.repeat(row, copies) for row in (which, at, waits))
        return which, at, waits

    def _delayed(self, packets: Crossing, link: Ints, which: Ints, at: Ints, waits: Ints) -> Crossing:
        mine = link[which]
        delay, jitter = self._delay[mine], self._jitter[mine]
        if jitter.any():
            delay = np.maximum(0.0, delay + (2.0 * self._rng.random(len(mine)) - 1.0) * jitter)
        leave = at + waits + delay.astype(np.int64)
        jumps = np.zeros(len(mine), np.bool_)
        if self._reorder.any():
            jumps = self._rng.random(len(mine)) < self._reorder[mine]
            held_back = np.where(self._delay[mine] > 0, 0, int(HELD_BACK_S * 1e9))
            leave[jumps] = (at + waits + held_back)[jumps]
        steady = np.flatnonzero(~jumps)
        leave[steady] = self._in_line(mine[steady], leave[steady])
        return _arranged(packets, which, leave, copied=bool(self._duplicate.any()))

    def _in_line(self, link: Ints, leave: Ints) -> Ints:
        """Nothing overtakes on a link. :param link: ascending."""
        if not len(leave):
            return leave
        low = int(leave.min())
        lead = np.maximum(leave - low, self._last_ns[link] - low)
        lead = np.maximum.accumulate(lead + link * _APART) - link * _APART
        ends = np.flatnonzero(np.append(link[1:] != link[:-1], True))
        self._last_ns[link[ends]] = lead[ends] + low
        return lead + low


def _arranged(packets: Crossing, which: Ints, leave: Ints, *, copied: bool) -> Crossing:
    """Packets with their new times, copies behind their originals, in the order of before."""
    if not copied:
        packets.at_ns[which] = leave
        return packets
    others = np.setdiff1d(np.arange(len(packets.unit)), which)
    every = np.concatenate((which, others))
    order = np.argsort(every, kind="stable")
    arranged = packets.take(every[order])
    arranged.at_ns = np.concatenate((leave, packets.at_ns[others]))[order]
    return arranged
