"""The figures of the quality of decoded pictures."""

from __future__ import annotations

from camproof.media.probe.figures import Figure
from camproof.media.probe.quality import QualityReport, SymptomCount

__all__ = ["quality_notes", "quality_rows"]

_GROUP = "quality"


def quality_rows(report: QualityReport) -> list[Figure]:
    """What the detectors said; nothing where no sample was taken."""
    if not report.samples:
        return []
    why = ", ".join(f"{reason}: {count}" for reason, count in report.failed)
    rows = [
        Figure(_GROUP, "samples", "samples looked at", report.samples),
        Figure(
            _GROUP,
            "undiagnosed_samples",
            "not diagnosed",
            report.undiagnosed,
            bad=report.undiagnosed > 0,
        ),
        Figure(_GROUP, "undiagnosed_why", "not diagnosed", why or None),
    ]
    for symptom in report.symptoms:
        rows += _symptom(symptom)
    untold = ", ".join(each.symptom for each in report.symptoms if not each.told)
    return [*rows, Figure(_GROUP, "untold", "could not tell", untold or None)]


def quality_notes(report: QualityReport) -> list[str]:
    """What a reader should know of it, in sentences."""
    if report.nothing:
        return [f"no picture was looked at for faults: {report.nothing}"]
    return [f"a sample was not diagnosed: {report.detail.rstrip('.')}"] if report.detail else []


def _symptom(count: SymptomCount) -> list[Figure]:
    """Found in so many of those that could tell, worst score and limit; no line where none could."""
    name, label, bad = count.symptom.replace("-", "_"), f"{count.symptom} {count.term}", count.found > 0
    found = count.found if count.told else None
    limit = count.limit if count.told else None
    return [
        Figure(_GROUP, f"{name}_samples", label, found, bad=bad),
        Figure(_GROUP, f"{name}_told_samples", label, count.told or None, glue=" of "),
        Figure(_GROUP, f"{name}_worst", label, _rounded(count.worst), part="worst"),
        Figure(_GROUP, f"{name}_limit", label, limit, count.unit, part="limit"),
        Figure(_GROUP, f"{name}_first_s", "  first seen after", _rounded(count.first_s), "s", bad=bad),
    ]


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
