"""What the server did otherwise than RTSP says, counted."""

from __future__ import annotations

from collections.abc import Iterable

from camproof.protocols.departure import Departure
from camproof.protocols.deviation import Deviation
from camproof.protocols.tally import DeviationCount, DeviationTally

__all__ = ["Notes"]


class Notes:
    """Counts departures; memory is bounded by the number of kinds."""

    __slots__ = ("_tally",)

    def __init__(self) -> None:
        self._tally = DeviationTally()

    def note(self, kind: Departure, evidence: str | bytes = b"") -> None:
        """One departure of a kind, with the octets concerned."""
        self.take((kind.seen(evidence),))

    def take(self, found: Iterable[Deviation]) -> None:
        """Departures that another reader noted."""
        for one in found:
            self._tally.note(one.what, one.where, one.clause, one.evidence)

    def counts(self) -> tuple[DeviationCount, ...]:
        """All kinds so far."""
        return self._tally.counts()
