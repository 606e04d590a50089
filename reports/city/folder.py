"""The files of a city's result."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa

from camproof.reports.city.compared import Comparison
from camproof.reports.city.facts import CityReport
from camproof.reports.city.html import render_city_html, render_comparison_html
from camproof.reports.city.json_form import comparison_form, result_form
from camproof.reports.city.tables import (
    camera_table,
    difference_table,
    estimate_table,
    figure_table,
    issue_table,
    offline_table,
    write_csv,
    write_parquet,
)
from camproof.verdicts import RunFolder, write_text

__all__ = ["write_city", "write_comparison"]


def write_city(folder: RunFolder, report: CityReport, facts: Mapping[str, Any]) -> None:
    """The page, `result.json`, the tables, and `run.json` with all that differs between two runs of a seed.

    :param facts: for `run.json`.
    :raises RunWriteError: the disk refuses.
    """
    _write_tables(folder.path, report)
    folder.write_json(folder.result_json.name, result_form(report))
    folder.write_json(folder.run_json.name, dict(facts))
    write_text(folder.report_html, render_city_html(report))


def write_comparison(folder: RunFolder, comparison: Comparison, facts: Mapping[str, Any]) -> None:
    """The page of the comparison, its `result.json` and table, and the files of each design in a folder."""
    for name, report in (("a", comparison.first), ("b", comparison.second)):
        inner = RunFolder(folder.path / name)
        inner.path.mkdir(exist_ok=True)
        write_city(inner, report, facts)
    write_csv(difference_table(comparison.differences), folder.path / "differences.csv")
    folder.write_json(folder.result_json.name, comparison_form(comparison))
    folder.write_json(folder.run_json.name, dict(facts))
    write_text(folder.report_html, render_comparison_html(comparison))


def _write_tables(path: Path, report: CityReport) -> None:
    result = report.result
    figures = figure_table(result.rows, sorted(result.estimates))
    cameras = camera_table(result.city.inventory, result.camera_intact)
    for name, table, endings in (
        ("figures", figures, ("parquet", "csv")),
        ("estimates", estimate_table(result.estimates), ("csv",)),
        ("cameras", cameras, ("parquet", "csv")),
        ("offline_by_hour", offline_table(result), ("parquet",)),
        ("inventory-issues", issue_table(report.issues), ("csv",)),
    ):
        _write(path / name, table, endings)


def _write(stem: Path, table: pa.Table, endings: Iterable[str]) -> None:
    for ending in endings:
        path = stem.with_suffix(f".{ending}")
        write_parquet(table, path) if ending == "parquet" else write_csv(table, path)
