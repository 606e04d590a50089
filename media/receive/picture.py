"""Decoding a received key picture: the proof that there is a picture, and what it looks like."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import av
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame

from camproof.media.errors import PictureError
from camproof.protocols.errors import NalError
from camproof.protocols.nal import find_sps, parse_sps

__all__ = ["DecodedKeyFrame", "decode_check", "decode_in_thread", "strict_decoder", "tolerant_decoder"]

_DECODERS = {"H264": "h264", "H265": "hevc"}
_MAX_PIXELS = 8192 * 8192


@dataclass(frozen=True, slots=True)
class DecodedKeyFrame:
    """A decoded picture.

    :param mean_luma: 0..255 as coded (black is 16); luma_spread: standard deviation.
    """

    codec: str
    width: int
    height: int
    mean_luma: float
    luma_spread: float


def decode_check(access_units: bytes, codec: str) -> DecodedKeyFrame:
    """Decode Annex B bytes that begin with a key picture, with every decoder error fatal; the last picture
    counts.

    Takes milliseconds to tens of milliseconds: call it in a thread (:func:`decode_in_thread`).

    :raises PictureError: unknown codec, broken bytes, no picture.
    """
    decoder = strict_decoder(access_units, codec)
    try:
        frames = [*decoder.decode(av.Packet(access_units)), *decoder.decode(None)]
    except (av.FFmpegError, MemoryError) as error:
        raise PictureError(f"The {codec} picture does not decode: {error}.") from error
    if not frames:
        raise PictureError(f"The {codec} bytes hold no whole picture.")
    return _described(codec, frames[-1])


def strict_decoder(first_unit: bytes, codec: str) -> VideoCodecContext:
    """A decoder of one thread to which every error is fatal, for units of which this is the first.

    :raises PictureError: unknown codec, no parameter sets, or a picture too large to decode.
    """
    decoder = tolerant_decoder(first_unit, codec)
    decoder.options = {"err_detect": "explode"}
    return decoder


def tolerant_decoder(first_unit: bytes, codec: str) -> VideoCodecContext:
    """The same, but one that shows what it can make of damaged pictures.

    :raises PictureError: as above.
    """
    if codec not in _DECODERS:
        raise PictureError(f"The codec {codec or '(none)'} cannot be decoded; H264 and H265 can.")
    _check_size(first_unit, codec)
    decoder = av.CodecContext.create(_DECODERS[codec], "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.thread_count = 1
    return decoder


async def decode_in_thread(access_units: bytes, codec: str) -> DecodedKeyFrame:
    """As :func:`decode_check`, off the event loop."""
    return await asyncio.to_thread(decode_check, access_units, codec)


def _check_size(access_units: bytes, codec: str) -> None:
    try:
        sps = find_sps(codec, access_units)
        if sps is None:
            raise PictureError(f"The {codec} bytes hold no sequence parameter set.")
        info = parse_sps(codec, sps)
    except NalError as error:
        raise PictureError(f"The {codec} sequence parameter set cannot be read: {error}.") from error
    if info.width * info.height > _MAX_PIXELS:
        raise PictureError(f"A picture of {info.width}x{info.height} is too large to decode.")


def _described(codec: str, frame: VideoFrame) -> DecodedKeyFrame:
    luma = frame.to_ndarray(format="yuv420p")[: frame.height]
    return DecodedKeyFrame(codec, frame.width, frame.height, float(luma.mean()), float(luma.std()))
