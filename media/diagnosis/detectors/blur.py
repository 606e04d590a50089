"""Blur (清晰度异常): how soft the sharpest edges are."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["Blur"]

_WIDEST_PX = 20.0


@dataclass(frozen=True, slots=True)
class Blur(Detector):
    """Deviation of the Gaussian that would have softened the sharpest strong edges, in pixels.

    Blurring an edge of deviation s once more by ``again_px`` lowers its gradient by
    R = sqrt(s^2 + again^2) / s, so s = again / sqrt(R^2 - 1) (the idea of Zhuo and Sim 2011). Contrast and
    content cancel out. Edges are the ``edges`` share of pixels with the largest gradient after blurring.

    :param sharpest: share of the edges that must be this sharp.
    :param least_step: gradient below which a picture has no edge to judge, levels per pixel.
    """

    symptom = Symptom.PICTURE_BLURRED
    term = "清晰度异常"
    unit = "px"
    method = "width of the sharpest edges"

    limit: float = 1.95
    again_px: float = 1.5
    edges: float = 0.02
    sharpest: float = 0.25
    least_step: float = 1.5

    def score(self, sample: Sample) -> float | None:
        score = self._width(sample.first_luma[0])
        return None if score < 0 else score

    def _width(self, luma: Picture) -> float:
        """Deviation in pixels; -1 where there are no edges."""
        softer = cv2.GaussianBlur(luma, (0, 0), self.again_px)
        before, after = _gradient(cv2.GaussianBlur(luma, (3, 3), 0.5)), _gradient(softer)
        strong = np.nonzero(
            after >= max(self.least_step, float(np.quantile(after[::4, ::4], 1 - self.edges)))
        )
        if not strong[0].size:
            return -1.0
        ratios = before[strong] / after[strong]
        ratio = float(np.quantile(ratios, 1 - self.sharpest))
        return min(_WIDEST_PX, self.again_px / sqrt(max(ratio * ratio - 1, 1e-6)))


def _gradient(luma: NDArray[Any]) -> NDArray[np.float32]:
    """Levels per pixel."""
    across = cv2.Sobel(luma, cv2.CV_32F, 1, 0, ksize=3, scale=1 / 8)
    down = cv2.Sobel(luma, cv2.CV_32F, 0, 1, ksize=3, scale=1 / 8)
    return np.asarray(cv2.magnitude(across, down), dtype=np.float32)
