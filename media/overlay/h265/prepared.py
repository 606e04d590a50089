"""Slices of small pictures, coded once and then put into any picture at any coding tree unit.

A tiny picture of the wanted size is coded alone. Its slice data reads the same anywhere in a larger picture:
neighbours in other slices are as unavailable as those beyond the edge of a picture (ITU-T H.265 6.4.1).
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.h265.coded import SETTINGS, CodedPicture, ParameterSets, Tools, read_picture
from camproof.media.overlay.h265.slice_header import SliceHeader, SliceType
from camproof.protocols.errors import NalError

__all__ = ["BLACK", "CTU_PX", "Prepared", "intra_slice", "skipped_slice", "tile_edges"]

CTU_PX = 32
BLACK = 16
_GREY = 128
_RATE_KBIT = 1000
"""Far above need: the rate control is there only so that coding units may carry a QP, as in the scene."""
_KEEP_ENCODERS = 12


@dataclass(frozen=True, slots=True)
class Prepared:
    """A slice without a place: what its header says of its data, and the data with emulation prevention."""

    header: SliceHeader
    data: bytes = field(repr=False)


def tile_edges(coded_width: int) -> tuple[int, ...]:
    """Left edges of the pieces of a row that can be coded alone, and the right edge of the last.

    A piece is a coding tree unit; what is left over at the right (x265 takes no picture so narrow) belongs to
    the last one.
    """
    return (*range(0, coded_width // CTU_PX * CTU_PX, CTU_PX), coded_width)


def intra_slice(luma: NDArray[np.uint8], qp: int, tools: Tools) -> Prepared:
    """An I slice of this uint8[height, width] picture without colours.

    :param tools: those of the clip it is for.
    :raises ClipError: the encoder fails or uses other tools.
    """
    height, width = luma.shape
    return _prepared(_encoder(width, height, qp).code(luma), tools, SliceType.I)


@lru_cache(maxsize=1024)
def skipped_slice(width: int, height: int, tools: Tools) -> Prepared:
    """A P slice that shows what the picture before shows, over whole rows or a part of one row of units.

    :raises ClipError: the encoder fails or uses other tools.
    """
    encoder = _Encoder(width, height, 30, gop=2)
    grey = np.full((height, width), _GREY, np.uint8)
    encoder.code(grey)
    return _prepared(encoder.code(grey), tools, SliceType.P)


def _prepared(coded: CodedPicture, tools: Tools, kind: SliceType) -> Prepared:
    if coded.sets.tools != tools or coded.header.kind != kind:
        raise ClipError("This libx265 codes a small picture with other tools than the clip.")
    return Prepared(replace(coded.header, deblocked=False), coded.data)


@lru_cache(maxsize=_KEEP_ENCODERS)
def _encoder(width: int, height: int, qp: int) -> _Encoder:
    return _Encoder(width, height, qp, gop=1)


class _Encoder:
    """x265 at a constant QP, picture by picture."""

    def __init__(self, width: int, height: int, qp: int, gop: int) -> None:
        try:
            context = av.CodecContext.create("libx265", "w")
        except av.FFmpegError as error:
            raise ClipError("This build of PyAV has no libx265 encoder.") from error
        assert isinstance(context, VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
        context.gop_size, context.thread_count = gop, 1
        parameters = (
            f"pools=none:frame-threads=1:info=0:log-level=none:scenecut=0:open-gop=0:bframes=0:keyint={gop}"
            f":min-keyint={gop}:crf={qp}:qpmin={qp}:qpmax={qp}:vbv-maxrate={_RATE_KBIT}"
            f":vbv-bufsize={_RATE_KBIT}:{SETTINGS}"
        )
        context.options = {"preset": "ultrafast", "tune": "zerolatency", "x265-params": parameters}
        self._context, self._count = context, 0
        self._sets: ParameterSets | None = None

    def code(self, luma: NDArray[np.uint8]) -> CodedPicture:
        height, width = luma.shape
        picture = np.full((height * 3 // 2, width), _GREY, np.uint8)
        picture[:height] = luma
        frame = VideoFrame.from_ndarray(picture, "yuv420p")
        frame.pts, frame.time_base = self._count, Fraction(1, 25)
        self._count += 1
        try:
            coded = read_picture(b"".join(map(bytes, self._context.encode(frame))), self._sets)
        except av.FFmpegError as error:
            raise ClipError(f"The H.265 encoder failed: {error.strerror}.") from error
        except NalError as error:
            raise ClipError(f"This libx265 codes in another way than is known here: {error}.") from error
        self._sets = coded.sets
        return coded
