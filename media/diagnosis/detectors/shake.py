"""Shake (画面抖动): the whole picture jumps to and fro."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import cv2
import numpy as np

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Shake"]


@dataclass(frozen=True, slots=True)
class Shake(Detector):
    """Median change of the picture's velocity from one picture to the next, in thousandths of the width.

    A pan has a velocity but little change of it; a single jump does not move the median.

    :param least_response: correlation peak below which a shift is not believed and counts as none.
    """

    symptom = Symptom.PICTURE_SHAKES
    term = "画面抖动"
    unit = "‰ of width"
    method = "phase correlation of successive pictures"

    limit: float = 7.7
    least_response: float = 0.04

    def score(self, sample: Sample) -> float | None:
        views = sample.small_luma
        if len(views) < 4:
            return None
        window = cv2.createHanningWindow(views[0].shape[::-1], cv2.CV_32F)
        shifts = [self._shift(one, other, window) for one, other in pairwise(views)]
        changes = np.hypot(*np.diff(np.array(shifts), axis=0).T)
        return float(1000 * np.median(changes) / views[0].shape[1])

    def _shift(self, one: Picture, other: Picture, window: Any) -> tuple[float, float]:
        """Pixels across and down."""
        shift, response = cv2.phaseCorrelate(one.astype(np.float32), other.astype(np.float32), window)
        return (shift[0], shift[1]) if response >= self.least_response else (0.0, 0.0)
