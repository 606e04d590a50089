"""The texts by which clocks in pictures go from one second to the next.

Cameras whose clocks are right tick at the same moment, so that for one frame interval of each second every
picture in flight holds such a text. They are the same for all cameras at one place of a clip, and are made
ahead, one a step.
"""

from __future__ import annotations

from collections import OrderedDict

import numpy as np
from numpy.typing import NDArray

from camproof.media.tables.band import Band

__all__ = ["TickBook"]

Ints = NDArray[np.int64]
_KEPT = 64
_ROOM = 256


class TickBook:
    """What the places of one clip say when a clock ticks. :param band: of this clip."""

    def __init__(self, band: Band) -> None:
        self.band = band
        self._overlay = band.overlay
        units = band.overlay.clip.units
        self._frames = len(units)
        self._ahead = [index for index, unit in enumerate(units) if not unit.key]
        self._known: OrderedDict[tuple[int, int], _Ticks] = OrderedDict()

    def texts(self, index: Ints, shown_s: int, clock_s: int) -> tuple[NDArray[np.uint8], Ints]:
        """(uint8[n, widest], their lengths) for these places of the clip, none of which is a key picture."""
        ticks = self._ticks(shown_s, clock_s)
        for place in np.unique(index[ticks.length[index] == 0]).tolist():
            ticks.add(place, self._overlay.tick(place, shown_s, clock_s))
        return ticks.text[index], ticks.length[index]

    def foresee(self, clock_s: int) -> None:
        """Make one more of the texts that follow when this second is over."""
        ticks = self._ticks(clock_s, clock_s + 1)
        while ticks.foreseen < len(self._ahead):
            place = self._ahead[ticks.foreseen]
            ticks.foreseen += 1
            if not ticks.length[place]:
                ticks.add(place, self._overlay.tick(place, clock_s, clock_s + 1))
                return

    def _ticks(self, shown_s: int, clock_s: int) -> _Ticks:
        ticks = self._known.get((shown_s, clock_s))
        if ticks is None:
            ticks = self._known[shown_s, clock_s] = _Ticks(self._frames)
            if len(self._known) > _KEPT:
                self._known.popitem(last=False)
        return ticks


class _Ticks:
    """The texts of one tick, by place; those of length 0 are not made yet."""

    def __init__(self, frames: int) -> None:
        self.text = np.zeros((frames, _ROOM), np.uint8)
        self.length = np.zeros(frames, np.int64)
        self.foreseen = 0

    def add(self, place: int, text: bytes) -> None:
        if len(text) > self.text.shape[1]:
            self.text = np.pad(self.text, ((0, 0), (0, len(text) - self.text.shape[1])))
        self.text[place, : len(text)] = np.frombuffer(text, np.uint8)
        self.length[place] = len(text)
