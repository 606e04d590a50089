"""Renderings of a run's result, for people and for machines."""

from camproof.reports.codec import from_json, published_schema, to_json
from camproof.reports.deviations import DeviationTally, write_deviations
from camproof.reports.errors import ResultError
from camproof.reports.html import render_html
from camproof.reports.junit import render_junit
from camproof.reports.model import (
    DeviationLine,
    EnvironmentFacts,
    FaultLine,
    FindingLine,
    LoadSample,
    OnlineSeries,
    PhaseResult,
    RunResult,
)
from camproof.reports.summary import verdict_names
from camproof.reports.terminal import finding_line, print_failures, print_result

__all__ = [
    "DeviationLine",
    "DeviationTally",
    "EnvironmentFacts",
    "FaultLine",
    "FindingLine",
    "LoadSample",
    "OnlineSeries",
    "PhaseResult",
    "ResultError",
    "RunResult",
    "finding_line",
    "from_json",
    "print_failures",
    "print_result",
    "published_schema",
    "render_html",
    "render_junit",
    "to_json",
    "verdict_names",
    "write_deviations",
]
