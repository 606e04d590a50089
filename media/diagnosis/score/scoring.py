"""Detection and false-alarm rates on the scoring part."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from camproof.media.diagnosis.detectors.base import Detector
from camproof.media.diagnosis.detectors.catalogue import DETECTORS
from camproof.media.diagnosis.faults.catalogue import FAULTS
from camproof.media.diagnosis.faults.model import PictureFault
from camproof.media.diagnosis.score.material import materials
from camproof.media.diagnosis.score.trial import Observation, clean_trials, fault_trials
from camproof.verdicts.statistics import wilson_interval

__all__ = ["CleanRate", "DetectionRate", "Rate", "Scores", "score"]

DRAWN, FILE = "drawn", "file"


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of samples.

    :param n: samples; what a detector could not tell counts as not detected.
    """

    found: int
    n: int

    @property
    def share(self) -> float:
        """0..1."""
        return self.found / self.n

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's interval, 95 %. Samples of one clip are alike, so the truth is wider."""
        return wilson_interval(self.found, self.n)

    def as_dict(self) -> dict[str, Any]:
        low, high = self.interval
        return {"found": self.found, "n": self.n, "share": self.share, "low": low, "high": high}


@dataclass(frozen=True, slots=True)
class DetectionRate:
    """How often a fault of one strength is found, by kind of material (drawn, file)."""

    fault: PictureFault
    strength: float
    rates: dict[str, Rate]


@dataclass(frozen=True, slots=True)
class CleanRate:
    """How often a detector cries over clean pictures, by condition, and how often it could not tell."""

    detector: Detector
    rates: dict[str, Rate]
    untold: int


@dataclass(frozen=True, slots=True)
class Scores:
    """How often each fault is seen, and how often a detector is wrong on clean pictures."""

    detection: tuple[DetectionRate, ...]
    clean: tuple[CleanRate, ...]


def score(video: Path | None, progress: Callable[[str], None]) -> Scores:
    """Score all faults and detectors on the scoring part: drawn scenes, and a user's video if given."""
    clean: list[Observation] = []
    faulty: list[Observation] = []
    by_symptom = {detector.symptom: detector for detector in DETECTORS}
    for material in materials("scoring", video):
        progress(f"scoring {material.condition} {material.seed}")
        clean += clean_trials(material, DETECTORS)
        for fault in FAULTS if material.faults else ():
            for strength in fault.strengths:
                faulty += fault_trials(material, fault, strength, by_symptom[fault.symptom])
    detection = tuple(
        DetectionRate(fault, strength, _detected(faulty, fault, strength))
        for fault in FAULTS
        for strength in fault.strengths
    )
    return Scores(detection, tuple(_clean(clean, detector) for detector in DETECTORS))


def _detected(seen: Iterable[Observation], fault: PictureFault, strength: float) -> dict[str, Rate]:
    own = [one for one in seen if one.fault == fault.id and one.strength == strength]
    kinds = {
        DRAWN: [one for one in own if one.condition != FILE],
        FILE: [one for one in own if one.condition == FILE],
    }
    return {kind: _rate(ones) for kind, ones in kinds.items() if ones}


def _clean(seen: Iterable[Observation], detector: Detector) -> CleanRate:
    own = [one for one in seen if one.detector == detector]
    told = [one for one in own if one.found is not None]
    conditions = dict.fromkeys(one.condition for one in told)
    rates = {name: _rate([one for one in told if one.condition == name]) for name in conditions}
    return CleanRate(detector, rates, len(own) - len(told))


def _rate(ones: list[Observation]) -> Rate:
    return Rate(sum(bool(one.found) for one in ones), len(ones))
