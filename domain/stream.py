"""What a camera streams, written as "720p25 h264 1 Mbit/s"."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass

from camproof.domain.errors import InputError
from camproof.domain.forms import Form
from camproof.domain.units import form_of, format_quantity, parse_quantity
from camproof.verdicts.words import Place

__all__ = ["StreamProfile", "parse_stream", "stream_form"]

_SIZES: dict[str, tuple[int, int]] = {
    "2160p": (3840, 2160), "1440p": (2560, 1440), "1080p": (1920, 1080), "720p": (1280, 720),
    "576p": (704, 576), "480p": (640, 480), "360p": (640, 360), "288p": (352, 288),
}  # fmt: skip
_CODECS = {"h264": "H264", "avc": "H264", "h265": "H265", "hevc": "H265"}
_EXAMPLE = "write a stream such as 1080p25 h264 2 Mbit/s, or 1920x1080@25 h265 1500 kbit/s"
_PICTURE = re.compile(
    r"(?:(?P<lines>[0-9]{3,4}p)|(?P<w>[0-9]{2,5})[x×](?P<h>[0-9]{2,5})@)(?P<fps>[0-9]{1,3}(?:\.[0-9]{1,3})?)?"
)
_GOP = re.compile(r"\s*\bgop\s*([0-9]{1,4})\s*$")
_BITS_PER_PIXEL = 0.04


@dataclass(frozen=True, slots=True)
class StreamProfile:
    """Codec, picture size, frame rate and bit rate of a main stream.

    :param codec: "H264" or "H265".
    :param width: pixels, even, 16 to 8192.
    :param height: pixels, even, 16 to 8192.
    :param fps: frames per second, above 0, at most 120.
    :param bitrate_kbit: 8 to 200 000 kbit/s.
    :param gop: frames from key frame to key frame; 0 = one key frame a second.
    :raises InputError: a figure is out of its range.
    """

    codec: str = "H264"
    width: int = 1280
    height: int = 720
    fps: float = 25.0
    bitrate_kbit: float = 1000.0
    gop: int = 0

    def __post_init__(self) -> None:
        if self.codec not in ("H264", "H265"):
            raise InputError(f"{self.codec!r} is no codec of a stream", suggestion="write h264 or h265")
        for side in (self.width, self.height):
            if not 16 <= side <= 8192 or side % 2:
                raise InputError(f"a side of {side} pixels is not even or not within 16 and 8192")
        if not 0 < self.fps <= 120:
            raise InputError(f"{self.fps:g} fps is not within 0 and 120")
        if not 8 <= self.bitrate_kbit <= 200_000:
            raise InputError(f"{self.bitrate_kbit:g} kbit/s is not within 8 kbit/s and 200 Mbit/s")
        if not 0 <= self.gop <= 9999:
            raise InputError(f"a key frame every {self.gop} frames is not within 0 and 9999")

    @property
    def is_hd(self) -> bool:
        """Whether the picture has 720 lines or more."""
        return self.height >= 720

    @property
    def key_every(self) -> int:
        """Frames from key frame to key frame."""
        return self.gop or max(1, round(self.fps))

    @property
    def text(self) -> str:
        """The text that :func:`parse_stream` reads back."""
        names = {size: name for name, size in _SIZES.items()}
        size = names.get((self.width, self.height), f"{self.width}x{self.height}@")
        gop = f" gop {self.gop}" if self.gop else ""
        return f"{size}{self.fps:.3f}".rstrip("0").rstrip(".") + (
            f" {self.codec.lower()} {_rate_text(self.bitrate_kbit)}{gop}"
        )


def parse_stream(text: str, place: Place | None = None) -> StreamProfile:
    """Read picture size and frame rate, codec, bit rate and, where given, "gop 50".

    What is left out: 25 fps, h264, and a bit rate of 0.04 bits a pixel (half of it for h265).

    :raises InputError: anything else.
    """
    words = text.strip().lower()
    gop = _GOP.search(words)
    words = words[: gop.start()].strip() if gop else words
    picture = _PICTURE.match(words)
    size = _size_of(picture)
    if picture is None or size is None:
        raise InputError(f"{text[:80]!r} is no stream", place, _EXAMPLE)
    fps = float(picture["fps"] or 25)
    codec, rate = _codec_and_rate(words[picture.end() :], text, place)
    pixels_per_s = size[0] * size[1] * fps
    default_kbit = max(8.0, round(pixels_per_s * _BITS_PER_PIXEL / (2000 if codec == "H265" else 1000), -1))
    kbit = parse_quantity(rate, "rate", place) if rate else default_kbit
    try:
        return StreamProfile(codec, *size, fps, kbit, int(gop[1]) if gop else 0)
    except InputError as wrong:
        raise InputError(f"{text[:80]!r}: {wrong.what}", place, wrong.suggestion or _EXAMPLE) from None


@functools.cache
def stream_form() -> Form:
    """How :func:`parse_stream` wants a stream; ranges are not in the pattern."""
    picture = re.sub(r"\?P<\w+>", "?:", _PICTURE.pattern).replace("p)", "[pP])").replace("[x×]", "[xX×]")
    codec = r"[hH]\.?26[45]|[aA][vV][cC]|[hH][eE][vV][cC]"
    rate = form_of("rate").pattern.strip("^$")
    gop = r"[gG][oO][pP]\s*[0-9]{1,4}"
    return Form("stream", f"^\\s*{picture}(?:\\s+(?:{codec}))?(?:\\s+{rate})?(?:\\s*{gop})?\\s*$", _EXAMPLE)


def _rate_text(kbit: float) -> str:
    if kbit >= 1000 and kbit % 100 == 0:
        return f"{kbit / 1000:g} Mbit/s"
    return format_quantity(kbit, "rate")


def _size_of(picture: re.Match[str] | None) -> tuple[int, int] | None:
    if picture is None:
        return None
    return _SIZES.get(picture["lines"]) if picture["lines"] else (int(picture["w"]), int(picture["h"]))


def _codec_and_rate(rest: str, text: str, place: Place | None) -> tuple[str, str]:
    if rest and not rest[0].isspace():
        raise InputError(f"{text[:80]!r} is no stream", place, _EXAMPLE)
    words = rest.split()
    if not words or words[0][0].isdigit():
        return "H264", " ".join(words)
    codec = _CODECS.get(words[0].replace(".", ""))
    if codec is None:
        raise InputError(f"{words[0][:40]!r} is no codec of a stream", place, "write h264 or h265")
    return codec, " ".join(words[1:])
