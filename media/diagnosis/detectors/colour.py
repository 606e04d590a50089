"""Colour: cast (偏色), and none at all (黑白图像)."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["ColourCast", "Monochrome"]

_LEAST_PIXELS = 0.02


@dataclass(frozen=True, slots=True)
class ColourCast(Detector):
    """Chroma of the least coloured pixels: in most scenes something is grey, under a cast nothing is.

    :param percentile: of chroma in CIE L*a*b* (8 bits) over pixels with luma from ``darkest`` to
        ``brightest``; others show no cast.
    """

    symptom = Symptom.COLOUR_CAST
    term = "偏色"
    unit = "levels of chroma"
    method = "chroma of the least coloured pixels"

    limit: float = 5.4
    percentile: float = 15.0
    darkest: int = 40
    brightest: int = 235

    def score(self, sample: Sample) -> float | None:
        score = median_over(sample.tiny, self._chroma)
        return None if score < 0 else score

    def _chroma(self, picture: Picture) -> float:
        """Levels; -1 where nothing is lit well enough."""
        luma, chroma = _luma_chroma(picture)
        shown = chroma[(luma >= self.darkest) & (luma <= self.brightest)]
        if shown.size < _LEAST_PIXELS * luma.size:
            return -1.0
        return float(np.percentile(shown, self.percentile))


@dataclass(frozen=True, slots=True)
class Monochrome(Detector):
    """How far the most coloured pixels lie below a chroma of ``full``. By night a camera may be meant to be
    black-and-white; whoever asks must know.
    """

    symptom = Symptom.PICTURE_MONOCHROME
    term = "黑白图像"
    unit = "levels below full chroma"
    method = "chroma of the most coloured pixels"

    limit: float = 54.4
    percentile: float = 98.0
    full: float = 60.0

    def score(self, sample: Sample) -> float:
        return max(0.0, self.full - median_over(sample.tiny, self._chroma))

    def _chroma(self, picture: Picture) -> float:
        return float(np.percentile(_luma_chroma(picture)[1], self.percentile))


def _luma_chroma(picture: Picture) -> tuple[NDArray[np.uint8], NDArray[np.float32]]:
    lab = cv2.cvtColor(cv2.blur(picture, (3, 3)), cv2.COLOR_BGR2LAB)
    offset = lab[..., 1:].astype(np.float32) - 128
    return np.asarray(lab[..., 0], dtype=np.uint8), np.hypot(offset[..., 0], offset[..., 1])
