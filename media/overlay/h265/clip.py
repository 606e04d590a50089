"""A clip with a band in H.265."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Clip
from camproof.media.overlay.h265.fronts import FrontWriter
from camproof.media.overlay.h265.slices import BandSlices
from camproof.media.overlay.h265.text import TextWriter
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import Front, OverlayText
from camproof.media.stamp_texts import stamp_texts
from camproof.media.overlay.strip import strip_matrix
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp

__all__ = ["OverlayH265"]


class OverlayH265:
    """See ``OverlayClip``.

    :param clip: a scene that was moved down (``move_down``).
    :param cache_dir: where the slices of strips are kept; the cache of clips where it is None.
    :raises ClipError: the band cannot be put onto it.
    """

    def __init__(self, clip: Clip, layout: BandLayout, cache_dir: Path | None = None) -> None:
        self._clip, self._layout = clip, layout
        self._slices = slices = BandSlices(clip)
        self._writer = FrontWriter(slices, layout, cache_dir)
        self._text = TextWriter(slices, layout)
        self._text.warm()
        pairs = zip(slices.pictures, clip.units, strict=True)
        self._fronts = tuple(self._writer.prepared(picture, unit.key) for picture, unit in pairs)

    @property
    def clip(self) -> Clip:
        return self._clip

    @property
    def layout(self) -> BandLayout:
        return self._layout

    def front(self, index: int) -> Front:
        return self._fronts[index].front

    def fronts(
        self,
        index: int,
        cameras: NDArray[np.integer],
        frames: NDArray[np.integer],
        capture_us: NDArray[np.integer],
        out: NDArray[np.uint8] | None = None,
    ) -> NDArray[np.uint8]:
        prepared = self._fronts[index]
        template = np.frombuffer(prepared.front.data, np.uint8)
        rows = np.empty((len(cameras), len(template)), np.uint8) if out is None else out
        rows[:] = template
        values = self._writer.values(strip_matrix(cameras, frames, capture_us))
        for number, (place, table) in enumerate(zip(prepared.places, prepared.tables, strict=True)):
            rows[:, place : place + table.shape[1]] = table[values[:, number]]
        at = prepared.front.sei_at
        rows[:, at : at + STAMP_TEXT_SIZE] = stamp_texts(cameras, frames, capture_us)
        return rows

    def scene(self, index: int) -> bytes:
        return self._slices.scenes[index]

    def still(self, index: int) -> bytes:
        return self._text.still(self._slices.pictures[index])

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return self._text.tick(self._slices.pictures[index], shown_s, clock_s)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        return self._text.full(self._slices.pictures[index], text, clock_s)

    def texts(
        self, index: int, texts: Sequence[OverlayText], shown_s: Sequence[int], clock_s: Sequence[int]
    ) -> list[bytes]:
        picture = self._slices.pictures[index]
        if self._clip.units[index].key:
            return [self._text.full(picture, text, at) for text, at in zip(texts, clock_s, strict=True)]
        still, tick = self._text.still(picture), self._text.tick
        return [
            still if at == shown else tick(picture, shown, at)
            for shown, at in zip(shown_s, clock_s, strict=True)
        ]

    def compose(
        self, index: int, stamp: TruthStamp, text: OverlayText, clock_s: int, shown_s: int | None = None
    ) -> bytes:
        front = self._writer.filled(self._fronts[index], stamp)
        shown = (clock_s if shown_s is None else shown_s,)
        return front + self.texts(index, (text,), shown, (clock_s,))[0] + self.scene(index)
