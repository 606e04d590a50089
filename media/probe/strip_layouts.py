"""Finding the size in which a picture with a strip was sent; a platform may have scaled it since."""

from __future__ import annotations

from collections import Counter
from contextlib import suppress

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.layout import BandLayout, band_layout
from camproof.media.overlay.strip import StripTruth, read_strip

__all__ = ["StripFinder"]

_USUAL_SIZES = (
    (320, 240), (352, 288), (640, 360), (640, 480), (704, 576), (720, 576), (1280, 720), (1280, 960),
    (1920, 1080), (2560, 1440), (2592, 1944), (3840, 2160),
)  # fmt: skip
_SURE = 8
_LEAST = 2
"""The checksum of pictures without a strip is right once in 65 536 tries."""


class StripFinder:
    """Reads the strips of pictures in the size of the picture itself and in the usual sizes of cameras, until
    one of them has given eight strips; from then on in that size.
    """

    def __init__(self) -> None:
        self._reads: Counter[BandLayout] = Counter()
        self._sure: BandLayout | None = None

    @property
    def layout(self) -> BandLayout | None:
        """In which strips were read; None where fewer than two were, which may be chance."""
        best = max(self._reads, key=self._reads.__getitem__, default=None)
        return best if best is not None and self._reads[best] >= _LEAST else None

    def read(self, luma: NDArray[np.uint8]) -> dict[BandLayout, StripTruth]:
        """What the picture says, for each size in which it says something."""
        found: dict[BandLayout, StripTruth] = {}
        for layout in [self._sure] if self._sure else _layouts(luma.shape[1], luma.shape[0]):
            truth = read_strip(luma, layout)
            if truth is None:
                continue
            found[layout] = truth
            self._reads[layout] += 1
            if self._sure is None and self._reads[layout] >= _SURE:
                self._sure = layout
        return found


def _layouts(width: int, height: int) -> list[BandLayout]:
    """The likeliest first: where only heights differ, more than one can read a strip."""
    others = sorted(_USUAL_SIZES, key=lambda size: size[0] * height != size[1] * width)
    layouts: list[BandLayout] = []
    for size in dict.fromkeys(((width, height), *others)):
        with suppress(ClipError):
            layouts.append(band_layout(*size))
    return layouts
