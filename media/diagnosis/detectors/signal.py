"""Signal picture (视频丢失): the encoder lost its sensor and sends blue or black, perhaps with its text."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["SignalLost"]


@dataclass(frozen=True, slots=True)
class SignalLost(Detector):
    """Share of pixels that all have one signal colour.

    :param blue_lead: how far blue lies above green and red in a blue signal picture, levels.
    :param black_below: luma of a black one, levels.
    :param near: how far a pixel may be from the common colour, levels.
    """

    symptom = Symptom.SIGNAL_LOST
    term = "视频丢失"
    unit = "% of pixels"
    method = "one signal colour all over"

    limit: float = 47.0
    blue_lead: int = 60
    black_below: int = 24
    near: int = 12

    def score(self, sample: Sample) -> float:
        return median_over(sample.tiny, self._share)

    def _share(self, picture: Picture) -> float:
        pixels = picture.reshape(-1, 3).astype(np.int16)
        colour = np.median(pixels, axis=0)
        blue, others, brightest = float(colour[0]), float(colour[1:].max()), float(colour.max())
        if blue - others < self.blue_lead and brightest >= self.black_below:
            return 0.0
        alike = np.abs(pixels - colour).max(axis=1) <= self.near
        return 100 * float(alike.mean())
