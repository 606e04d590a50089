"""Where the pictures under a band come from: anything that gives I420 pictures again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.clips.files import file_facts, file_pictures
from camproof.media.clips.scenes import DRAWING, loop_pictures
from camproof.media.clips.synthetic import SyntheticSpec, scene_of
from camproof.media.errors import ClipError

__all__ = ["PictureSource", "file_source", "spec_source"]


@dataclass(frozen=True, slots=True)
class PictureSource:
    """Pictures of a whole loop and how they shall be coded.

    :param key: says what the pictures are; equal keys and sizes mean equal pictures (a key of the cache).
    :param count: number of pictures, for progress; the last GOP may be short.
    :param gop: pictures from key picture to key picture.
    :param bitrate_kbit: of the whole stream, band included.
    :param pictures: called once a try; gives arrays of height * 3 / 2 rows or frames in yuv420p, of the whole
        picture. What lies under band and guard is not used.
    """

    key: str
    width: int
    height: int
    fps: Fraction
    gop: int
    bitrate_kbit: int
    name: str
    count: int
    pictures: Callable[[], Iterable[NDArray[np.uint8] | VideoFrame]] = field(repr=False)

    def __post_init__(self) -> None:
        if self.width % 2 or self.height % 2:
            raise ClipError(f"A picture of {self.width}x{self.height} cannot be coded; sides must be even.")
        if min(self.gop, self.bitrate_kbit, self.count) <= 0 or self.fps <= 0:
            raise ClipError("Frame rate, GOP, bit rate and length of a clip must be above 0.")


def spec_source(spec: SyntheticSpec) -> PictureSource:
    """The pictures of a synthetic clip; ``spec.codec`` says nothing here."""
    return PictureSource(
        key=f"{DRAWING}; {spec}",
        width=spec.width,
        height=spec.height,
        fps=Fraction(spec.fps),
        gop=spec.gop,
        bitrate_kbit=spec.bitrate_kbit,
        name=spec.label,
        count=spec.pictures,
        pictures=lambda: loop_pictures(scene_of(spec)),
    )


def file_source(
    path: str | Path, *, gop: int | None = None, bitrate_kbit: int | None = None
) -> PictureSource:
    """The pictures of a user's video file, at most its first 600 s.

    :param gop: pictures from key picture to key picture; one second where it is not given.
    :param bitrate_kbit: fit for the size of the picture where it is not given.
    :raises MediaFileError: the file cannot be used.
    """
    path = Path(path)
    facts = file_facts(path)
    return PictureSource(
        key=f"file {facts.digest}",
        width=facts.width,
        height=facts.height,
        fps=facts.fps,
        gop=gop or max(1, round(facts.fps)),
        bitrate_kbit=bitrate_kbit or facts.bitrate_kbit,
        name=path.name,
        count=max(facts.count, 1),
        pictures=lambda: file_pictures(path),
    )
