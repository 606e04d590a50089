"""Measurements, requirements and honest verdicts, and the journal that keeps them."""

from camproof.verdicts.catalogue import Catalogue, load_requirements, requirement
from camproof.verdicts.errors import (
    CatalogueError,
    JournalCorruptError,
    JournalError,
    JournalInUseError,
    MeasurementError,
    RunFolderError,
    RunWriteError,
    UnknownRequirementError,
    VerdictsError,
)
from camproof.verdicts.finding import Finding, Symptom
from camproof.verdicts.journal import Journal
from camproof.verdicts.journal_reader import Entry, JournalScan, read_journal, scan_journal, verdicts_of
from camproof.verdicts.limit import OPS, Limit, Op
from camproof.verdicts.measure import census_share, census_value, not_made, percentile_of, sampled_share
from camproof.verdicts.measurement import Measurement, MeasurementSpec, Window
from camproof.verdicts.outcome import Outcome, worst
from camproof.verdicts.requirement import CAMERA_CLASSES, Requirement
from camproof.verdicts.run_folder import RunFolder, write_json, write_text
from camproof.verdicts.statistics import percentile, percentile_interval, wilson_interval
from camproof.verdicts.verdict import Verdict, judge, unjudged

__all__ = [
    "CAMERA_CLASSES",
    "OPS",
    "Catalogue",
    "CatalogueError",
    "Entry",
    "Finding",
    "Journal",
    "JournalCorruptError",
    "JournalError",
    "JournalInUseError",
    "JournalScan",
    "Limit",
    "Measurement",
    "MeasurementError",
    "MeasurementSpec",
    "Op",
    "Outcome",
    "Requirement",
    "RunFolder",
    "RunFolderError",
    "RunWriteError",
    "Symptom",
    "UnknownRequirementError",
    "Verdict",
    "VerdictsError",
    "Window",
    "census_share",
    "census_value",
    "judge",
    "load_requirements",
    "not_made",
    "percentile",
    "percentile_interval",
    "percentile_of",
    "read_journal",
    "requirement",
    "sampled_share",
    "scan_journal",
    "unjudged",
    "verdicts_of",
    "wilson_interval",
    "worst",
    "write_json",
    "write_text",
]
