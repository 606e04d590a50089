"""Every command about a city shows the same notes on its files."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

CITY = """\
city: Small
cameras: {inventory: cctv.csv}
period: 2 days
goals: []
traffic: {service: {keepalive: 3 s}, licences: 100}
phases: [{name: "2027", add: 5}]
"""
TOLD = (
    "SIP servers, group 1: keepalives and registrations of 24 cameras take 120 %",
    "no column gives the vendor: every camera has the vendor 'any'",
)
SHORT = ("--jobs", "1", "--replications", "2", "--output", "out", "-q")
PAGES = {"run", "compare", "plan", "sensitivity"}


@pytest.fixture
def city(tmp_path: Path) -> Path:
    rows = "".join(f"C{row},118.{row},32.0\n" for row in range(10, 34))
    (tmp_path / "cctv.csv").write_text(f"code,longitude,latitude\n{rows}", encoding="utf-8")
    path = tmp_path / "small.city.yaml"
    path.write_text(CITY, encoding="utf-8")
    return path


@pytest.mark.parametrize("command", ["check", "run", "compare", "plan", "sensitivity", "storm", "emergency"])
def test_every_command_shows_the_same_notes(call, city: Path, tmp_path: Path, command: str) -> None:
    words = [str(city)] * (2 if command == "compare" else 1)
    code, said = call("city", command, *words, *(SHORT if command in PAGES else ()))
    assert code == 0
    told = " ".join(said.split())
    assert [f"Note: {note}" in told for note in TOLD] == [True] * len(TOLD)
    if command in PAGES:
        page = (tmp_path / "out" / "report.html").read_text("utf-8").replace("&#39;", "'")
        assert all(note in page for note in TOLD)


def test_a_plan_tells_what_servers_have_to_do_in_each_phase(call, city: Path) -> None:
    _, said = call("city", "plan", str(city), *SHORT)
    assert "Note: 2027: SIP servers, group 1: keepalives and registrations of 29 cameras" in said


def test_planned_cameras_are_left_out_unless_they_are_wanted(call, city: Path, tmp_path: Path) -> None:
    rows = (tmp_path / "cctv.csv").read_text("utf-8").splitlines()
    marked = [f"{row},{'phase' if not at else int(at > 20)}" for at, row in enumerate(rows)]
    (tmp_path / "cctv.csv").write_text("\n".join(marked), encoding="utf-8")
    _, said = call("city", "check", str(city))
    assert "24 rows, 20 cameras, 4 of later phases, 0 left out" in said
    assert "4 cameras are planned for later phases, and not part of today's city" in said
    _, said = call("city", "check", str(city), "--with-planned")
    assert "24 rows, 24 cameras, 0 left out" in said
    for words, cameras in (((), 20), (("--with-planned",), 24)):
        call("city", "run", str(city), *SHORT, *words)
        result = json.loads((tmp_path / "out" / "result.json").read_text("utf-8"))
        assert result["cameras"] == cameras
        command = json.loads((tmp_path / "out" / "run.json").read_text("utf-8"))["command"]
        assert command.endswith("--with-planned") == bool(words)
    _, said = call("city", "plan", str(city), *SHORT)
    assert re.search(r"cameras +20 +29", said)
    told = "Note: 4 cameras are planned, and stand from the phases on that the inventory names"
    assert told in " ".join(said.split())


def _with_columns(cells: dict[str, list[str]], tmp_path: Path) -> None:
    rows = (tmp_path / "cctv.csv").read_text("utf-8").splitlines()
    table = [row.split(",") for row in rows]
    for name, column in cells.items():
        for row, cell in zip(table, [name, *column], strict=True):
            row.append(cell)
    (tmp_path / "cctv.csv").write_text("\n".join(map(",".join, table)), encoding="utf-8")


def test_a_plan_may_begin_with_nothing(call, city: Path, tmp_path: Path) -> None:
    _with_columns({"phase": ["1"] * 24}, tmp_path)
    code, said = call("city", "plan", str(city), *SHORT)
    assert code == 0
    assert re.search(r"cameras +0 +29", said)
    code, said = call("city", "check", str(city))
    assert (code, "every camera is planned for a later phase" in " ".join(said.split())) == (2, True)


@pytest.mark.parametrize("command", ["storm", "emergency"])
def test_a_district_whose_cameras_are_all_planned_is_no_place_for_an_event(
    call, city: Path, tmp_path: Path, command: str
) -> None:
    west = ["west"] * 4 + ["east"] * 20
    _with_columns({"district": west, "phase": [str(int(each == "west")) for each in west]}, tmp_path)
    code, said = call("city", command, str(city), "--district", "west")
    assert code == 2
    assert "no camera of 'west' stands today" in " ".join(said.split())
    assert call("city", command, str(city), "--district", "west", "--with-planned")[0] == 0


def test_a_check_tells_the_load_of_sip_servers_that_keep_up(call, city: Path) -> None:
    city.write_text(CITY.replace("keepalive: 3 s", "keepalive: 1 s"), encoding="utf-8")
    _, said = call("city", "check", str(city))
    assert "SIP servers: 1 group; keepalives and registrations take 40.0 % of their time" in said
    assert "Note: SIP servers" not in said


@pytest.mark.parametrize("command", ["check", "run", "compare", "plan", "sensitivity", "storm", "emergency"])
def test_a_seed_has_63_bits(call, city: Path, command: str) -> None:
    words = [str(city)] * (2 if command == "compare" else 1)
    code, said = call("city", command, *words, "--seed", str(2**63))
    assert code == 2
    assert f"{2**63} is too large" in " ".join(said.split())
