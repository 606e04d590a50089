"""Contrast (对比度异常)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["LowContrast"]


@dataclass(frozen=True, slots=True)
class LowContrast(Detector):
    """How far luma's spread between the two ``tails`` lies below the full 255 levels.

    :param tails: percentiles left out at either end.
    """

    symptom = Symptom.CONTRAST_LOW
    term = "对比度异常"
    unit = "levels missing"
    method = "spread of luma"

    limit: float = 171.0
    tails: float = 2.0

    def score(self, sample: Sample) -> float:
        return median_over(sample.small_luma, self._missing)

    def _missing(self, luma: Picture) -> float:
        low, high = np.percentile(luma, (self.tails, 100 - self.tails))
        return 255 - float(high - low)
