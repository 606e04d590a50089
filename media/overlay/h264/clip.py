"""A clip with a band in H.264."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.model import Clip
from camproof.media.overlay.h264.cabac_strip import CabacStrip, cabac_strip
from camproof.media.overlay.h264.cabac_text import CabacText
from camproof.media.overlay.h264.scene import read_scene
from camproof.media.overlay.h264.strip import StripSlice, strip_slice
from camproof.media.overlay.h264.text import TextWriter
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import Front, OverlayText
from camproof.media.stamp_texts import stamp_texts
from camproof.media.overlay.strip import strip_bits, strip_matrix
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, find_stamp_text, stamp_nal, stamp_text
from camproof.protocols.nal import join_annexb

__all__ = ["OverlayH264"]

_NO_STAMP = TruthStamp(0, 0, 0)
_DELIMITERS = {True: b"\x09\x10", False: b"\x09\x30"}
"""Access unit delimiters for I slices alone and for I and P slices (table 7-5)."""


class OverlayH264:
    """See ``OverlayClip``.

    :param clip: a scene that was moved down (``move_down``).
    :raises ClipError: the band cannot be put onto it.
    """

    def __init__(self, clip: Clip, layout: BandLayout) -> None:
        self._clip = clip
        self._layout = layout
        self._scene = scene = read_scene(clip.units)
        self._text = CabacText(scene, layout) if scene.pps.cabac else TextWriter(scene, layout)
        self._strip = cache(self._make_strip)
        self._front = cache(self._make_front)

    def _make_strip(self, index: int) -> CabacStrip | StripSlice:
        make = cabac_strip if self._scene.pps.cabac else strip_slice
        return make(self._scene, index, self._layout)

    def _make_front(self, index: int) -> Front:
        picture = self._scene.pictures[index]
        before = join_annexb([_DELIMITERS[picture.header.intra]]) + picture.sets
        before += join_annexb([stamp_nal("H264", _NO_STAMP)])
        data = before + self._strip(index).data
        return Front(data, find_stamp_text(data), len(before))

    @property
    def clip(self) -> Clip:
        return self._clip

    @property
    def layout(self) -> BandLayout:
        return self._layout

    def front(self, index: int) -> Front:
        return self._front(index)

    def fronts(
        self,
        index: int,
        cameras: NDArray[np.integer],
        frames: NDArray[np.integer],
        capture_us: NDArray[np.integer],
        out: NDArray[np.uint8] | None = None,
    ) -> NDArray[np.uint8]:
        front = self._front(index)
        fixed = np.frombuffer(front.data, np.uint8)
        if out is None:
            out = np.empty((len(cameras), len(fixed)), np.uint8)
        out[:] = fixed
        out[:, front.sei_at : front.sei_at + STAMP_TEXT_SIZE] = stamp_texts(cameras, frames, capture_us)
        self._strip(index).patch(out, front.strip_at, strip_matrix(cameras, frames, capture_us))
        return out

    def scene(self, index: int) -> bytes:
        return self._scene.pictures[index].slices

    def still(self, index: int) -> bytes:
        return self._text.still(index)

    def tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        return self._text.tick(index, shown_s, clock_s)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        return self._text.full(index, text, clock_s)

    def texts(
        self, index: int, texts: Sequence[OverlayText], shown_s: Sequence[int], clock_s: Sequence[int]
    ) -> list[bytes]:
        if self._clip.units[index].key:
            return [self._text.full(index, text, second) for text, second in zip(texts, clock_s, strict=True)]
        still, tick = self._text.still(index), self._text.tick
        return [
            still if shown == second else tick(index, shown, second)
            for shown, second in zip(shown_s, clock_s, strict=True)
        ]

    def compose(
        self, index: int, stamp: TruthStamp, text: OverlayText, clock_s: int, shown_s: int | None = None
    ) -> bytes:
        front = self._front(index)
        data = bytearray(front.data)
        sei = stamp_text(stamp.camera, stamp.frame, stamp.capture_us)
        data[front.sei_at : front.sei_at + STAMP_TEXT_SIZE] = sei
        strip = self._strip(index).fill(strip_bits(stamp.camera, stamp.frame, stamp.capture_us))
        data[front.strip_at : front.strip_at + len(strip)] = strip
        (words,) = self.texts(index, [text], [clock_s if shown_s is None else shown_s], [clock_s])
        return bytes(data) + words + self._scene.pictures[index].slices
