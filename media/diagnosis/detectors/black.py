"""Black (黑屏): even the brightest parts are dark."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Black"]


@dataclass(frozen=True, slots=True)
class Black(Detector):
    """Darkness of the ``percentile`` of luma. A night scene has lamps; burned-in text is small."""

    symptom = Symptom.PICTURE_BLACK
    term = "黑屏"
    unit = "levels below white"
    method = "luma of the brightest parts"

    limit: float = 182.0
    percentile: float = 97.0

    def score(self, sample: Sample) -> float:
        return median_over(sample.small_luma, lambda luma: 255 - float(np.percentile(luma, self.percentile)))
