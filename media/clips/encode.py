"""Pictures in, coded units out: H.264 and H.265 the way a surveillance camera codes (no B pictures, closed
GOPs).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from fractions import Fraction

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.clips.model import CLOCK_HZ, AccessUnit, Clip, Codec, digest_of
from camproof.media.clips.units import without_encoder_notes
from camproof.media.errors import ClipError

__all__ = ["encode_clip", "encoder_version", "open_encoder"]

_SHARED = (
    "keyint={gop}:min-keyint={gop}:scenecut=0:open-gop=0:bframes=0:vbv-maxrate={rate}:vbv-bufsize={rate}"
)
_OPTIONS = {
    "H264": ("libx264", "veryfast", "x264-params", "threads=1:" + _SHARED),
    "H265": (
        "libx265",
        "ultrafast",
        "x265-params",
        "pools=none:frame-threads=1:info=0:log-level=none:" + _SHARED,
    ),
}


def encoder_version(codec: Codec) -> str:
    """Part of a cache key: another library may code other bytes."""
    version = ".".join(map(str, av.library_versions["libavcodec"]))
    return f"{_OPTIONS[codec][0]} of libavcodec {version}"


def encode_clip(
    pictures: Iterable[NDArray[np.uint8] | VideoFrame],
    *,
    codec: Codec,
    width: int,
    height: int,
    fps: Fraction,
    gop: int,
    bitrate_kbit: int,
    name: str,
    progress: Callable[[int], None] | None = None,
    tools: str = "",
) -> Clip:
    """Code pictures (I420 arrays of height * 3 / 2 rows, or frames in yuv420p) into a clip.

    :param progress: called with the number of pictures done.
    :param tools: further settings of the encoder library, "name=value:name=value"; they win over ours.
    :raises ClipError: where there are no pictures or the encoder refuses.
    """
    encoder = open_encoder(codec, width, height, fps, gop, bitrate_kbit, tools=tools)
    coded: list[tuple[bytes, bool]] = []
    try:
        for index, picture in enumerate(pictures):
            frame = (
                picture if isinstance(picture, VideoFrame) else VideoFrame.from_ndarray(picture, "yuv420p")
            )
            frame.pts, frame.time_base = index, 1 / fps
            coded += [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(frame)]
            if progress is not None:
                progress(index + 1)
        coded += [(bytes(packet), packet.is_keyframe) for packet in encoder.encode(None)]
    except av.FFmpegError as error:
        raise ClipError(f"The encoder failed on {name}: {error.strerror}.") from error
    if not coded:
        raise ClipError(f"There are no pictures to code in {name}.")
    units = tuple(_unit(codec, data, key, index, fps) for index, (data, key) in enumerate(coded))
    rate = float(fps)
    return Clip(codec, width, height, rate, units, len(units) / rate, name, digest_of(codec, rate, units))


def _unit(codec: Codec, data: bytes, key: bool, index: int, fps: Fraction) -> AccessUnit:
    at = round(index * CLOCK_HZ / fps)
    return AccessUnit(without_encoder_notes(codec, data), at, at, key)


def open_encoder(
    codec: Codec,
    width: int,
    height: int,
    fps: Fraction,
    gop: int,
    bitrate_kbit: int,
    *,
    forced_keys: bool = False,
    tools: str = "",
) -> VideoCodecContext:
    """An encoder without delay and B pictures.

    :param forced_keys: a frame of type I becomes a key picture.
    :param tools: further settings of the encoder library; they win over ours.
    :raises ClipError: this build has no such encoder.
    """
    library, preset, key, template = _OPTIONS[codec]
    try:
        encoder = av.CodecContext.create(library, "w")
    except av.FFmpegError as error:
        raise ClipError(f"This build of PyAV has no {library} encoder.") from error
    assert isinstance(encoder, VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.framerate = 1 / fps, fps
    encoder.bit_rate, encoder.gop_size, encoder.thread_count = bitrate_kbit * 1000, gop, 1
    parameters = template.format(gop=gop, rate=bitrate_kbit) + (f":{tools}" if tools else "")
    encoder.options = {"preset": preset, "tune": "zerolatency", key: parameters}
    if forced_keys:
        encoder.options = encoder.options | {"forced-idr": "1"}
    return encoder
