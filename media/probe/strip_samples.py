"""Runs of coded pictures of a stream, kept so that their strips can be read when it is over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from camproof.media.receive.frame import ReceivedFrame
from camproof.media.stamp import TruthStamp

__all__ = ["KeptPicture", "StripRun", "StripSamples"]

_SHORTEST, _LONGEST = 50, 250
_MOST_PICTURES = 1000
_MOST_OCTETS = 64 << 20


@dataclass(frozen=True, slots=True)
class KeptPicture:
    """A coded picture.

    :param data: Annex B.
    :param at_s: of its arrival, seconds since 1970; in a file the time at which it is shown.
    :param stamp: of its SEI.
    """

    data: bytes = field(repr=False)
    at_s: float
    stamp: TruthStamp | None


@dataclass(slots=True, eq=False)
class StripRun:
    """Pictures in decoding order, the first a key picture.

    :param number: runs whose numbers follow each other follow each other in the stream, unless the first was
        cut short: then it does not end before a key picture.
    """

    number: int
    codec: str
    pictures: list[KeptPicture] = field(default_factory=list)
    cut: bool = False


class StripSamples:
    """Give it every picture. All are kept of a short stream, runs spread evenly over a long one.

    A run is 50 pictures and what is missing to the next key picture; it is cut at 250. About 1000 pictures or
    64 MiB are kept at most: where there are more, every second run goes, and of what comes likewise.

    :param wall_s: from the clock of the arrivals to seconds since 1970.
    """

    def __init__(self, wall_s: Callable[[float], float] = lambda at_s: at_s) -> None:
        self._wall_s = wall_s
        self.runs: list[StripRun] = []
        self._stride = 1
        self._number = -1
        self._length = self._pictures = self._octets = 0
        self._open: StripRun | None = None

    def take(self, frame: ReceivedFrame) -> None:
        """The next picture in decoding order."""
        whole_key = frame.key and not frame.damaged
        if whole_key and not 0 < self._length < _SHORTEST:
            self._begin(frame.codec)
        elif self._length >= _LONGEST:
            self._cut()
        if not self._length and not whole_key:
            return
        self._length += 1
        if self._open is not None:
            self._open.pictures.append(KeptPicture(frame.data, self._wall_s(frame.arrival_s), frame.stamp))
            self._pictures += 1
            self._octets += len(frame.data)
            self._thin_out()

    def _begin(self, codec: str) -> None:
        self._number += 1
        self._length = 0
        self._open = StripRun(self._number, codec) if self._number % self._stride == 0 else None
        if self._open is not None:
            self.runs.append(self._open)

    def _cut(self) -> None:
        if self._open is not None:
            self._open.cut = True
        self._open, self._length = None, 0

    def _thin_out(self) -> None:
        while self._pictures > _MOST_PICTURES or self._octets > _MOST_OCTETS:
            if len(self.runs) == 1:
                self._cut()
                return
            self._stride *= 2
            self.runs = [run for run in self.runs if run.number % self._stride == 0]
            if self._open is not self.runs[-1]:
                self._open = None
            kept = [picture for run in self.runs for picture in run.pictures]
            self._pictures, self._octets = len(kept), sum(len(picture.data) for picture in kept)
