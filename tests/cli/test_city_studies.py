"""`camproof city sensitivity`, `plan` and `check`."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

CITY = """\
city: Small
cameras: {count: 40, districts: 2}
period: 30 days
emergencies: []
"""
PHASES = "phases:\n  - {name: '2027', add: 5}\n"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.city.yaml"
    path.write_text(CITY + PHASES, encoding="utf-8")
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_a_plan_tells_each_phase(small: Path, tmp_path: Path, call) -> None:
    out = tmp_path / "plan"
    code, said = call("city", "plan", str(small), "--replications", "2", "--quiet", "--output", str(out))
    assert code == 0
    rates = [
        row for row in rows_of(out / "plan.csv") if row["measure"] == "networking rate" and not row["class"]
    ]
    assert [(row["phase"], row["cameras"]) for row in rates] == [("today", "40"), ("2027", "45")]
    assert "2027" in said
    page = (out / "report.html").read_text("utf-8")
    assert "camproof city plan" in page
    assert "<script" not in page


def test_a_city_without_phases_has_no_plan(small: Path, call) -> None:
    small.write_text(CITY, encoding="utf-8")
    code, said = call("city", "plan", str(small))
    assert code == 2
    assert "the city has no phases" in said


def test_sensitivity_names_every_input(small: Path, tmp_path: Path, call) -> None:
    out = tmp_path / "moves"
    code, _ = call("city", "sensitivity", str(small), "--replications", "2", "--quiet", "--output", str(out))
    assert code == 0
    rows = rows_of(out / "sensitivity.csv")
    assert {"failures, camera, life: mean h", "costs: truck roll"} <= {row["input"] for row in rows}
    still = [row for row in rows if row["why_still"]]
    assert still
    assert all(not row["measure"] for row in still)
    page = (out / "report.html").read_text("utf-8")
    assert "Inputs that move nothing here" in page


def test_a_check_lists_what_was_found(small: Path, tmp_path: Path, call) -> None:
    code, said = call("city", "check", str(small), "--picture", str(tmp_path / "network.svg"))
    assert code == 0
    assert "40 cameras" in said
    assert (tmp_path / "network.svg").read_text("utf-8").startswith("<svg")
