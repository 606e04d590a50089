"""Choosing limits, on clips that are not scored."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from pathlib import Path

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.faults.catalogue import FAULTS
from camproof.media.diagnosis.score.material import Material, materials
from camproof.media.diagnosis.score.trial import clean_trials, fault_trials
from camproof.verdicts.finding import Symptom

__all__ = ["Tuned", "best_limit", "tune"]

_FALSE_ALARM_COST = 3.0
Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Tuned:
    """A limit that was chosen, and what it was chosen from.

    :param clean_high: the highest clean score; not a number where no sample could tell.
    :param faulty_low: the lowest score with the fault at nominal strength.
    """

    detector: Detector
    limit: float
    clean: int
    faulty: int
    clean_high: float
    faulty_low: float


def tune(video: Path | None, progress: Progress) -> list[Tuned]:
    """A limit for every detector from its faults at nominal strength, on the tuning part."""
    clean: dict[Symptom, list[float]] = {detector.symptom: [] for detector in DETECTORS}
    faulty: dict[Symptom, list[float]] = {detector.symptom: [] for detector in DETECTORS}
    for material in materials("tuning", video):
        progress(f"tuning on {material.condition} {material.seed}")
        for seen in clean_trials(material, DETECTORS):
            _add(clean[seen.detector.symptom], seen.score)
        for detector in DETECTORS if material.faults else ():
            _add_faulty(faulty[detector.symptom], material, detector)
    return [_tuned(detector, clean[detector.symptom], faulty[detector.symptom]) for detector in DETECTORS]


def _add_faulty(scores: list[float], material: Material, detector: Detector) -> None:
    for fault in FAULTS:
        if fault.symptom == detector.symptom:
            for seen in fault_trials(material, fault, fault.nominal, detector):
                _add(scores, seen.score)


def _add(scores: list[float], score: float | None) -> None:
    if score is not None:
        scores.append(score)


def _tuned(detector: Detector, clean: Sequence[float], faulty: Sequence[float]) -> Tuned:
    limit = best_limit(clean, faulty) if clean and faulty else detector.limit
    high, low = max(clean, default=nan), min(faulty, default=nan)
    return Tuned(detector, limit, len(clean), len(faulty), high, low)


def best_limit(clean: Iterable[float], faulty: Iterable[float]) -> float:
    """The limit with the least cost, a false alarm being as bad as three misses (in shares); of equally
    good ones the middle of the widest gap between scores.
    """
    well, ill = sorted(clean), sorted(faulty)
    scores = sorted({*well, *ill})
    gaps = list(pairwise(scores)) or [(scores[0], scores[0])]

    def cost(gap: tuple[float, float]) -> tuple[float, float]:
        missed = sum(score <= gap[0] for score in ill) / max(1, len(ill))
        false = sum(score > gap[0] for score in well) / max(1, len(well))
        return round(missed + _FALSE_ALARM_COST * false, 9), gap[0] - gap[1]

    low, high = min(gaps, key=cost)
    return (low + high) / 2
