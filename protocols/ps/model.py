"""What the program stream carries, as values."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = [
    "AUDIO_STREAM_ID",
    "CLOCK_HZ",
    "CODEC_STREAM_TYPES",
    "STREAM_TYPE_CODECS",
    "VIDEO_STREAM_ID",
    "PsFrame",
    "is_audio_stream",
    "is_video_stream",
]

CLOCK_HZ = 90_000
VIDEO_STREAM_ID = 0xE0
AUDIO_STREAM_ID = 0xC0

STREAM_TYPE_CODECS: dict[int, str] = {
    0x01: "MPEG1V", 0x02: "MPEG2V", 0x10: "MPEG4", 0x1B: "H264", 0x24: "H265", 0x80: "SVAC",
    0x03: "MP1", 0x04: "MP2", 0x0F: "AAC", 0x90: "G711A", 0x91: "G711U", 0x92: "G7221", 0x93: "G7231",
    0x99: "G729", 0x9B: "SVACA",
}  # fmt: skip
"""stream_type of the PSM to the codec's name (GB/T 28181-2022 Annex C.1, ISO/IEC 13818-1 Table 2-34)."""

CODEC_STREAM_TYPES: dict[str, int] = {codec: number for number, codec in STREAM_TYPE_CODECS.items()}


@dataclass(frozen=True, slots=True)
class PsFrame:
    """One frame of an elementary stream.

    :param stream_id: E0-EF video, C0-DF audio, BD or BF private.
    :param codec: "H264", "H265", "G711A", "AAC" ... (values of STREAM_TYPE_CODECS); "" where nothing tells.
    :param pts: 90 kHz, continued over the 33-bit wrap (``pts % 2**33`` was on the wire); None if absent.
    :param dts: as pts; equals pts where the stream gives only pts.
    :param data: for video one access unit as Annex B bytes, as the peer cut it.
    :param damaged: bytes of this frame are known to be missing or cut.
    """

    stream_id: int
    codec: str
    pts: int | None
    dts: int | None
    data: bytes
    damaged: bool = False


def is_video_stream(stream_id: int) -> bool:
    """Whether a stream_id of ISO/IEC 13818-1 2.4.3.7 stands for video."""
    return 0xE0 <= stream_id <= 0xEF


def is_audio_stream(stream_id: int) -> bool:
    """Whether a stream_id of ISO/IEC 13818-1 2.4.3.7 stands for audio."""
    return 0xC0 <= stream_id <= 0xDF
