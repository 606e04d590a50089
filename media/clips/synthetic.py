"""Clips that we draw and code ourselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import astuple, dataclass
from fractions import Fraction
from pathlib import Path

from camproof.media.clips.cache import cached_clip
from camproof.media.clips.encode import encode_clip, encoder_version
from camproof.media.clips.model import Clip, Codec
from camproof.media.clips.scenes import DRAWING, PictureLoop, loop_pictures, scene_loop
from camproof.media.clips.scenes.catalogue import check_scene
from camproof.media.errors import ClipError
from camproof.verdicts.words import did_you_mean

__all__ = ["SyntheticSpec", "scene_of", "synthetic_clip"]

_CODECS = ("H264", "H265")
_SMALLEST_PX, _LARGEST = 64, (3840, 2160)


@dataclass(frozen=True, slots=True)
class SyntheticSpec:
    """What to draw and how to code it.

    :param width, height: pixels, even, 64x64 to 3840x2160 or, upright, 2160x3840.
    :param gop: pictures from key picture to key picture.
    :param seconds: length of the loop, rounded up to whole GOPs.
    :param scene: "street", "street-night", "street-rain", "indoor", or "black" for a dead sensor.
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
        if self.codec not in _CODECS:
            raise ClipError(f"The codec {self.codec} cannot be made ({did_you_mean(self.codec, _CODECS)}).")
        check_scene(self.scene)
        _check_size(self.width, self.height)
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
    key = f"{DRAWING}; {encoder_version(spec.codec)}; {astuple(spec)}"
    clip = cached_clip(key, lambda: _make(spec, progress), cache_dir)
    if progress is not None:
        progress(1.0)
    return clip


def _make(spec: SyntheticSpec, progress: Callable[[float], None] | None) -> Clip:
    def done(pictures: int) -> None:
        if progress is not None:
            progress(min(pictures / spec.pictures, 1.0))

    return encode_clip(
        loop_pictures(scene_of(spec)),
        codec=spec.codec,
        width=spec.width,
        height=spec.height,
        fps=Fraction(spec.fps),
        gop=spec.gop,
        bitrate_kbit=spec.bitrate_kbit,
        name=spec.label,
        progress=done,
    )


def scene_of(spec: SyntheticSpec) -> PictureLoop:
    """The pictures of a clip before coding, with what is to be seen in each."""
    return scene_loop(spec.scene, spec.width, spec.height, spec.pictures, spec.fps, spec.seed)


def _check_size(width: int, height: int) -> None:
    if width % 2 or height % 2:
        raise ClipError(f"A picture of {width}x{height} cannot be made; sides are even numbers.")
    long, short = max(width, height), min(width, height)
    if short < _SMALLEST_PX or long > _LARGEST[0] or short > _LARGEST[1]:
        raise ClipError(f"A picture of {width}x{height} cannot be made; sizes go from 64x64 to 3840x2160.")
