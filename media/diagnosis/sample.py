"""A sample: a few decoded pictures of one camera, and the scaled views that detectors share."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import PictureError

__all__ = ["FULL_WIDTH", "SMALL_WIDTH", "Picture", "Region", "Sample", "fitted"]

Picture = NDArray[np.uint8]
FULL_WIDTH = 1280
SMALL_WIDTH = 320
_TINY_WIDTH = 240
_LEAST = 16


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the picture, in shares (0..1) of its width and height."""

    left: float
    top: float
    width: float
    height: float

    def __post_init__(self) -> None:
        inside = min(self.left, self.top) >= 0 < min(self.width, self.height)
        if not inside or self.left + self.width > 1 + 1e-9 or self.top + self.height > 1 + 1e-9:
            raise PictureError(f"The region {self} is not inside the picture.")

    def cut(self, picture: Picture) -> Picture:
        """The part of a picture that this is; at least one pixel."""
        height, width = picture.shape[:2]
        left, top = min(int(self.left * width), width - 1), min(int(self.top * height), height - 1)
        right = max(left + 1, round((self.left + self.width) * width))
        bottom = max(top + 1, round((self.top + self.height) * height))
        return picture[top:bottom, left:right]


@dataclass(frozen=True, eq=False)
class Sample:
    """Pictures of one camera in the order of their times.

    :param pictures: BGR, uint8[h, w, 3], all of one size.
    :param times_s: ascending, one for each picture, in any scale.
    :param reference: a picture of the same view taken when all was well, of any size; None = not known.
    :param osd: where the burned-in text with the clock stands; None = not known.
    :raises PictureError: no pictures, another shape, or times that do not fit.
    """

    pictures: tuple[Picture, ...] = field(repr=False)
    times_s: tuple[float, ...]
    reference: Picture | None = field(default=None, repr=False)
    osd: Region | None = None

    def __post_init__(self) -> None:
        if not self.pictures or len(self.pictures) != len(self.times_s):
            raise PictureError("A sample needs pictures and a time for each.")
        if any(later < earlier for earlier, later in zip(self.times_s, self.times_s[1:], strict=False)):
            raise PictureError("The pictures of a sample must be in the order of their times.")
        for picture in (*self.pictures, *([] if self.reference is None else [self.reference])):
            if picture.ndim != 3 or picture.shape[2] != 3 or picture.dtype != np.uint8 or not picture.size:
                raise PictureError("A picture must be uint8[height, width, 3].")
        if len({picture.shape for picture in self.pictures}) > 1:
            raise PictureError("The pictures of a sample must be of one size.")

    @cached_property
    def first_luma(self) -> tuple[Picture, ...]:
        """Luma of the first two pictures (or the one there is), at most 1280 wide: for what scaling takes.
        The first is a key picture, in which a coder keeps most.
        """
        return tuple(_luma(fitted(picture, FULL_WIDTH)) for picture in self.pictures[:2])

    @cached_property
    def small(self) -> tuple[Picture, ...]:
        """Each picture in BGR, at most 320 wide."""
        return tuple(fitted(picture, SMALL_WIDTH) for picture in self.pictures)

    @cached_property
    def small_luma(self) -> tuple[Picture, ...]:
        """Luma of each small picture."""
        return tuple(_luma(picture) for picture in self.small)

    @cached_property
    def tiny(self) -> tuple[Picture, ...]:
        """Each picture in BGR, at most 240 wide."""
        return tuple(fitted(picture, _TINY_WIDTH) for picture in self.small)

    @cached_property
    def tiny_reference(self) -> Picture | None:
        """The reference in the size of the tiny pictures."""
        if self.reference is None:
            return None
        height, width = self.tiny[0].shape[:2]
        return _scaled(self.reference, width, height)


def fitted(picture: Picture, width: int) -> Picture:
    """The picture made smaller to at most this width; sides below 16 pixels are stretched to 16."""
    tall, wide = picture.shape[:2]
    scale = min(1.0, width / wide)
    return _scaled(picture, max(_LEAST, round(wide * scale)), max(_LEAST, round(tall * scale)))


def _scaled(picture: Picture, width: int, height: int) -> Picture:
    tall, wide = picture.shape[:2]
    if (wide, tall) == (width, height):
        return picture
    way = cv2.INTER_AREA if width < wide or height < tall else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(picture, (width, height), interpolation=way), dtype=np.uint8)


def _luma(picture: Picture) -> Picture:
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY), dtype=np.uint8)
