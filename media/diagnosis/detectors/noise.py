"""Noise (噪声, 雪花)."""

from __future__ import annotations

from dataclasses import dataclass
from math import pi, sqrt

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Noise"]

_MASK = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], dtype=np.float32)
_GAIN = 6.0
_TILE = 16


@dataclass(frozen=True, slots=True)
class Noise(Detector):
    """Deviation of noise in the quiet tiles, levels: the smaller of two measures.

    In space, a mask that does not answer to edges (Immerkaer 1996); in time, the difference of the two
    first pictures. Texture is strong in space alone, motion in time alone, noise in both.

    :param quiet: percentile of tiles.
    """

    symptom = Symptom.PICTURE_NOISY
    term = "噪声"
    unit = "levels"
    method = "noise of quiet tiles in space and time"

    limit: float = 5.9
    quiet: float = 40.0

    def score(self, sample: Sample) -> float:
        views = sample.first_luma
        in_space = self._in_space(views[0])
        return in_space if len(views) == 1 else min(in_space, self._in_time(views[0], views[1]))

    def _in_space(self, luma: Picture) -> float:
        answer = cv2.filter2D(luma, cv2.CV_32F, _MASK)
        return self._quiet(np.abs(answer)) * sqrt(pi / 2) / _GAIN

    def _in_time(self, one: Picture, other: Picture) -> float:
        return self._quiet(cv2.absdiff(one, other).astype(np.float32)) * sqrt(pi / 2) / sqrt(2)

    def _quiet(self, answer: NDArray[np.float32]) -> float:
        height, width = answer.shape
        tiles = (max(1, width // _TILE), max(1, height // _TILE))
        return float(np.percentile(cv2.resize(answer, tiles, interpolation=cv2.INTER_AREA), self.quiet))
