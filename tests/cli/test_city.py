"""`camproof city storm` and `camproof city calibrate`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from camproof.cli.app import app
from camproof.domain.errors import InputError
from camproof.scenarios.ready import ready_scenario

CITY = "city: Small\ncameras: {count: 300, districts: 2}\n"


@pytest.fixture
def city(tmp_path: Path) -> Path:
    path = tmp_path / "small.city.yaml"
    path.write_text(CITY)
    return path


def run(*words: object) -> str:
    done = CliRunner().invoke(app, [str(word) for word in words], env={"COLUMNS": "100"})
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    assert done.exit_code == 0, done.output
    return done.output


def test_a_storm_is_told_and_written(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "cut.scenario.yaml"
    told = run("city", "storm", city, "--lasts", "5 min", "--cameras", 10, "--out", out)
    assert "99 % back after the power" in told
    assert f"Scenario: {out}" in told
    scenario = ready_scenario(out)
    assert sum(group.count for group in scenario.cameras if group.name != "bystanders") == 10
    assert any(target.predicted is not None for phase in scenario.phases for target in phase.targets)


def test_cameras_that_boot_slowly_have_a_scenario_too(city: Path, tmp_path: Path) -> None:
    city.write_text(CITY + "traffic: {service: {boot: 15 min}}\n")
    out = tmp_path / "slow.scenario.yaml"
    run("city", "storm", city, "--lasts", "5 min", "--cameras", 4, "--out", out)
    assert ready_scenario(out).name


def test_the_written_storm_runs_in_the_model(city: Path, tmp_path: Path) -> None:
    out = tmp_path / "cut.scenario.yaml"
    run("city", "storm", city, "--lasts", "5 min", "--cameras", 10, "--out", out)
    told = run("run", out, "--loop", "mil", "--out", tmp_path / "runs", "-q")
    assert "predicted" in told
    result = json.loads((tmp_path / "runs" / "latest" / "result.json").read_text())
    assert result["loop"] == "mil"


def test_a_district(city: Path) -> None:
    assert "Power cut of district" in run("city", "storm", city, "--district", "district 1")
    both = run("city", "storm", city, "--feeder", 0, "--district", "district 1")
    assert "Power cut of feeder 0, district" in both


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--feeder", 0, "--feeder", 0, "--substation", 2], "it is of one feeder"),
        (["--substation", 2], "needs as many"),
        (["--feeder", "999"], "there is no feeder 999"),
        (["--district", "distrct 1"], "'distrct 1' is no district"),
        (["--lasts", "0 s"], "takes nobody's power"),
        (["--out", "cut.txt"], "no name of a YAML"),
    ],
)
def test_what_cannot_be(words: list[str], said: str, city: Path) -> None:
    with pytest.raises(InputError, match=said):
        run("city", "storm", city, *words)


def test_no_wall_clock_and_no_pictures_in_the_model() -> None:
    file = "scenarios/library/power-cut-city.scenario.yaml"
    with pytest.raises(InputError, match="no clock on the wall"):
        run("run", file, "--loop", "mil", "--clock", "wall")
    with pytest.raises(InputError, match="no pictures"):
        run("run", file, "--loop", "mil", "--stamp", "picture")
    with pytest.raises(InputError, match="service times are for the model"):
        run("run", file, "--loop", "sil", "--calibration", "x.yaml")


def test_calibration_names_what_it_cannot_find(tmp_path: Path) -> None:
    run("run", "scenarios/library/power-cut-city.scenario.yaml", "--loop", "mil", "--out", tmp_path, "-q")
    told = run("city", "calibrate", tmp_path / "latest")
    assert "# register: not found: a model measures nothing" in told
    out = tmp_path / "service.yaml"
    assert f"Service times: {out}" in run("city", "calibrate", tmp_path / "latest", "--out", out)
    assert out.read_text() == told


def test_an_emergency_tells_what_gives_way(city: Path) -> None:
    city.write_text(CITY + "traffic: {licences: 1000, viewers: 0, media-server-rate: 4 Gbit/s}\n")
    told = run("city", "emergency", city)
    assert "500 operators × 16 streams within 120 s" in told
    assert "Refused for want of a licence  7000" in told
    assert "licences after 1" in told
    few = run("city", "emergency", city, "--operators", 2, "--streams", 4, "--district", "district 1")
    assert "At their full rate             8 (100.0 %)" in few
    with pytest.raises(InputError, match="'distrct' is no district"):
        run("city", "emergency", city, "--district", "distrct")
    with pytest.raises(InputError, match="no emergency of the city"):
        run("city", "emergency", city, "--name", "flood")
