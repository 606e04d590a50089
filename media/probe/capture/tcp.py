"""TCP segments of a capture put in order, and cut into the RTP packets that RFC 4571 framed."""

from __future__ import annotations

from camproof.media.probe.capture.datagrams import Segment
from camproof.protocols.rtp import Rfc4571Reader
from camproof.protocols.tally import DeviationCount

__all__ = ["TcpSide"]

_MAX_WAITING = 512
_MAX_WAITING_BYTES = 4 << 20
_HALF = 1 << 31
_MODULO = 1 << 32
_BLIND_BYTES = 1 << 20
_RTSP = b"RTSP/1.0"


class TcpSide:
    """One direction of one connection. Bytes sent again are left out; a hole that the capture never fills is
    jumped once 512 segments or 4 MB wait behind it, and counted in ``holes``.
    """

    def __init__(self) -> None:
        self._next: int | None = None
        self._waiting: dict[int, bytes] = {}
        self._waiting_bytes = 0
        self._reader = Rfc4571Reader()
        self._packets = 0
        self._rtsp = False
        self.holes = 0

    @property
    def strange(self) -> bool:
        """Whether a megabyte has come and no packet in it."""
        return not self._packets and self._reader.skipped_bytes > _BLIND_BYTES

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Faults of the framing; text and ``$`` between packets are none where RTSP is spoken."""
        return () if self._rtsp else self._reader.deviations()

    def take(self, segment: Segment) -> list[bytes]:
        """The packets that became complete with this segment."""
        if segment.begins:
            self._next, self._waiting, self._waiting_bytes = segment.sequence, {}, 0
            self._reader, self._packets = Rfc4571Reader(), 0
        if not segment.payload or self.strange:
            return []
        self._rtsp = self._rtsp or _RTSP in segment.payload
        packets = self._reader.feed(self._in_order(segment.sequence, segment.payload))
        self._packets += len(packets)
        return packets

    def _in_order(self, sequence: int, payload: bytes) -> bytes:
        if self._next is None:
            self._next = sequence
        ahead = self._ahead(sequence)
        if ahead > 0:
            self._wait(sequence, payload)
            if len(self._waiting) <= _MAX_WAITING and self._waiting_bytes <= _MAX_WAITING_BYTES:
                return b""
            self._jump()
            return self._row()
        if -ahead >= len(payload):
            return b""
        fresh = payload[-ahead:]
        self._next = (self._next + len(fresh)) % _MODULO
        return fresh + self._row() if self._waiting else fresh

    def _ahead(self, sequence: int) -> int:
        """How far a number lies ahead of the one that is due; below 0 for bytes seen before."""
        assert self._next is not None
        return (sequence - self._next + _HALF) % _MODULO - _HALF

    def _wait(self, sequence: int, payload: bytes) -> None:
        before = self._waiting.get(sequence, b"")
        if len(payload) > len(before):
            self._waiting[sequence] = payload
            self._waiting_bytes += len(payload) - len(before)

    def _jump(self) -> None:
        self.holes += 1
        self._next = min(self._waiting, key=self._ahead)

    def _row(self) -> bytes:
        """What waits and joins on without a hole."""
        row = bytearray()
        for sequence in sorted(self._waiting, key=self._ahead):
            ahead = self._ahead(sequence)
            if ahead > 0:
                break
            payload = self._waiting.pop(sequence)
            self._waiting_bytes -= len(payload)
            fresh = payload[-ahead:]
            row += fresh
            assert self._next is not None
            self._next = (self._next + len(fresh)) % _MODULO
        return bytes(row)
