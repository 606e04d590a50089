"""Real coded video for the wire formats, made with PyAV's encoders."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

import av
import numpy as np
import pytest

TICKS = 90_000


@dataclass(frozen=True)
class CodedUnit:
    data: bytes
    pts: int
    dts: int
    key: bool


@dataclass(frozen=True)
class CodedClip:
    codec: str
    units: tuple[CodedUnit, ...]


EncodeClip = Callable[..., CodedClip]


@cache
def _encode(
    encoder: str,
    width: int,
    height: int,
    fps: str,
    frames: int,
    pix_fmt: str,
    options: tuple[tuple[str, str], ...],
) -> CodedClip:
    rate = Fraction(fps)
    context = av.CodecContext.create(encoder, "w")
    context.width, context.height, context.pix_fmt = width, height, pix_fmt
    context.time_base, context.framerate, context.thread_count = 1 / rate, rate, 1
    context.options = dict(options)
    rng = np.random.default_rng(1)
    packets = []
    for number in range(frames):
        noise = rng.integers(0, 255, (height, width, 3), dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(noise, "rgb24").reformat(format=pix_fmt)
        frame.pts = number
        packets += context.encode(frame)
    packets += context.encode(None)
    step = int(TICKS / rate)
    units = tuple(
        CodedUnit(
            bytes(packet), packet.pts * step + TICKS, packet.dts * step + TICKS, bool(packet.is_keyframe)
        )
        for packet in packets
    )
    return CodedClip("H264" if "264" in encoder else "H265", units)


@pytest.fixture(scope="session")
def encode_clip() -> EncodeClip:
    """A function that codes frames of noise; keyword arguments beyond the named ones are encoder options."""

    def encode(
        encoder: str,
        width: int,
        height: int,
        fps: str = "25",
        frames: int = 6,
        pix_fmt: str = "yuv420p",
        **options: str,
    ) -> CodedClip:
        options.setdefault("preset", "ultrafast")
        if encoder == "libx265":
            options["x265-params"] = ":".join(filter(None, ("log-level=none", options.pop("x265", ""))))
        elif "x264" in options:
            options["x264-params"] = options.pop("x264")
        return _encode(encoder, width, height, fps, frames, pix_fmt, tuple(sorted(options.items())))

    return encode
