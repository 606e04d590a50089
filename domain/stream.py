"""What a camera streams, written as "720p25 h264 1 Mbit/s"."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["StreamProfile"]


@dataclass(frozen=True, slots=True)
class StreamProfile:
    """Codec, picture size, frame rate and bit rate of a main stream.

    :param codec: "H264" or "H265".
    :param gop: frames from key frame to key frame; 0 = one key frame a second.
    """

    codec: str = "H264"
    width: int = 1280
    height: int = 720
    fps: float = 25.0
    bitrate_kbit: float = 1000.0
    gop: int = 0
