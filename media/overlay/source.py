"""Where the pictures under a band come from: anything that gives I420 pictures again and again."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from av.video.frame import VideoFrame
from numpy.typing import NDArray

from camproof.media.errors import ClipError

__all__ = ["PictureSource"]


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
