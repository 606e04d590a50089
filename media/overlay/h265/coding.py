"""H.265 as a ``SliceCoding``."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.encode import encoder_version
from camproof.media.clips.model import Clip, Codec
from camproof.media.errors import ClipError
from camproof.media.overlay.h265.coded import SETTINGS, CodedPicture
from camproof.media.overlay.h265.encoder import coded_intra, coded_still
from camproof.media.overlay.h265.scene import read_scene
from camproof.media.overlay.h265.slice_header import SliceHeader, SliceType
from camproof.media.overlay.h265.writer import SliceWriter
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.prepared.clip import PreparedOverlay
from camproof.media.overlay.prepared.coding import Picture, numbered

__all__ = ["H265Coding", "overlay_h265"]

_DELIMITER = {True: b"\x46\x01\x10", False: b"\x46\x01\x30"}
"""By key picture: pic_type 0 (I slices only) or 1 (7.4.3.5)."""
_KEPT_SHAPES = 1024


def overlay_h265(clip: Clip, layout: BandLayout) -> PreparedOverlay:
    """The band put onto a scene that was moved down (``move_down``).

    :raises ClipError: it cannot be.
    """
    return PreparedOverlay(clip, layout, H265Coding(clip))


class H265Coding:
    """See ``SliceCoding``.

    :param clip: a scene that was moved down.
    :raises ClipError: it was coded in another way.
    """

    codec: Codec = "H265"
    few_slices = False

    def __init__(self, clip: Clip) -> None:
        scene = read_scene(clip)
        self._sets, self._writer = scene.sets, SliceWriter(scene.sets)
        self._headers, self.pictures = numbered(scene.pictures)
        self.scenes = scene.slices
        self.width, self.row_px = scene.sets.sps.width, scene.sets.sps.ctu
        self.key = f"{encoder_version('H265')}; {SETTINGS}; {scene.sets.tools}"
        self._still = lru_cache(maxsize=_KEPT_SHAPES)(self._coded_still)

    def opening(self, picture: Picture, *, key: bool) -> list[bytes]:  # noqa: ARG002  (sets are alike)
        return [_DELIMITER[key], *(self._sets.nals if key else ())]

    def intra_data(self, luma: NDArray[np.uint8], qp: int) -> bytes:
        return self._checked(coded_intra(luma, qp), _intra(qp)).data

    def intra_head(self, picture: Picture, qp: int, x_px: int, y_px: int) -> bytes:
        return self._writer.header(self._headers[picture], _intra(qp), x_px, y_px)

    def skipped(self, picture: Picture, x_px: int, y_px: int, width_px: int, height_px: int) -> bytes:
        header, data = self._still(width_px, height_px)
        return self._writer.header(self._headers[picture], header, x_px, y_px) + data

    def _coded_still(self, width_px: int, height_px: int) -> tuple[SliceHeader, bytes]:
        coded = coded_still(width_px, height_px)
        header = SliceHeader(SliceType.P, coded.header.qp, coded.header.merge_candidates, deblocked=False)
        return header, self._checked(coded, header).data

    def _checked(self, coded: CodedPicture, header: SliceHeader) -> CodedPicture:
        found = coded.header
        same = (found.kind, found.qp, found.cabac_init) == (header.kind, header.qp, header.cabac_init)
        if coded.sets.tools != self._sets.tools or not same:
            raise ClipError("This libx265 codes a small picture in another way than the clip.")
        return coded


@lru_cache(maxsize=64)
def _intra(qp: int) -> SliceHeader:
    return SliceHeader(SliceType.I, qp, deblocked=False)
