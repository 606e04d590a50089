"""A clip with a band in H.264."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

from camproof.media.clips.model import Clip
from camproof.media.overlay.composing import Composing
from camproof.media.overlay.h264.cabac_strip import cabac_strip
from camproof.media.overlay.h264.cabac_text import CabacText
from camproof.media.overlay.h264.scene import read_scene
from camproof.media.overlay.h264.strip import cavlc_strip
from camproof.media.overlay.h264.text import TextWriter
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import Front, OverlayText
from camproof.media.overlay.strip_code import StripCode, StripPart
from camproof.media.stamp import TruthStamp, find_stamp_text, stamp_nal
from camproof.protocols.nal import join_annexb

__all__ = ["OverlayH264"]

_NO_STAMP = TruthStamp(0, 0, 0)
_DELIMITERS = {True: b"\x09\x10", False: b"\x09\x30"}
"""Access unit delimiters for I slices alone and for I and P slices (table 7-5)."""


class OverlayH264(Composing):
    """See ``OverlayClip``.

    :param clip: a scene that was moved down (``move_down``).
    :raises ClipError: the band cannot be put onto it.
    """

    def __init__(self, clip: Clip, layout: BandLayout) -> None:
        self._clip = clip
        self._layout = layout
        self._scene = scene = read_scene(clip.units)
        self._text = CabacText(scene, layout) if scene.pps.cabac else TextWriter(scene, layout)
        self._front = cache(self._make_front)

    def __reduce__(self) -> tuple[type[OverlayH264], tuple[Clip, BandLayout]]:
        """In another process it is made anew: what it keeps stays here."""
        return OverlayH264, (self._clip, self._layout)

    def _coded_strip(self, index: int) -> tuple[bytes, list[StripPart]]:
        coded = cabac_strip if self._scene.pps.cabac else cavlc_strip
        return coded(self._scene, index, self._layout)

    def _make_front(self, index: int) -> Front:
        picture = self._scene.pictures[index]
        before = join_annexb([_DELIMITERS[picture.header.intra]]) + picture.sets
        before += join_annexb([stamp_nal("H264", _NO_STAMP)])
        strip, parts = self._coded_strip(index)
        code = StripCode(replace(part, at=len(before) + part.at) for part in parts)
        return Front(before + strip, find_stamp_text(before), code)

    @property
    def clip(self) -> Clip:
        return self._clip

    @property
    def layout(self) -> BandLayout:
        return self._layout

    def front(self, index: int) -> Front:
        return self._front(index)

    def scene(self, index: int) -> bytes:
        return self._scene.pictures[index].slices

    def still(self, index: int) -> bytes:
        return self._text.still(index)

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return self._text.tick(index, shown_s, clock_s)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        return self._text.full(index, text, clock_s)
