"""What the RTP payload formats of H.264 and H.265 share: whole units, aggregates, fragments.

Theory of operation. A payload is one NAL unit, several with 16-bit lengths, or a piece of one. Pieces are
joined from the one with the start bit to the one with the end bit; where a packet is missing between, or an
end never comes, the unit is dropped and ``damaged`` tells so. A stream that is entered in the middle, or goes
on behind a gap, may begin with later pieces of a unit: these are dropped without a note.
"""

from __future__ import annotations

from abc import ABC, abstractmethod

from camproof.protocols.tally import DeviationCount, DeviationTally

__all__ = ["Depayloader"]

_WHERE = "RTP payload"
_MAX_UNIT_BYTES = 4 << 20


class Depayloader(ABC):
    """Feed it the payloads of a stream in the order of their numbers; it never raises and its memory is
    bounded.
    """

    clause = ""

    def __init__(self, *, max_unit_bytes: int = _MAX_UNIT_BYTES) -> None:
        self._tally = DeviationTally()
        self._max_bytes = max_unit_bytes
        self._pieces: bytearray | None = None
        self._entering = True
        self._damaged = False

    @abstractmethod
    def feed(self, payload: bytes | memoryview) -> list[bytes]:
        """Take the next payload; returns the NAL units that became complete, without start codes."""

    def gap(self) -> None:
        """A packet is missing here."""
        if self._pieces is not None:
            self._damaged = True
        self._pieces = None
        self._entering = True

    def take_damage(self) -> bool:
        """Whether a unit was lost since the last call; an unfinished one counts and is dropped."""
        if self._pieces is not None:
            self._note("picture ends inside a fragmented unit", b"")
            self._drop()
        damaged, self._damaged = self._damaged, False
        return damaged

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Kinds of departure so far, each with its count."""
        return self._tally.counts()

    def _note(self, what: str, evidence: bytes | memoryview) -> None:
        self._tally.note(what, _WHERE, self.clause, evidence[:16])

    def _drop(self) -> None:
        self._pieces = None
        self._damaged = True

    def _whole(self) -> None:
        """Something other than a fragment came."""
        if self._pieces is not None:
            self._note("fragmented unit without an end", b"")
            self._drop()
        self._entering = False

    def _aggregate(self, payload: bytes | memoryview, at: int) -> list[bytes]:
        """Units with 16-bit lengths from ``at`` on."""
        units = []
        while at + 2 <= len(payload):
            size = payload[at] << 8 | payload[at + 1]
            at += 2
            if not size or at + size > len(payload):
                break
            units.append(bytes(payload[at : at + size]))
            at += size
        else:
            if at == len(payload) and units:
                return units
        self._note("lengths of an aggregation packet do not fit it", payload)
        self._damaged = True
        return units

    def _fragment(
        self, header: bytes, first: bool, last: bool, piece: bytes | memoryview, payload: bytes | memoryview
    ) -> list[bytes]:
        """One piece of a unit whose own header is ``header``."""
        if first:
            if self._pieces is not None:
                self._note("fragmented unit without an end", payload)
                self._damaged = True
            self._pieces, self._entering = bytearray(header), False
        elif self._pieces is None:
            if not self._entering:
                self._note("fragment without a start", payload)
            self._damaged = True
            return []
        assert self._pieces is not None
        self._pieces += piece
        if len(self._pieces) > self._max_bytes:
            self._note(f"unit above {self._max_bytes} bytes", payload)
            self._drop()
            return []
        if not last:
            return []
        unit, self._pieces = bytes(self._pieces), None
        return [unit]
