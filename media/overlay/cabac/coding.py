"""H.264 with CABAC as a ``SliceCoding``."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.encode import encoder_version
from camproof.media.clips.model import Clip, Codec, digest_of
from camproof.media.errors import ClipError
from camproof.media.overlay.cabac.encoder import SETTINGS, CodedSlice, coded_intra, coded_still
from camproof.media.overlay.h264.cabac import cabac_head
from camproof.media.overlay.h264.scene import move_down, read_scene
from camproof.media.overlay.h264.slice_header import SliceHeader
from camproof.media.overlay.layout import BLOCK_PX, BandLayout
from camproof.media.overlay.prepared.clip import PreparedOverlay
from camproof.media.overlay.prepared.coding import Picture, numbered
from camproof.protocols.nal import join_annexb, nal_type, split_annexb

__all__ = ["CabacCoding", "lowered", "overlay_cabac"]

_START = b"\x00\x00\x00\x01"
_DELIMITERS = {True: b"\x09\x10", False: b"\x09\x30"}
"""By key picture: primary_pic_type 0 (I slices only) or 1 (table 7-5)."""
_P, _I = 0, 2
_NO_FILTER = 1
_KEPT_HEADERS, _KEPT_SHAPES = 4096, 1024
_SPS = 7
_LEVEL_AT = 3
_LEAST_LEVEL_IDC = 40
"""Level 4 allows 400 slices a picture at 25 a second (A.3.3.1 h); level 3.1 allows 72."""


def lowered(plain: Clip, layout: BandLayout) -> Clip:
    """``move_down``, at a level that allows as many slices as the band has.

    :raises ClipError: the stream uses a tool that the band does not know.
    """
    moved = move_down(plain, layout.height, layout.band_rows)
    units = tuple(replace(unit, data=_levelled(unit.data)) if unit.key else unit for unit in moved.units)
    return replace(moved, units=units, digest=digest_of("H264", moved.fps, units))


def _levelled(access_unit: bytes) -> bytes:
    nals = [bytearray(nal) for nal in split_annexb(access_unit)]
    for nal in nals:
        if nal_type("H264", nal) == _SPS:
            nal[_LEVEL_AT] = max(nal[_LEVEL_AT], _LEAST_LEVEL_IDC)
    return join_annexb(map(bytes, nals))


def overlay_cabac(clip: Clip, layout: BandLayout) -> PreparedOverlay:
    """The band put onto a scene that was moved down (``lowered``).

    :raises ClipError: it cannot be.
    """
    return PreparedOverlay(clip, layout, CabacCoding(clip))


class CabacCoding:
    """See ``SliceCoding``.

    :param clip: a scene that was moved down.
    :raises ClipError: it was coded in another way.
    """

    codec: Codec = "H264"
    row_px = BLOCK_PX
    few_slices = True
    key = f"{encoder_version('H264')}; {SETTINGS}"

    def __init__(self, clip: Clip) -> None:
        scene = read_scene(clip.units)
        if not scene.pps.cabac:
            raise ClipError("The band wants a scene coded with CABAC.")
        self._sps, self._pps = scene.sps, scene.pps
        self._headers, self.pictures = numbered(_common(picture.header) for picture in scene.pictures)
        self._sets = [bytes(nal) for nal in split_annexb(scene.pictures[0].sets)]
        self.scenes = tuple(picture.slices for picture in scene.pictures)
        self.width = scene.sps.columns * BLOCK_PX
        self._head = lru_cache(maxsize=_KEPT_HEADERS)(self._written_head)
        self._still = lru_cache(maxsize=_KEPT_SHAPES)(coded_still)

    def opening(self, picture: Picture, *, key: bool) -> list[bytes]:  # noqa: ARG002  (sets are alike)
        return [_DELIMITERS[key], *(self._sets if key else ())]

    def intra_data(self, luma: NDArray[np.uint8], qp: int) -> bytes:
        coded = coded_intra(luma, qp)
        if not coded.intra or coded.qp != qp:
            raise ClipError("This libx264 codes a small picture in another way than it was asked to.")
        return coded.data

    def intra_head(self, picture: Picture, qp: int, x_px: int, y_px: int) -> bytes:
        return self._head(picture, _I, qp, 0, x_px, y_px)

    def skipped(self, picture: Picture, x_px: int, y_px: int, width_px: int, height_px: int) -> bytes:
        coded: CodedSlice = self._still(width_px, height_px)
        if coded.intra:
            raise ClipError("This libx264 codes a picture that does not change as a key picture.")
        return self._head(picture, _P, coded.qp, coded.cabac_init, x_px, y_px) + coded.data

    def _written_head(
        self, picture: Picture, kind: int, qp: int, cabac_init: int, x_px: int, y_px: int
    ) -> bytes:
        header = replace(
            self._headers[picture],
            first=y_px // BLOCK_PX * self._sps.columns + x_px // BLOCK_PX,
            kind=kind,
            cabac_init=cabac_init,
            qp_delta=qp - self._pps.first_qp,
        )
        return _START + cabac_head(header, self._sps, self._pps)


def _common(header: SliceHeader) -> SliceHeader:
    """What all slices of a picture say alike."""
    return replace(
        header, first=0, kind=_P, cabac_init=0, qp_delta=0, filtered=_NO_FILTER, filter_offsets=(0, 0)
    )
