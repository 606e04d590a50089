"""x264 for tiny pictures, whose slices are then put into larger ones (ITU-T H.264 6.4.8: neighbours in other
slices are as unavailable as those beyond the edge of a picture).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from functools import lru_cache

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.clips.units import parameter_sets
from camproof.media.errors import ClipError
from camproof.media.overlay.h264.cabac import cabac_start
from camproof.media.overlay.h264.parameter_sets import PpsFacts, SpsFacts, read_pps, read_sps
from camproof.media.overlay.h264.slice_header import read_header
from camproof.protocols.errors import NalError
from camproof.protocols.nal import escape, is_vcl, nal_type, split_annexb, unescape

__all__ = ["SETTINGS", "CodedSlice", "coded_intra", "coded_still"]

SETTINGS = "ref=1:weightp=0:8x8dct=0:cabac=1"
"""x264 settings that scene and band share."""

_GREY = 128
_ANY_QP = 30
_KEEP_ENCODERS = 12
_SPS, _PPS = 7, 8
_FLUSHES = 7
"""x264 sets the last bit of some slices, by their number, though all is said before; never of more than four
in a row. Without that the same picture gives the same bytes at any time."""


@dataclass(frozen=True, slots=True)
class CodedSlice:
    """The only slice of a tiny picture.

    :param data: slice data with emulation prevention.
    """

    intra: bool
    qp: int
    cabac_init: int
    data: bytes = field(repr=False)


def coded_intra(luma: NDArray[np.uint8], qp: int) -> CodedSlice:
    """A key picture without colours; uint8[height, width].

    :raises ClipError: the encoder fails.
    """
    height, width = luma.shape
    encoder = _encoder(width, height, qp)
    coded = encoder.code(luma)
    for _ in range(_FLUSHES):
        if not coded.data[-1] & 1:
            break
        coded = encoder.code(luma)
    return coded


def coded_still(width: int, height: int) -> CodedSlice:
    """A P picture that shows what the one before shows.

    :raises ClipError: the encoder fails.
    """
    encoder = _Encoder(width, height, _ANY_QP, gop=2)
    grey = np.full((height, width), _GREY, np.uint8)
    encoder.code(grey)
    return encoder.code(grey)


@lru_cache(maxsize=64)
def _facts(sps: bytes, pps: bytes) -> tuple[SpsFacts, PpsFacts]:
    """x264 repeats its sets before every key picture."""
    return read_sps(sps), read_pps(pps)


@lru_cache(maxsize=_KEEP_ENCODERS)
def _encoder(width: int, height: int, qp: int) -> _Encoder:
    return _Encoder(width, height, qp, gop=1)


class _Encoder:
    """x264 at a constant QP, picture by picture."""

    def __init__(self, width: int, height: int, qp: int, gop: int) -> None:
        try:
            context = av.CodecContext.create("libx264", "w")
        except av.FFmpegError as error:
            raise ClipError("This build of PyAV has no libx264 encoder.") from error
        assert isinstance(context, VideoCodecContext)
        context.width, context.height, context.pix_fmt = width, height, "yuv420p"
        context.time_base, context.framerate = Fraction(1, 25), Fraction(25)
        context.gop_size, context.thread_count = gop, 1
        parameters = (
            f"threads=1:scenecut=0:bframes=0:keyint={gop}:min-keyint={gop}:qp={qp}:ipratio=1:{SETTINGS}"
        )
        context.options = {"preset": "veryfast", "tune": "zerolatency", "x264-params": parameters}
        self._context, self._count = context, 0
        self._sets: tuple[SpsFacts, PpsFacts] | None = None

    def code(self, luma: NDArray[np.uint8]) -> CodedSlice:
        height, width = luma.shape
        picture = np.full((height * 3 // 2, width), _GREY, np.uint8)
        picture[:height] = luma
        frame = VideoFrame.from_ndarray(picture, "yuv420p")
        frame.pts, frame.time_base = self._count, Fraction(1, 25)
        self._count += 1
        try:
            return self._read(b"".join(map(bytes, self._context.encode(frame))))
        except av.FFmpegError as error:
            raise ClipError(f"The H.264 encoder failed: {error.strerror}.") from error
        except NalError as error:
            raise ClipError(f"This libx264 codes in another way than is known here: {error}.") from error

    def _read(self, access_unit: bytes) -> CodedSlice:
        sets = parameter_sets("H264", access_unit)
        if _SPS in sets and _PPS in sets:
            self._sets = _facts(sets[_SPS][0], sets[_PPS][0])
        slices = [nal for nal in split_annexb(access_unit) if is_vcl("H264", nal_type("H264", nal))]
        if self._sets is None or len(slices) != 1 or not self._sets[1].cabac:
            raise ClipError("This libx264 codes a small picture in another way than the clip.")
        rbsp = unescape(slices[0])
        header, start = read_header(rbsp, *self._sets)
        qp = self._sets[1].first_qp + header.qp_delta
        return CodedSlice(header.intra, qp, header.cabac_init, escape(rbsp[cabac_start(start) :]))
