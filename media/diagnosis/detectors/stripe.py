"""Stripes (条纹干扰): one spatial frequency all over the picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import hypot

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Stripe"]

_WHOLE, _PART = 192, 96
_LOWEST = 6
_MARGIN = 6
_DIRECTIONS = ((0, 1), (1, 3), (1, 1), (3, 1), (1, 0), (3, -1), (1, -1), (1, -3))
_LINES = tuple(
    tuple((round(step * down / length), round(step * across / length)) for step in (-5, -4, -3, 3, 4, 5))
    for down, across in _DIRECTIONS
    for length in (hypot(down, across),)
)
"""The frequencies 3 to 5 steps from one on either side, in eight directions."""
Spectrum = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Stripe(Detector):
    """How far a peak of the spectrum stands above its surroundings, both in the whole picture and, on
    average, in its four quarters: a fence or a row of windows has a peak in some quarters, interference in
    each. Long edges, as of a corridor, are ridges of the spectrum, which hold no peak.
    """

    symptom = Symptom.PICTURE_STRIPED
    term = "条纹干扰"
    unit = "dB over the neighbours"
    method = "peak of the spectrum common to the whole picture and its quarters"

    limit: float = 10.8

    def score(self, sample: Sample) -> float:
        return median_over(sample.small_luma, _peak_db)


def _peak_db(luma: Picture) -> float:
    height, width = luma.shape
    rows = (slice(0, height // 2), slice(height - height // 2, height))
    columns = (slice(0, width // 2), slice(width - width // 2, width))
    quarters = [_spectrum_db(luma[row, column], _PART) for row in rows for column in columns]
    whole = _excess(_spectrum_db(luma, _WHOLE), 9)
    parts = _excess(np.asarray(np.mean(quarters, axis=0), dtype=np.float32), 7)
    near = cv2.dilate(parts, np.ones((3, 3), dtype=np.uint8))
    near = cv2.resize(near, whole.shape[::-1], interpolation=cv2.INTER_NEAREST)
    return float((whole + near)[_judged()].max()) / 2


def _spectrum_db(part: Picture, side: int) -> Spectrum:
    """Power in dB, float32[side, side / 2 + 1]: frequencies down from -side / 2, across from 0."""
    square = cv2.resize(part, (side, side), interpolation=cv2.INTER_AREA).astype(np.float32)
    power = np.abs(np.fft.rfft2((square - square.mean()) * _window(side))) ** 2
    return np.asarray(np.fft.fftshift(10 * np.log10(power + 1e3), axes=0), dtype=np.float32)


def _excess(spectrum: Spectrum, around: int) -> Spectrum:
    """How far each frequency stands above those around it, and above the highest line through it, dB."""
    height, width = spectrum.shape
    whole = _continued(spectrum)
    inside = slice(_MARGIN, _MARGIN + height), slice(_MARGIN, _MARGIN + width)
    ground = cv2.blur(cv2.medianBlur(whole, 5), (around, around))[inside]
    for line in _LINES:
        mean = np.zeros_like(spectrum)
        for down, across in line:
            mean += whole[_MARGIN + down :, _MARGIN + across :][:height, :width]
        ground = np.maximum(ground, mean / len(line))
    return np.asarray(spectrum - ground, dtype=np.float32)


def _continued(spectrum: Spectrum) -> Spectrum:
    """The spectrum with a margin all around: that of a real picture is periodic, and the same behind 0."""
    turned = np.roll(spectrum[::-1], 1, axis=0)
    wide = np.hstack((turned[:, _MARGIN:0:-1], spectrum, turned[:, -2 : -2 - _MARGIN : -1]))
    return np.ascontiguousarray(np.pad(wide, ((_MARGIN, _MARGIN), (0, 0)), mode="wrap"))


@lru_cache(maxsize=2)
def _window(side: int) -> NDArray[np.float32]:
    return np.outer(np.hanning(side), np.hanning(side)).astype(np.float32)


@lru_cache(maxsize=1)
def _judged() -> NDArray[np.bool_]:
    """Frequencies of the whole picture that are no mere shading."""
    down, across = np.mgrid[-_WHOLE // 2 : _WHOLE // 2, 0 : _WHOLE // 2 + 1]
    return np.asarray(np.hypot(down, across) >= _LOWEST)
