"""Brightness (过亮, 过暗)."""

from __future__ import annotations

from dataclasses import dataclass

from camproof.media.diagnosis.detectors.base import Detector, median_over
from camproof.media.diagnosis.sample import Picture, Sample
from camproof.verdicts.finding import Symptom

__all__ = ["TooBright", "TooDark"]


@dataclass(frozen=True, slots=True)
class TooBright(Detector):
    """Mean luma."""

    symptom = Symptom.PICTURE_TOO_BRIGHT
    term = "过亮"
    unit = "levels"
    method = "mean luma"

    limit: float = 143.0

    def score(self, sample: Sample) -> float:
        return median_over(sample.small_luma, _mean)


@dataclass(frozen=True, slots=True)
class TooDark(Detector):
    """How far mean luma lies below white."""

    symptom = Symptom.PICTURE_TOO_DARK
    term = "过暗"
    unit = "levels below white"
    method = "mean luma"

    limit: float = 211.0

    def score(self, sample: Sample) -> float:
        return 255 - median_over(sample.small_luma, _mean)


def _mean(luma: Picture) -> float:
    return float(luma.mean())
