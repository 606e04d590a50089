"""Slices of the band: prepared by tiny encodes, put into any picture of a clip at any coding tree unit."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.encode import encoder_version
from camproof.media.clips.model import Clip
from camproof.media.errors import ClipError
from camproof.media.overlay.h265.coded import CTU_PX, SETTINGS, CodedPicture
from camproof.media.overlay.h265.encoder import coded_intra, coded_still
from camproof.media.overlay.h265.scene import read_scene
from camproof.media.overlay.h265.slice_header import PictureHeader, SliceHeader, SliceType
from camproof.media.overlay.h265.writer import SliceWriter

__all__ = ["BLACK", "BandSlices", "tile_edges"]

BLACK = 16
_DELIMITER = {True: b"\x46\x01\x10", False: b"\x46\x01\x30"}
"""By key picture: pic_type 0 (I slices only) or 1 (7.4.3.5)."""
_KEPT_SHAPES = 1024


def tile_edges(coded_width: int) -> tuple[int, ...]:
    """Left edges of the pieces of a row that are coded alone, and the right edge of the last.

    A piece is one coding tree unit; what is left over at the right (x265 takes no picture so narrow) belongs
    to the last one.
    """
    return (*range(0, coded_width // CTU_PX * CTU_PX, CTU_PX), coded_width)


class BandSlices:
    """The pictures of one clip and how slices are written into them.

    Slices come as Annex B. Places are pixels of the whole picture, multiples of 32. A slice starts anywhere
    in a row of coding tree units and ends in it, or takes whole rows.

    :param clip: a scene that was moved down.
    :ivar key: names all that prepared slice data depends on, but picture and QP.
    :ivar width: of the picture as coded, in luma samples.
    :ivar pictures: what the slices of each picture say alike, by place in the loop.
    :ivar scenes: the scene's slice of each picture.
    :raises ClipError: it was coded in another way.
    """

    def __init__(self, clip: Clip) -> None:
        scene = read_scene(clip)
        self._sets, self._writer = scene.sets, SliceWriter(scene.sets)
        if scene.sets.sps.ctu != CTU_PX:
            raise ClipError(f"The scene {clip.name} has coding tree units of {scene.sets.sps.ctu} pixels.")
        self.pictures, self.scenes = scene.pictures, scene.slices
        self.width = scene.sets.sps.width
        self.key = f"{encoder_version('H265')}; {SETTINGS}; {scene.sets.tools}"
        self._still = lru_cache(maxsize=_KEPT_SHAPES)(self._coded_still)

    def opening(self, *, key: bool) -> list[bytes]:
        """Delimiter and, before key pictures, parameter sets, as NAL units without start codes."""
        return [_DELIMITER[key], *(self._sets.nals if key else ())]

    def intra_data(self, luma: NDArray[np.uint8], qp: int) -> bytes:
        """Slice data, with emulation prevention, of an I slice without colours; uint8[32, width].

        :raises ClipError: the encoder fails or does not code as the clip was coded.
        """
        return self._checked(coded_intra(luma, qp), _intra(qp)).data

    def intra_head(self, picture: PictureHeader, qp: int, x_px: int, y_px: int) -> bytes:
        """Start code and headers of an I slice; ``intra_data`` follows."""
        return self._writer.header(picture, _intra(qp), x_px, y_px)

    def skipped(self, picture: PictureHeader, x_px: int, y_px: int, width_px: int, height_px: int) -> bytes:
        """A P slice that shows what the picture before shows."""
        header, data = self._still(width_px, height_px)
        return self._writer.header(picture, header, x_px, y_px) + data

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
