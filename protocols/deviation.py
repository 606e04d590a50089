"""Departures of the peer from the standard, noted while its bytes are read.

Parsers of this room are tolerant: they return the value and what was wrong with it. Strict mode is the same
parser with the first deviation raised as an error.
"""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Deviation"]


@dataclass(frozen=True, slots=True)
class Deviation:
    """One departure from a standard, as seen on the wire.

    :param what: one sentence, the same for the same kind of departure, so that they can be counted.
    :param where: the place: "SIP header CSeq", "PSM", "MANSCDP Catalog/SumNum".
    :param clause: the clause that says otherwise; empty where none is known for sure.
    :param evidence: the bytes concerned, at most 64 of them.
    """

    what: str
    where: str
    clause: str = ""
    evidence: bytes = b""
