"""The ``f=`` line (GB/T 28181-2022 Annex G): codes of video and audio, any of them may be empty."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from camproof.protocols.errors import LocalProtocolError, SdpError

__all__ = [
    "AUDIO_CODECS",
    "AUDIO_RATES_KBIT",
    "RESOLUTIONS",
    "SAMPLING_KHZ",
    "VIDEO_CODECS",
    "MediaFormat",
    "build_media_format",
    "parse_media_format",
]

CLAUSE = "GB/T 28181-2022 Annex G"

VIDEO_CODECS: Mapping[str, str] = MappingProxyType(
    {"1": "MPEG4", "2": "H264", "3": "SVAC", "4": "3GP", "5": "H265"}
)
RESOLUTIONS: Mapping[str, tuple[int, int]] = MappingProxyType(
    {
        "1": (176, 144),
        "2": (352, 288),
        "3": (704, 576),
        "4": (720, 576),
        "5": (1280, 720),
        "6": (1920, 1080),
    }
)
"""Width and height in pixels."""
AUDIO_CODECS: Mapping[str, str] = MappingProxyType(
    {"1": "G711", "2": "G723", "3": "G729", "4": "G722", "5": "SVACA", "6": "AAC"}
)


def _codes(values: str) -> Mapping[str, float]:
    return MappingProxyType({str(code): float(value) for code, value in enumerate(values.split(), 1)})


AUDIO_RATES_KBIT = _codes(
    "5.3 6.3 8 16 24 32 48 64 12 80 96 112 128 160 192 224 256 288 320"
    " 10.8 12.4 14 15.6 17.2 19.6 21.2 24.4 23.05 34 48.61"
)
SAMPLING_KHZ = _codes("8 14 16 32 7 11 12 22 24 44 48 64 88 96 12.8 25.6 38.4")


@dataclass(frozen=True, slots=True)
class MediaFormat:
    """Codes as text, "" where absent.

    :param video_codec: 1 MPEG-4, 2 H.264, 3 SVAC, 4 3GP, 5 H.265.
    :param resolution: 1 QCIF to 6 1080p, or "WxH" (2022).
    :param fps: 0-99.
    :param rate_type: 1 constant, 2 variable.
    :param video_kbit: 0-100000.
    :param audio_codec: 1 G.711, 2 G.723.1, 3 G.729, 4 G.722.1, 5 SVAC, 6 AAC.
    :param audio_rate: code of :data:`AUDIO_RATES_KBIT`.
    :param sampling: code of :data:`SAMPLING_KHZ`.
    """

    video_codec: str = ""
    resolution: str = ""
    fps: str = ""
    rate_type: str = ""
    video_kbit: str = ""
    audio_codec: str = ""
    audio_rate: str = ""
    sampling: str = ""

    @property
    def size(self) -> tuple[int, int] | None:
        """Width and height in pixels, None if absent or unknown."""
        found = re.fullmatch(r"([0-9]{1,5})[xX*]([0-9]{1,5})", self.resolution)
        return (int(found[1]), int(found[2])) if found else RESOLUTIONS.get(self.resolution)

    def unknown_parts(self) -> tuple[str, ...]:
        """Names of the parts whose value Annex G does not have."""
        checks = {
            "video codec": not self.video_codec or self.video_codec in VIDEO_CODECS,
            "resolution": not self.resolution or self.size is not None,
            "frame rate": _number_up_to(self.fps, 99),
            "rate type": self.rate_type in {"", "1", "2"},
            "video rate": _number_up_to(self.video_kbit, 100_000),
            "audio codec": not self.audio_codec or self.audio_codec in AUDIO_CODECS,
            "audio rate": not self.audio_rate or self.audio_rate in AUDIO_RATES_KBIT,
            "sampling": not self.sampling or self.sampling in SAMPLING_KHZ,
        }
        return tuple(name for name, good in checks.items() if not good)


def _number_up_to(text: str, highest: int) -> bool:
    return not text or (re.fullmatch(r"[0-9]{1,6}", text) is not None and int(text) <= highest)


_PART = r"([^/\sav]*)"
_F = re.compile(rf"v/{_PART}/([^/\sav]*)/{_PART}/{_PART}/{_PART}\s*a/{_PART}/{_PART}/{_PART}")


def parse_media_format(text: str) -> MediaFormat:
    """Reads what stands after ``f=``. Unknown codes are kept. Raises SdpError for another shape."""
    found = _F.fullmatch(text.strip())
    if not found:
        raise SdpError("the f= line is not v/codec/size/fps/type/rate a/codec/rate/sampling", clause=CLAUSE)
    return MediaFormat(*found.groups())


def build_media_format(media_format: MediaFormat) -> str:
    """What stands after ``f=``. Raises LocalProtocolError for a part that would break the line."""
    m = media_format
    text = (
        f"v/{m.video_codec}/{m.resolution}/{m.fps}/{m.rate_type}/{m.video_kbit}"
        f"a/{m.audio_codec}/{m.audio_rate}/{m.sampling}"
    )
    if not _F.fullmatch(text) or parse_media_format(text) != media_format:
        raise LocalProtocolError(f"{text!r} is not an f= line")
    return text
