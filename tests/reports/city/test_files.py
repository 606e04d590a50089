from __future__ import annotations

import csv
import hashlib
import json
import math
from dataclasses import replace
from importlib import resources
from pathlib import Path

import jsonschema
import numpy as np
import pytest
from pyarrow import parquet

from camproof.reports.city import CityReport, Comparison, CoverageView, write_city, write_comparison
from camproof.reports.city.json_form import result_form
from camproof.reports.schema.city import CITY_SCHEMA, COMPARISON_SCHEMA
from camproof.simulator.answers import Key, answer_goal, estimates
from camproof.simulator.inputs import Issue
from camproof.verdicts import RunFolder
from camproof.verdicts.words import Place

NAMES = ("result.json", "figures.parquet", "figures.csv", "estimates.csv", "cameras.parquet", "cameras.csv",
         "offline_by_hour.parquet", "inventory-issues.csv", "report.html")  # fmt: skip


@pytest.fixture(scope="module")
def folder(report: CityReport, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("run")
    write_city(RunFolder(path), report, {"host": "bench"})
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def key_of(row: dict[str, str]) -> tuple[str, ...]:
    return tuple(row[name] for name in ("measure", "unit", "class", "district", "of"))


@pytest.mark.parametrize(("name", "schema"), [("city", CITY_SCHEMA), ("city-comparison", COMPARISON_SCHEMA)])
def test_the_published_schema_is_the_one_that_is_kept(name: str, schema: dict) -> None:
    text = resources.files("camproof.reports.schema").joinpath(f"{name}.schema.json").read_text("utf-8")
    assert json.loads(text) == schema
    jsonschema.Draft202012Validator.check_schema(schema)


def test_the_result_follows_its_schema_and_holds_every_figure(folder: Path, report: CityReport) -> None:
    data = json.loads((folder / "result.json").read_text("utf-8"))
    jsonschema.validate(data, CITY_SCHEMA)
    assert (data["outcome"], data["seed"], data["replications"], data["cameras"]) == ("fail", 3, 6, 220)
    figures = {
        Key(row["measure"], row["unit"], row["camera_class"], row["district"], row["of"]): row["mean"]
        for row in data["figures"]
    }
    assert figures == {key: found.mean for key, found in report.result.estimates.items()}
    goal = data["goals"][0]
    assert (goal["verdict"]["outcome"], goal["needed"]) == ("inconclusive", report.result.goals[0].needed)
    assert sum(map(sum, data["distributions"]["cameras by intact share"]["cameras"].values())) == 220


def test_coverage_follows_the_schema(report: CityReport, view: CoverageView) -> None:
    data = json.loads(json.dumps(result_form(replace(report, coverage=view)), allow_nan=False))
    jsonschema.validate(data, CITY_SCHEMA)
    assert (data["coverage"]["share"], data["coverage"]["blind_points"]) == (0.75, 1)
    assert [row["kind"] for row in data["coverage"]["kinds"]] == ["crossing", "rural"]
    assert result_form(report)["coverage"] is None


def test_a_single_replication_follows_the_schema_too(tmp_path: Path, report: CityReport) -> None:
    rows = report.result.rows[:1]
    found = estimates(rows)
    goals = tuple(answer_goal(goal, rows, found) for goal in report.result.city.spec.goals)
    alone = replace(report, result=replace(report.result, rows=rows, estimates=found, goals=goals))
    data = result_form(alone)
    jsonschema.validate(json.loads(json.dumps(data, allow_nan=False)), CITY_SCHEMA)
    assert {row["low"] for row in data["figures"]} == {None}


def test_figures_are_the_replications(folder: Path, report: CityReport) -> None:
    table = parquet.read_table(folder / "figures.parquet").to_pylist()
    intact = [row["value"] for row in table if key_of(row) == ("intact rate", "share", "", "", "")]
    assert intact == [row[Key("intact rate", "share")] for row in report.result.rows]
    plain = rows_of(folder / "figures.csv")
    assert [float(row["value"]) for row in plain] == [row["value"] for row in table]
    feeders = [row["value"] for row in table if row["measure"] == "outages" and row["of"] == "feeder"]
    assert len(feeders) == 6  # 0 where none happened


def test_means_can_be_had_from_the_figures(folder: Path) -> None:
    table = parquet.read_table(folder / "figures.parquet").to_pylist()
    sums: dict[tuple[str, ...], list[float]] = {}
    for row in table:
        sums.setdefault(key_of(row), []).append(row["value"])
    for row in rows_of(folder / "estimates.csv"):
        values = sums[key_of(row)]
        assert math.isclose(float(row["mean"]), sum(values) / len(values), abs_tol=1e-12)
        assert int(row["n"]) == len(values)


def test_cameras_add_up_to_the_rate(folder: Path, report: CityReport) -> None:
    table = parquet.read_table(folder / "cameras.parquet")
    assert table.num_rows == 220
    assert np.mean(table["intact"]) == pytest.approx(
        report.result.estimates[Key("intact rate", "share")].mean, abs=1e-6
    )
    first = rows_of(folder / "cameras.csv")[0]
    inventory = report.result.city.inventory
    assert (first["number"], first["code"]) == ("1", "camera 1")
    assert float(first["x_m"]) == pytest.approx(inventory.x_m[0], abs=0.01)
    assert float(first["longitude"]) == pytest.approx(inventory.origin[0], abs=0.1)
    assert first["district"] in inventory.districts


def test_hours_add_up_to_the_rate(folder: Path, report: CityReport) -> None:
    table = parquet.read_table(folder / "offline_by_hour.parquet")
    assert table.num_rows == 8760 * 3
    lost_h = np.sum(table["mean_offline"])
    online = report.result.estimates[Key("online rate", "share")].mean
    assert 1 - lost_h / (220 * 8760) == pytest.approx(online, abs=1e-6)


def test_every_row_that_is_odd_is_in_a_file(report: CityReport, tmp_path: Path) -> None:
    issues = tuple(
        Issue(Place("cctv.csv", line, None, "longitude"), "it is empty", "give it", refused=line % 2 == 0)
        for line in range(2, 102)
    )
    write_city(RunFolder(tmp_path), replace(report, issues=issues), {})
    rows = rows_of(tmp_path / "inventory-issues.csv")
    assert [int(row["line"]) for row in rows] == list(range(2, 102))
    assert rows[0] == {
        "file": "cctv.csv",
        "line": "2",
        "field": "longitude",
        "left_out": "true",
        "what": "it is empty",
        "suggestion": "give it",
    }


def test_one_seed_gives_the_same_bytes(folder: Path, report: CityReport, tmp_path: Path) -> None:
    write_city(RunFolder(tmp_path), report, {"host": "another"})
    for name in NAMES:
        hashes = {hashlib.sha256((each / name).read_bytes()).hexdigest() for each in (folder, tmp_path)}
        assert len(hashes) == 1, name
    assert (folder / "run.json").read_bytes() != (tmp_path / "run.json").read_bytes()


def test_a_comparison_holds_both_designs(comparison: Comparison, tmp_path: Path) -> None:
    write_comparison(RunFolder(tmp_path), comparison, {})
    data = json.loads((tmp_path / "result.json").read_text("utf-8"))
    jsonschema.validate(data, COMPARISON_SCHEMA)
    assert {path.name for path in (tmp_path / "b").iterdir()} == {*NAMES, "run.json"}
    table = rows_of(tmp_path / "differences.csv")
    whole = next(row for row in table if key_of(row) == ("intact rate", "share", "", "", ""))
    assert float(whole["second"]) - float(whole["first"]) == pytest.approx(float(whole["mean"]))
    assert whole["sure"] == "true"
