"""Kinds of departure from a standard, for the tables of the packages that note them."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.protocols.deviation import Deviation

__all__ = ["Departure"]

_EVIDENCE_OCTETS = 64


@dataclass(frozen=True, slots=True)
class Departure:
    """A kind of departure: the constant part of a :class:`Deviation`."""

    what: str
    where: str
    clause: str = ""

    def seen(self, evidence: str | bytes = b"") -> Deviation:
        """The deviation of this kind, with the first 64 octets concerned."""
        octets = evidence.encode("utf-8", "replace") if isinstance(evidence, str) else bytes(evidence)
        return Deviation(self.what, self.where, self.clause, octets[:_EVIDENCE_OCTETS])
