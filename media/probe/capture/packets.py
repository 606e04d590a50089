"""The RTP and RTCP packets of a capture, over UDP and framed over TCP (RFC 4571, RTSP's ``$``)."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from camproof.media.probe.capture.datagrams import DatagramReader, Segment
from camproof.media.probe.capture.records import read_records
from camproof.media.probe.capture.tcp import TcpSide
from camproof.protocols.flow import Address
from camproof.protocols.rtp import is_rtcp
from camproof.protocols.tally import DeviationCount

__all__ = ["CapturedPacket", "PacketReader", "Way"]

_MAX_SIDES = 1024
_WATCH_EVERY = 1024


class Way(NamedTuple):
    """The way of a packet."""

    transport: Literal["UDP", "TCP"]
    source: Address
    target: Address


class CapturedPacket(NamedTuple):
    """What looks like RTP or RTCP. :param at_s: seconds since 1970."""

    way: Way
    data: bytes
    at_s: float


class PacketReader:
    """Reads a capture once; afterwards the counts tell what could not be used.

    :param watch: called now and then with the share that is read, 0..1; True from it ends the reading.
    :ivar records: frames in the capture; first_s: time of the first.
    """

    def __init__(self, path: Path, watch: Callable[[float], bool] = lambda _: False) -> None:
        self._path = path
        self._watch = watch
        self._datagrams = DatagramReader()
        self._sides: dict[Way, TcpSide] = {}
        self.records = 0
        self.first_s: float | None = None

    def packets(self) -> Iterator[CapturedPacket]:
        """Every packet in the order of the capture.

        :raises MediaFileError: no capture, or damaged.
        """
        octets = 0
        for record in read_records(self._path):
            self.records += 1
            octets += len(record.data)
            if self.first_s is None:
                self.first_s = record.at_s
            if self.records % _WATCH_EVERY == 0 and self._watch(octets / self._path.stat().st_size):
                return
            segment = self._datagrams.read(record)
            if segment is None:
                continue
            way = Way(segment.transport, segment.source, segment.target)
            for data in self._payloads(way, segment):
                if _looks_right(data):
                    yield CapturedPacket(way, data, segment.at_s)

    def _payloads(self, way: Way, segment: Segment) -> list[bytes]:
        if segment.transport == "UDP":
            return [segment.payload]
        side = self._sides.get(way)
        if side is None:
            if len(self._sides) >= _MAX_SIDES:
                del self._sides[next(iter(self._sides))]
            side = self._sides[way] = TcpSide()
        return side.take(segment)

    def deviations(self, way: Way) -> tuple[DeviationCount, ...]:
        """Faults of the framing on a way over TCP."""
        side = self._sides.get(way)
        return () if side is None else side.deviations()

    def notes(self, way: Way) -> list[str]:
        """Where the capture itself leaves something out, in sentences."""
        notes = []
        if self._datagrams.cut:
            notes.append(f"{self._datagrams.cut} packets are in the capture with their beginning only")
        holes = self._sides[way].holes if way in self._sides else 0
        if holes:
            notes.append(
                f"the capture lacks bytes of the TCP connection at {holes} places; they count as loss"
            )
        return notes


def _looks_right(data: bytes) -> bool:
    return (len(data) >= 12 and data[0] >> 6 == 2) or is_rtcp(data)
