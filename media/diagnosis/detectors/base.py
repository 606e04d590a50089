"""What all detectors share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, ClassVar, TypeVar

from camproof.media.diagnosis.sample import Sample
from camproof.verdicts.finding import Finding, Symptom

__all__ = ["Detector", "Reading", "median_over"]

_LOOKED_AT = 3
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """What one detector says of one sample.

    :param score: in ``unit``, the higher the worse; None where the sample cannot tell.
    :param limit: a score above it is a fault.
    """

    symptom: Symptom
    score: float | None
    limit: float
    unit: str
    method: str

    @property
    def found(self) -> bool | None:
        """Whether the fault is there; None where the sample cannot tell, which is no pass."""
        return None if self.score is None else self.score > self.limit

    def finding(self, subject: str, from_s: float, detected_s: float) -> Finding | None:
        """The finding, if there is one.

        :param subject: 20-digit code of the camera.
        :param from_s, detected_s: scenario time of the sample's first picture and of its diagnosis.
        """
        if not self.found:
            return None
        detail = f"{self.score:.1f} {self.unit}, limit {self.limit:g}"
        return Finding(self.symptom, subject, from_s, None, detected_s, self.method, detail)


@dataclass(frozen=True, slots=True)
class Detector:
    """A detector with its thresholds; subclasses say how to score.

    :param limit: a score above it is a fault.
    """

    symptom: ClassVar[Symptom]
    term: ClassVar[str]
    unit: ClassVar[str]
    method: ClassVar[str]

    limit: float

    def score(self, sample: Sample) -> float | None:
        """The score in ``unit``, the higher the worse; None where the sample cannot tell."""
        raise NotImplementedError

    def read(self, sample: Sample) -> Reading:
        """Judge a sample."""
        return Reading(self.symptom, self.score(sample), self.limit, self.unit, self.method)

    def as_dict(self) -> dict[str, Any]:
        """Name and thresholds, for tables."""
        return {"symptom": str(self.symptom), "limit": self.limit, "unit": self.unit}


def median_over(views: Sequence[T], score: Callable[[T], float]) -> float:
    """The median score of at most three views spread over the sample."""
    last = len(views) - 1
    places = sorted({round(last * part / (_LOOKED_AT - 1)) for part in range(_LOOKED_AT)})
    return float(median(score(views[place]) for place in places))
