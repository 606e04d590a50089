"""Phases of a city file against its teams and its inventory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from camproof.domain.documents import InputErrors
from camproof.simulator.inputs import City, open_city

PLANNED = "code,longitude,latitude,phase\nA,118.1,32.0,0\nB,118.11,32.0,1\nC,118.12,32.0,7\nD,118.13,32.0,7\n"

Open = Callable[[str], City]


@pytest.fixture
def opened(tmp_path: Path) -> Open:
    def open_(text: str) -> City:
        (tmp_path / "planned.csv").write_text(PLANNED, encoding="utf-8")
        path = tmp_path / "a.city.yaml"
        path.write_text("city: A\n" + text, encoding="utf-8")
        return open_city(path)

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
def test_planned_cameras_that_are_played_are_counted(opened: Open, phases: str) -> None:
    city = opened("cameras: {inventory: planned.csv}\n" + phases)
    assert len(city.inventory) == 4
    assert any(note.startswith("3 cameras are planned for later phases") for note in city.notes)
    assert not any("planned" in note for note in opened("cameras: {count: 40}\n").notes)
