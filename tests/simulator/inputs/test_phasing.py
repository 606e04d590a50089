"""Phases of a city file against its teams and its inventory."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import pytest

from camproof.domain.documents import InputErrors
from camproof.domain.errors import InputError
from camproof.simulator.answers import inputs_of
from camproof.simulator.inputs import City, open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Builder

PLANNED = "code,longitude,latitude,phase\nA,118.1,32.0,0\nB,118.11,32.0,1\nC,118.12,32.0,7\nD,118.13,32.0,7\n"


class Open(Protocol):
    def __call__(self, text: str, *, with_planned: bool = ...) -> City: ...


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def open_(text: str, *, with_planned: bool = False) -> City:
        (tmp_path / "planned.csv").write_text(PLANNED, encoding="utf-8")
        path = tmp_path / "a.city.yaml"
        path.write_text("city: A\n" + text, encoding="utf-8")
        return open_city(path, with_planned=with_planned)

    return open_


@pytest.mark.parametrize("teams", ["", "crews: [{name: crews, count: 3}, {name: night, count: 1}]\n"])
def test_a_phase_that_names_no_team_is_refused(opened: Open, teams: str) -> None:
    phases = "phases:\n  - {add: 1, crews: {crews: 5}}\n  - {add: 1, crews: {krews: 40}}\n"
    with pytest.raises(InputErrors) as found:
        opened("cameras: {count: 40}\n" + teams + phases)
    (error,) = found.value.errors
    assert (error.field, error.line) == ("phases.1.crews.krews", 5 + teams.count("\n"))
    assert "no team is called 'krews'" in str(error)
    assert "did you mean 'crews'?" in str(error)


def test_cameras_of_a_phase_that_the_file_has_not_are_named(opened: Open) -> None:
    with pytest.raises(InputErrors) as found:
        opened("cameras: {inventory: planned.csv}\nphases: [{add: 1}, {add: 1}]\n")
    (error,) = found.value.errors
    assert error.file.endswith("planned.csv")
    assert "cameras come with phase 7, and the city file has 2 phases: C, D" in str(error)


@pytest.mark.parametrize("phases", ["", f"phases: [{', '.join(['{add: 1}'] * 7)}]\n"])
def test_planned_cameras_are_no_part_of_today_unless_they_are_wanted(opened: Open, phases: str) -> None:
    text = "cameras: {inventory: planned.csv}\n" + phases
    today, whole = opened(text), opened(text, with_planned=True)
    assert (today.inventory.codes, today.inventory.later) == (("A",), ("B", "C", "D"))
    assert (today.rows, today.planned, today.refused) == (4, 3, 0)
    assert (len(whole.inventory), whole.planned, whole.inventory.later) == (4, 0, ())
    assert today.notes[0].startswith("3 cameras are planned for later phases, and not part of today's city")
    assert whole.notes[0] == "3 cameras are planned for later phases, and counted as if they stood"
    assert not any("planned" in note for note in opened("cameras: {count: 40}\n").notes)


def test_crews_are_counted_for_the_cameras_of_today(opened: Open) -> None:
    text = "cameras: {inventory: planned.csv}\ncrews: [{name: day, per-cameras: 1}]\n"
    assert [opened(text, with_planned=each).spec.teams[0].count for each in (False, True)] == [1, 4]


def test_a_variant_of_a_city_has_the_same_cameras(opened: Open) -> None:
    for wanted, cameras in ((False, 1), (True, 4)):
        city = opened("cameras: {inventory: planned.csv}\n", with_planned=wanted)
        assert len(Builder(1)(city.spec).inventory) == cameras
        assert not any("planned" in each.title for each in inputs_of(city.spec))


def test_a_city_without_a_camera_today_is_refused(opened: Open, tmp_path: Path) -> None:
    (tmp_path / "later.csv").write_text("code,longitude,latitude,phase\nB,118.11,32.0,1\n", encoding="utf-8")
    text = "cameras: {inventory: later.csv}\n"
    with pytest.raises(InputErrors, match="every camera is planned for a later phase"):
        opened(text)
    assert len(opened(text, with_planned=True).inventory) == 1


def test_a_file_of_the_network_may_name_planned_cameras(opened: Open, tmp_path: Path) -> None:
    places = "code,node,feeder\nA,aggregation 1,north\nC,core 1,south\n"
    (tmp_path / "places.csv").write_text(places, encoding="utf-8")
    city = opened("cameras: {inventory: planned.csv}\nnetwork: {cameras: places.csv}\n")
    network = lay_out(city.inventory, city.spec.rules, city.spec.explicit)
    assert network.node_names is not None
    assert network.camera_node.tolist() == [network.node_names.index("aggregation 1")]
    (tmp_path / "places.csv").write_text(places.replace("C,", "E,"), encoding="utf-8")
    with pytest.raises(InputError, match="no camera of the inventory is called 'E'"):
        lay_out(city.inventory, city.spec.rules, city.spec.explicit)
