"""Streams that are passed on: what a receiver gets goes on as a flight of its own, unit by unit.

What a link has lost before is not there any more; sequence numbers, timestamps and pictures stay. All that is
passed on in a block of time crosses its links together, so that streams on one link wait for each other as
they do on sockets.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.virtual.flights import SLOW, Rows, spread
from camproof.media.virtual.hearing import Hearing
from camproof.media.virtual.landing import RTP_HEADER, added_up, over_links, smooth
from camproof.media.virtual.links import Crossing, Links
from camproof.media.virtual.tables import Library
from camproof.media.virtual.units import Units

__all__ = ["Onward"]

Ints = NDArray[np.int64]
_WAITING = 300
"""Blocks of pictures that wait for the way to be up."""


@dataclass(slots=True)
class _Passed:
    """What came to one receiver in a block.

    :param packets: one by one, of these units in their order; None where all of them came, each unit at once.
    """

    units: Units
    packets: Crossing | None


@dataclass(slots=True)
class _Relay:
    source: int | None = None
    opened_ns: int | None = None
    waiting: list[_Passed] = field(default_factory=list)


class Onward:
    """The relays of a plane, by the numbers of their flights.

    :param flight_ns: how long a packet is under way where nothing delays it.
    """

    def __init__(self, library: Library, links: Links, hearing: Hearing, flight_ns: int) -> None:
        self._library = library
        self._links = links
        self._hearing = hearing
        self._flight_ns = flight_ns
        self._relays: dict[int, _Relay] = {}

    def __len__(self) -> int:
        return len(self._relays)

    def add(self, number: int, flights: Rows) -> None:
        """A flight that passes on."""
        self._relays[number] = _Relay()
        flights["onward"][number] = True

    def remove(self, number: int) -> None:
        """A flight is over, as a relay and as a source of others."""
        self._relays.pop(number, None)
        for relay in self._relays.values():
            if relay.source == number:
                relay.source = None

    def follow(self, number: int, source: int | None, flights: Rows) -> None:
        """Pass on what another flight brings from now on; None for nothing."""
        self._relays[number].source = source
        if source is not None:
            flights["camera"][number] = flights["camera"][source]

    def open(self, number: int, flights: Rows, now_ns: int) -> None:
        """The way is up: what waited leaves now."""
        relay = self._relays[number]
        relay.opened_ns = now_ns
        waiting, relay.waiting = relay.waiting, []
        if flights["heard"][number]:
            self._go(flights, [(number, passed) for passed in waiting])

    def of(self, sources: Iterable[int]) -> list[int]:
        """The relays that follow one of these flights."""
        wanted = set(sources)
        return [number for number, relay in self._relays.items() if relay.source in wanted]

    def sources(self, numbers: Ints) -> Ints:
        """The flights from cameras that some flights come from, through any number of relays."""
        found = []
        for number in numbers.tolist():
            source: int | None = number
            while source is not None and source in self._relays:
                source = self._relays[source].source
            if source is not None:
                found.append(source)
        return np.unique(np.array(found, np.int64))

    # What comes in goes on

    def take_whole(self, flights: Rows, arrived: Units) -> None:
        """Units that came in whole. :param arrived: as :func:`smooth` gives them."""
        self._take(flights, arrived, None)

    def take_packets(self, flights: Rows, units: Units, packets: Crossing) -> None:
        """Packets that came one by one. :param packets: of these units."""
        self._take(flights, units, packets)

    def _take(self, flights: Rows, units: Units, packets: Crossing | None) -> None:
        self._go(flights, [*self._following(flights, units, packets)])

    def _following(
        self, flights: Rows, units: Units, packets: Crossing | None
    ) -> Iterable[tuple[int, _Passed]]:
        there = set(np.unique(units["flight"]).tolist())
        for number, relay in self._relays.items():
            if relay.source is None or relay.source not in there:
                continue
            passed = _of_flight(units, packets, relay.source, number)
            if relay.opened_ns is None:
                relay.waiting.append(passed)
                del relay.waiting[:-_WAITING]
            elif flights["heard"][number]:
                yield number, passed

    def _go(self, flights: Rows, leaving: Sequence[tuple[int, _Passed]]) -> None:
        """Send on, over links that are perfect or not; relays of relays go on from there."""
        ready = [passed for number, passed in leaving if self._departs(flights, number, passed)]
        whole = [one.units for one in ready if one.packets is None and not self._rough(flights, one)]
        if whole:
            arrived = smooth(np.concatenate(whole), flights, self._library)
            self._hearing.expect(flights, arrived)
            self.take_whole(flights, arrived)
        rough = [one for one in ready if one.packets is not None or self._rough(flights, one)]
        if rough:
            self._cross(flights, rough)

    def _rough(self, flights: Rows, one: _Passed) -> bool:
        return bool(flights["rough"][one.units["flight"][0]])

    def _departs(self, flights: Rows, number: int, passed: _Passed) -> bool:
        """Whether it leaves at all: not over a link that is cut. Counts it, and sets when it leaves."""
        units, opened_ns = passed.units, self._relays[number].opened_ns or 0
        count = int(units["packets"].sum()) if passed.packets is None else len(passed.packets.unit)
        if not len(units) or not count:
            return False
        row = flights[number]
        if row["down"]:
            row["lost"] += count
            return False
        row["sent_frames"] += len(units)
        row["sent_packets"] += count
        if passed.packets is None:
            row["sent_octets"] += int(units["octets"].sum())
            units["due_ns"] = np.maximum(units["last_ns"], opened_ns)
        else:
            row["sent_octets"] += int((passed.packets.size - RTP_HEADER).sum())
            passed.packets.at_ns = np.maximum(passed.packets.at_ns, opened_ns)
        return True

    def _cross(self, flights: Rows, rough: Sequence[_Passed]) -> None:
        units = np.concatenate([one.units for one in rough])
        packets = _joined(rough)
        packets = over_links(units, packets, flights, self._links, self._flight_ns)
        slow = (flights["mode"] == SLOW)[units["flight"]][packets.unit]
        if slow.any():
            self._hearing.post(units, packets.take(np.flatnonzero(slow)))
        fast = packets.take(np.flatnonzero(~slow))
        self._hearing.expect(flights, added_up(units, fast))
        self.take_packets(flights, units, packets)


def _of_flight(units: Units, packets: Crossing | None, source: int, number: int) -> _Passed:
    """What is of one flight, as of its relay."""
    mine = np.flatnonzero(units["flight"] == source)
    own = units[mine]
    own["flight"] = number
    if packets is None:
        return _Passed(own, None)
    chosen = packets.take(np.flatnonzero(np.isin(packets.unit, mine)))
    chosen.unit = np.searchsorted(mine, chosen.unit)
    return _Passed(own, chosen)


def _joined(passed: Sequence[_Passed]) -> Crossing:
    """Packets of several streams, one behind the other, all still to be sent."""
    parts, base = [], 0
    for one in passed:
        packets = one.packets if one.packets is not None else _packets_of(one.units)
        parts.append((packets, base))
        base += len(one.units)
    unit = np.concatenate([packets.unit + at for packets, at in parts])
    number, size, at_ns = (
        np.concatenate([getattr(packets, name) for packets, _ in parts])
        for name in ("number", "size", "at_ns")
    )
    return Crossing(unit, number, size, at_ns.copy(), at_ns, np.zeros(len(unit), np.bool_))


def _packets_of(units: Units) -> Crossing:
    """The packets of whole units, each at the time at which its unit leaves."""
    counts = units["packets"]
    unit = np.repeat(np.arange(len(units)), counts)
    number = spread(np.zeros(len(units), np.int64), counts)
    size = np.full(len(unit), PAYLOAD_SIZE + RTP_HEADER, np.int64)
    ends = np.cumsum(counts) - 1
    size[ends] = units["octets"] - (counts - 1) * PAYLOAD_SIZE + RTP_HEADER
    at_ns = units["due_ns"][unit]
    return Crossing(unit, number, size, at_ns, at_ns, np.zeros(len(unit), np.bool_))
