"""The receivers of flights: what is under way to them, and how it is taken in."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.virtual.analyser import FlightAnalyser
from camproof.media.virtual.arrivals import book
from camproof.media.virtual.flights import DRAINING, FAST, NEVER_NS, SLOW, Rows
from camproof.media.virtual.landing import RTP_HEADER
from camproof.media.virtual.ledger import Block
from camproof.media.virtual.links import Crossing
from camproof.media.virtual.parcels import Parcels
from camproof.media.virtual.sending import due_ns
from camproof.media.virtual.tables import Library
from camproof.media.virtual.telling import Telling
from camproof.media.virtual.under_way import one_behind_the_other, parted
from camproof.media.virtual.units import UNIT, Units

__all__ = ["Hearing"]

Ints = NDArray[np.int64]
_TOGETHER = 64
_KEEP_NS = 7200 * 10**9
"""Not collected for longer, rows are lost, as those of an analyser are."""


class Hearing:
    """Receivers by the number of their flight.

    A stream is received packet by packet (slow) until it shows a picture and runs evenly; then what is sent
    is added up in arrays, once the last packets from before are in (draining, fast).
    """

    def __init__(self, library: Library, wall_ns: int) -> None:
        self._library = library
        self._wall_ns = wall_ns
        self._telling = Telling(library)
        self._analysers: dict[int, FlightAnalyser] = {}
        self._parcels: dict[int, Parcels] = {}
        self._numbers: dict[int, int] = {}
        self._slow: dict[int, None] = {}
        self._blocks: list[Block] = []
        self._small = 0
        self._collected_ns: dict[int, int] = {}
        self._under_way: Units = np.zeros(0, UNIT)

    def add(
        self, number: int, flights: Rows, analyser: FlightAnalyser, parcels: Parcels, now_ns: int
    ) -> None:
        """A receiver for a flight."""
        flights["last_ns"][number] = now_ns
        flights["mode"][number] = SLOW
        self._analysers[number], self._parcels[number] = analyser, parcels
        self._numbers[id(analyser)], self._slow[number] = number, None
        self._collected_ns[number] = int(flights["last_ns"][number])

    def remove(self, number: int) -> None:
        """The receiver keeps what it has; what is under way to it is lost."""
        analyser = self._analysers.pop(number, None)
        if analyser is None:
            return
        analyser.take_back()
        del self._parcels[number], self._numbers[id(analyser)]
        self._slow.pop(number, None)
        self._under_way = self._under_way[self._under_way["flight"] != number]

    def analyser(self, number: int) -> FlightAnalyser | None:
        """Who hears a flight; None for nobody."""
        return self._analysers.get(number)

    def collect(self, analyser: FlightAnalyser) -> None:
        """Enter what was added up of a stream since the last time."""
        number = self._numbers.get(id(analyser))
        if number is None:
            return
        after_ns = self._collected_ns[number]
        for block in self._blocks:
            if block.until_ns > after_ns:
                begin, end = block.of(number, after_ns)
                if begin < end:
                    analyser.ledger.enter(block, begin, end)
                    self._collected_ns[number] = int(block.rows["last_ns"][end - 1])

    def moved(self, flights: Rows) -> None:
        """The records lie elsewhere now."""
        for number, analyser in self._analysers.items():
            if analyser.flight is not None:
                analyser.flight = flights[number]

    def young(self, flights: Rows) -> Ints:
        """Flights that have not shown a picture yet."""
        return np.array(
            [
                number
                for number in self._slow
                if flights["mode"][number] == SLOW and self._analysers[number].first_key_frame_at_s is None
            ],
            np.int64,
        )

    def next_ns(self, flights: Rows) -> int:
        """When the next packet comes, or is sent, to somebody who has not shown a picture yet."""
        at_ns = NEVER_NS
        for number in self.young(flights).tolist():
            coming = self._parcels[number].next_ns
            if coming is not None:
                at_ns = min(at_ns, coming)
            if flights["sending"][number]:
                at_ns = min(at_ns, int(due_ns(flights[[number]])[0]))
        return at_ns

    # What is on its way

    def expect(self, flights: Rows, arrived: Units) -> None:
        """Units that will come in whole."""
        slow = flights["mode"][arrived["flight"]] == SLOW
        if slow.any():
            for unit in arrived[slow]:
                self._post_whole(unit)
            arrived = arrived[~slow]
        if len(arrived):
            self._under_way = one_behind_the_other(self._under_way, arrived)

    def _post_whole(self, unit: Any) -> None:
        last = int(unit["packets"]) - 1
        rest = int(unit["octets"]) - last * PAYLOAD_SIZE
        at_ns = int(unit["last_ns"])
        sizes = [PAYLOAD_SIZE] * last + [rest]
        self._parcels[int(unit["flight"])].put(
            unit, ((place, size, at_ns) for place, size in enumerate(sizes))
        )

    def post(self, units: Units, packets: Crossing) -> None:
        """Packets that come one by one."""
        for number in np.unique(packets.unit):
            mine = np.flatnonzero(packets.unit == number)
            places, octets = packets.number[mine].tolist(), (packets.size[mine] - RTP_HEADER).tolist()
            unit = units[number]
            self._parcels[int(unit["flight"])].put(
                unit, zip(places, octets, packets.at_ns[mine].tolist(), strict=True)
            )

    # What comes in

    def receive(self, flights: Rows, until_ns: int) -> None:
        """Take in all that has come up to a moment."""
        for number in [*self._slow]:
            self._receive_one(flights, number, until_ns)
        came, self._under_way = parted(self._under_way, flights, until_ns)
        if len(came):
            self._book(flights, came)

    def _receive_one(self, flights: Rows, number: int, until_ns: int) -> None:
        analyser, parcels = self._analysers[number], self._parcels[number]
        parcels.deliver(analyser, until_ns)
        if analyser.runs and not flights["shuffled"][number]:
            flights["mode"][number] = DRAINING
        if flights["mode"][number] == DRAINING and not parcels:
            analyser.flush()
            analyser.let_go(flights[number], *parcels.last)
            flights["mode"][number] = FAST
            del self._slow[number]

    def shuffled(self, flights: Rows, which: Ints) -> None:
        """Links were set anew: where packets overtake one another they are received one by one."""
        for number in which[flights["shuffled"][which] & (flights["mode"][which] != SLOW)].tolist():
            if number not in self._parcels:
                continue
            self._analysers[number].take_back()
            flights["mode"][number], self._slow[number] = SLOW, None
            mine = self._under_way["flight"] == number
            for unit in self._under_way[mine]:
                self._post_whole(unit)
            self._under_way = self._under_way[~mine]

    def _book(self, flights: Rows, units: Units) -> None:
        booked = book(flights, units, self._library, self._wall_ns)
        self._keep(booked.block)
        self._telling.tell(flights, units, booked, self._analysers)

    def _keep(self, block: Block) -> None:
        """Blocks are joined by and by, so that whoever collects looks at few."""
        self._blocks.append(block)
        self._small += 1
        if self._small == _TOGETHER:
            self._blocks[-_TOGETHER:] = [Block.joined(self._blocks[-_TOGETHER:])]
            self._small = 0
            oldest_ns = block.until_ns - _KEEP_NS
            while self._blocks[0].until_ns < oldest_ns:
                del self._blocks[0]
