"""`camproof city sensitivity`, `plan` and `check`."""

from __future__ import annotations

import csv
import sys
from pathlib import Path

import pytest

from camproof.simulator.answers import inputs_of

CITY = """\
city: Small
cameras: {count: 40, districts: 2}
period: 2 years
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
    code, said = call(
        "city", "plan", str(small), "--replications", "2", "--jobs", "1", "-q", "--output", str(out)
    )
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


@pytest.mark.parametrize("command", ["plan", "sensitivity"])
def test_studies_are_played_where_the_options_of_a_run_say(small: Path, call, command: str) -> None:
    code, said = call("city", command, str(small), "--scheduler", "tcp://127.0.0.1:1")
    assert (code, "--engine dask" in said) == (2, True)
    code, said = call("city", command, "--help")
    assert all(option in said for option in ("--jobs", "--engine", "--scheduler", "--seed", "--output"))


def test_sensitivity_tells_what_moves_and_what_does_not(
    small: Path, tmp_path: Path, call, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On a few of the inputs; ``tests/simulator/answers`` plays all."""
    wanted = {"failures, camera, life: mean h", "costs: truck roll", "coverage: default range m"}
    monkeypatch.setattr(
        sys.modules["camproof.simulator.answers.sensitivity"],
        "inputs_of",
        lambda spec: tuple(each for each in inputs_of(spec) if each.title in wanted),
    )
    out = tmp_path / "moves"
    code, said = call(
        "city", "sensitivity", str(small), "--replications", "2", "--jobs", "1", "-q", "--output", str(out)
    )
    assert code == 0
    assert "Of 3 inputs 2 move some answer, 1 none" in said
    assert "Note: no inventory: 40 cameras are made up from seed 1" in said
    rows = rows_of(out / "sensitivity.csv")
    assert {row["input"] for row in rows} == wanted
    assert [row["input"] for row in rows if row["why_still"]] == ["coverage: default range m"]
    page = (out / "report.html").read_text("utf-8")
    assert "Inputs that move nothing here" in page
    assert "<li>no inventory: 40 cameras are made up from seed 1</li>" in page


def test_a_check_lists_what_was_found(small: Path, tmp_path: Path, call) -> None:
    code, said = call("city", "check", str(small), "--picture", str(tmp_path / "network.svg"))
    assert code == 0
    assert "40 cameras" in said
    assert (tmp_path / "network.svg").read_text("utf-8").startswith("<svg")
