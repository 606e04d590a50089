"""Stripes (条纹干扰): one spatial frequency all over the picture."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Stripe"]

_SIDE = 96
_LOWEST = 3


@dataclass(frozen=True, slots=True)
class Stripe(Detector):
    """How far one peak stands above its surroundings in the spectra of all four quarters of the picture.

    A fence or a row of windows has a peak in some quarters; interference has it in each. The spectra are
    multiplied (geometric mean), so a peak must be in all.
    """

    symptom = Symptom.PICTURE_STRIPED
    term = "条纹干扰"
    unit = "dB over the neighbours"
    method = "peak common to the spectra of the four quarters"

    limit: float = 20.0

    def score(self, sample: Sample) -> float:
        return median_over(sample.small_luma, _peak_db)


def _peak_db(luma: Picture) -> float:
    height, width = luma.shape
    halves = (
        ((0, height // 2), (height - height // 2, height)),
        ((0, width // 2), (width - width // 2, width)),
    )
    logs = [
        _spectrum_db(luma[top:bottom, left:right]) for top, bottom in halves[0] for left, right in halves[1]
    ]
    common = np.mean(logs, axis=0, dtype=np.float32)
    around = cv2.medianBlur(common, 5)
    return float((common - cv2.blur(around, (7, 7)))[_ring()].max())


def _spectrum_db(part: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Power in dB, float32[96, 49]: rows are frequencies down the picture from -48, columns across from 0."""
    square = cv2.resize(part, (_SIDE, _SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    power = np.abs(np.fft.rfft2((square - square.mean()) * _window())) ** 2
    return np.fft.fftshift(10 * np.log10(power + 1e3), axes=0).astype(np.float32)


@lru_cache(maxsize=1)
def _window() -> NDArray[np.float32]:
    return np.outer(np.hanning(_SIDE), np.hanning(_SIDE)).astype(np.float32)


@lru_cache(maxsize=1)
def _ring() -> NDArray[np.bool_]:
    """Frequencies that are no mere shading."""
    down, across = np.mgrid[-_SIDE // 2 : _SIDE // 2, 0 : _SIDE // 2 + 1]
    return np.asarray(np.hypot(down, across) >= _LOWEST)
