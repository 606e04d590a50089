"""x265 for tiny pictures, whose slices are then put into larger ones (ITU-T H.265 6.4.1: neighbours in other
slices are as unavailable as those beyond the edge of a picture).
"""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from threading import Lock

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.h265.coded import SETTINGS, CodedPicture, ParameterSets, read_picture
from camproof.protocols.errors import NalError

__all__ = ["coded_intra", "coded_still"]

_GREY = 128
_ANY_QP = 30
_RATE_KBIT = 1000
"""Far above need: the rate control is there only so that coding units may carry a QP, as in the scene."""
_KEEP_ENCODERS = 12


def coded_intra(luma: NDArray[np.uint8], qp: int) -> CodedPicture:
    """A key picture without colours; uint8[height, width].

    :raises ClipError: the encoder fails.
    """
    height, width = luma.shape
    return _encoder(width, height, qp).code(luma)


def coded_still(width: int, height: int) -> CodedPicture:
    """A P picture that shows what the one before shows.

    :raises ClipError: the encoder fails.
    """
    encoder = _Encoder(width, height, _ANY_QP, gop=2)
    grey = np.full((height, width), _GREY, np.uint8)
    encoder.code(grey)
    return encoder.code(grey)


@lru_cache(maxsize=_KEEP_ENCODERS)
def _encoder(width: int, height: int, qp: int) -> _Encoder:
    return _Encoder(width, height, qp, gop=1)


class _Encoder:
    """x265 at a constant QP, picture by picture; may be shared by threads (senders that run at once)."""

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
        self._lock = Lock()
        self._sets: ParameterSets | None = None

    def code(self, luma: NDArray[np.uint8]) -> CodedPicture:
        with self._lock:
            return self._code(luma)

    def _code(self, luma: NDArray[np.uint8]) -> CodedPicture:
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
