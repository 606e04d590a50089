"""Clips that we draw and code ourselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import astuple, dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.cache import cached_clip
from camproof.media.clips.encode import encode_clip, encoder_version
from camproof.media.clips.model import Clip, Codec
from camproof.media.clips.street import black_pictures, street_pictures
from camproof.media.errors import ClipError

__all__ = ["SyntheticSpec", "synthetic_clip"]

_DRAWING = "drawing 1"
_SCENES = ("street", "black")


@dataclass(frozen=True, slots=True)
class SyntheticSpec:
    """What to draw and how to code it.

    :param width, height: pixels, even, 64x64 to 1920x1080 (a multiple of 2; 4:2:0).
    :param gop: pictures from key picture to key picture.
    :param seconds: length of the loop, rounded up to whole GOPs.
    :param scene: "street", or "black" for a dead sensor.
    """

    codec: Codec = "H264"
    width: int = 1280
    height: int = 720
    fps: int = 25
    gop: int = 25
    bitrate_kbit: int = 1000
    seconds: float = 4
    scene: str = "street"
    seed: int = 0

    def __post_init__(self) -> None:
        if self.codec not in ("H264", "H265"):
            raise ClipError(f"The codec {self.codec} is unknown; H264 and H265 can be made.")
        if self.scene not in _SCENES:
            raise ClipError(f"The scene {self.scene} is unknown; there are {' and '.join(_SCENES)}.")
        if not (64 <= self.width <= 1920 and 64 <= self.height <= 1920) or self.width % 2 or self.height % 2:
            raise ClipError(
                f"A picture of {self.width}x{self.height} cannot be made; sides are even, 64 to 1920."
            )
        if min(self.fps, self.gop, self.bitrate_kbit, self.seconds) <= 0:
            raise ClipError("Frame rate, GOP, bit rate and length of a clip must be above 0.")

    @property
    def pictures(self) -> int:
        """Number of pictures of one loop: whole GOPs."""
        wanted = max(1, round(self.seconds * self.fps))
        return -(-wanted // self.gop) * self.gop

    @property
    def label(self) -> str:
        """A name for people: "street 1280x720 25 fps H264 1000 kbit/s"."""
        return (
            f"{self.scene} {self.width}x{self.height} {self.fps} fps {self.codec} {self.bitrate_kbit} kbit/s"
        )


def synthetic_clip(
    spec: SyntheticSpec,
    progress: Callable[[float], None] | None = None,
    cache_dir: Path | None = None,
) -> Clip:
    """The clip of this description, coded once and then read from the cache.

    :param progress: called with 0..1 while coding; with 1.0 at the end in any case.
    :raises ClipError: where it cannot be coded.
    """
    key = f"{_DRAWING}; {encoder_version(spec.codec)}; {astuple(spec)}"
    clip = cached_clip(key, lambda: _make(spec, progress), cache_dir)
    if progress is not None:
        progress(1.0)
    return clip


def _make(spec: SyntheticSpec, progress: Callable[[float], None] | None) -> Clip:
    def done(pictures: int) -> None:
        if progress is not None:
            progress(min(pictures / spec.pictures, 1.0))

    return encode_clip(
        _pictures(spec),
        codec=spec.codec,
        width=spec.width,
        height=spec.height,
        fps=Fraction(spec.fps),
        gop=spec.gop,
        bitrate_kbit=spec.bitrate_kbit,
        name=spec.label,
        progress=done,
    )


def _pictures(spec: SyntheticSpec) -> Iterator[NDArray[np.uint8]]:
    if spec.scene == "black":
        return black_pictures(spec.width, spec.height, spec.pictures)
    return street_pictures(spec.width, spec.height, spec.pictures, spec.seed)
