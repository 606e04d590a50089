"""Packets of one stream that are received one by one, in the order of their arrival."""

from __future__ import annotations

from collections.abc import Iterable
from heapq import heappop, heappush
from typing import Any

from camproof.media.virtual.analyser import FlightAnalyser
from camproof.protocols.rtp import RtpPacket

__all__ = ["Parcels"]

_MASK = 0xFFFFFFFF
_NOTHING = memoryview(bytes(65536))


class Parcels:
    """What is under way to one receiver.

    :ivar last: sequence number and timestamp of the last packet that was delivered, without wrapping.
    """

    def __init__(self, ssrc: int, payload_type: int) -> None:
        self._ssrc = ssrc
        self._payload_type = payload_type
        self._heap: list[tuple[int, int, Any, int, int]] = []
        self._count = 0
        self._announced: set[int] = set()
        self.last = (0, 0)

    def __len__(self) -> int:
        return len(self._heap)

    @property
    def next_ns(self) -> int | None:
        """When the next packet comes."""
        return self._heap[0][0] if self._heap else None

    def put(self, unit: Any, arrivals: Iterable[tuple[int, int, int]]) -> None:
        """Packets of a unit: (place in the unit, octets of payload, arrival in ns)."""
        for number, octets, at_ns in arrivals:
            self._count += 1
            heappush(self._heap, (at_ns, self._count, unit, number, octets))

    def deliver(self, analyser: FlightAnalyser, until_ns: int) -> None:
        """Give the analyser all that has come up to a moment."""
        heap = self._heap
        while heap and heap[0][0] <= until_ns:
            at_ns, _, unit, number, octets = heappop(heap)
            self._deliver(analyser, at_ns, unit, number, octets)

    def _deliver(self, analyser: FlightAnalyser, at_ns: int, unit: Any, number: int, octets: int) -> None:
        sequence, timestamp = int(unit["sequence"]), int(unit["timestamp"])
        if sequence not in self._announced:
            self._announced = {one for one in self._announced if one > sequence - 4096} | {sequence}
            analyser.assembler.announce(unit)
        self.last = (max(self.last[0], sequence + number), max(self.last[1], timestamp))
        packet = RtpPacket(
            self._payload_type,
            sequence + number & 0xFFFF,
            timestamp & _MASK,
            self._ssrc,
            _NOTHING[:octets],
            number == int(unit["packets"]) - 1,
        )
        analyser.one(packet, at_ns / 1e9)
