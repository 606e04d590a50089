"""Measurements, requirements and honest verdicts, and the journal that keeps them."""

from camproof.verdicts.errors import (
    CatalogueError,
    JournalCorruptError,
    JournalError,
    JournalInUseError,
    MeasurementError,
    RunFolderError,
    UnknownRequirementError,
    VerdictsError,
)
from camproof.verdicts.finding import Finding, Symptom
from camproof.verdicts.limit import OPS, Limit, Op
from camproof.verdicts.measurement import Measurement, MeasurementSpec, Window
from camproof.verdicts.outcome import Outcome, worst
from camproof.verdicts.requirement import CAMERA_CLASSES, Requirement
from camproof.verdicts.verdict import Verdict, judge, unjudged

__all__ = [
    "CAMERA_CLASSES",
    "OPS",
    "CatalogueError",
    "Finding",
    "JournalCorruptError",
    "JournalError",
    "JournalInUseError",
    "Limit",
    "Measurement",
    "MeasurementError",
    "MeasurementSpec",
    "Op",
    "Outcome",
    "Requirement",
    "RunFolderError",
    "Symptom",
    "UnknownRequirementError",
    "Verdict",
    "VerdictsError",
    "Window",
    "judge",
    "unjudged",
    "worst",
]
