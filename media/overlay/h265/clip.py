"""A clip with a band in H.265."""

from __future__ import annotations

from pathlib import Path

from camproof.media.clips.model import Clip
from camproof.media.overlay.composing import Composing
from camproof.media.overlay.h265.fronts import FrontWriter
from camproof.media.overlay.h265.slices import BandSlices
from camproof.media.overlay.h265.text import TextWriter
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import Front, OverlayText

__all__ = ["OverlayH265"]


class OverlayH265(Composing):
    """See ``OverlayClip``.

    :param clip: a scene that was moved down (``move_down``).
    :param cache_dir: where the slices of strips are kept; the cache of clips where it is None.
    :raises ClipError: the band cannot be put onto it.
    """

    def __init__(self, clip: Clip, layout: BandLayout, cache_dir: Path | None = None) -> None:
        self._clip, self._layout, self._cache_dir = clip, layout, cache_dir
        self._slices = slices = BandSlices(clip)
        writer = FrontWriter(slices, layout, cache_dir)
        self._text = TextWriter(slices, layout)
        self._text.warm()
        pairs = zip(slices.pictures, clip.units, strict=True)
        self._fronts = tuple(writer.front(picture, unit.key) for picture, unit in pairs)

    def __reduce__(self) -> tuple[type[OverlayH265], tuple[Clip, BandLayout, Path | None]]:
        """In another process it is made anew: what it keeps stays here."""
        return OverlayH265, (self._clip, self._layout, self._cache_dir)

    @property
    def clip(self) -> Clip:
        return self._clip

    @property
    def layout(self) -> BandLayout:
        return self._layout

    def front(self, index: int) -> Front:
        return self._fronts[index]

    def scene(self, index: int) -> bytes:
        return self._slices.scenes[index]

    def still(self, index: int) -> bytes:
        return self._text.still(self._slices.pictures[index])

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return self._text.tick(self._slices.pictures[index], shown_s, clock_s)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        return self._text.full(self._slices.pictures[index], text, clock_s)
