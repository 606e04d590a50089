"""Departures counted by kind, so that a long stream of one fault stays one line."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.deviation import Deviation

__all__ = ["DeviationCount", "DeviationTally"]

EVIDENCE_BYTES = 64
MAX_KINDS = 200


@dataclass(frozen=True, slots=True)
class DeviationCount:
    """One kind of departure and how often it was seen; the evidence is that of the first time."""

    deviation: Deviation
    count: int


class DeviationTally:
    """Counts departures by (what, where); memory is bounded by the number of kinds."""

    __slots__ = ("_counts", "_first")

    def __init__(self) -> None:
        self._first: dict[tuple[str, str], Deviation] = {}
        self._counts: dict[tuple[str, str], int] = {}

    def note(
        self, what: str, where: str, clause: str = "", evidence: bytes | bytearray | memoryview = b""
    ) -> None:
        """Count one departure; the first of its kind is kept with at most 64 bytes of evidence."""
        key = (what, where)
        count = self._counts.get(key)
        if count is None:
            if len(self._counts) >= MAX_KINDS:
                return
            self._first[key] = Deviation(what, where, clause, bytes(evidence[:EVIDENCE_BYTES]))
            count = 0
        self._counts[key] = count + 1

    def counts(self) -> tuple[DeviationCount, ...]:
        """All kinds seen so far, in the order in which they first came."""
        return tuple(DeviationCount(d, self._counts[key]) for key, d in self._first.items())

    def count(self, what: str) -> int:
        """How often a kind was seen, at whatever place."""
        return sum(n for (kind, _), n in self._counts.items() if kind == what)
