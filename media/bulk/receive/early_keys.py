"""Key pictures that come before it is known what a stream carries."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from camproof.media.bulk.receive.burst import Floats, Ints

__all__ = ["EarlyKeys"]

_MOST = 64


class EarlyKeys:
    """What would be key pictures if a stream carried this or that without a container; at most 64 of each.

    :param codes: what it may be.
    :param known: of all streams it is known from the start.
    :ivar open: bool[streams], those of which pictures are to be noted.
    """

    def __init__(self, streams: int, codes: Sequence[int], *, known: bool) -> None:
        self.open = np.full(streams, not known)
        self._codes = codes
        self._found: dict[tuple[int, int], list[tuple[int, float]]] = {}

    def note(self, code: int, stream: Ints, ordinal: Ints, at_s: Floats) -> None:
        """Packets of pictures that are key pictures if their streams carry ``code``.

        :param ordinal: of the picture in its stream.
        """
        for number, place, time_s in zip(stream.tolist(), ordinal.tolist(), at_s.tolist(), strict=True):
            found = self._found.setdefault((number, code), [])
            if found and found[-1][0] == place:
                continue
            if len(found) < _MOST:
                found.append((place, time_s))
            else:
                self.open[number] = False

    def settle(self, stream: int, code: int) -> tuple[Ints, Floats, bool]:
        """A stream carries ``code``: ordinals and times of its key pictures; whether these are all."""
        whole = bool(self.open[stream])
        self.open[stream] = False
        found = self._found.get((stream, code), [])
        for other in self._codes:
            self._found.pop((stream, other), None)
        ordinal = np.array([place for place, _ in found], np.int64)
        return ordinal, np.array([time_s for _, time_s in found], np.float64), whole
