"""What is noted of a city's files."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.simulator.inputs import City, open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import notes_of, places_of

ODD_CAMERAS, ODD_PLACES = 50, 12


@pytest.fixture
def city(tmp_path: Path) -> City:
    """Thirty cameras and fifty rows without a position; a dozen places at one point; slow SIP servers."""
    good = "".join(f"C{row},118.{row},32.0\n" for row in range(10, 40))
    gone = "".join(f"X{row},,\n" for row in range(ODD_CAMERAS))
    (tmp_path / "cctv.csv").write_text(f"code,longitude,latitude\n{good}{gone}", encoding="utf-8")
    places = "".join(f"p{row},118.2,32.0\n" for row in range(ODD_PLACES))
    (tmp_path / "places.csv").write_text(f"name,longitude,latitude\n{places}", encoding="utf-8")
    path = tmp_path / "odd.city.yaml"
    path.write_text(
        "city: Odd\n"
        "cameras: {inventory: cctv.csv, bad-rows: leave out}\n"
        "coverage: {places: places.csv}\n"
        "traffic: {service: {keepalive: 3 s}}\n",
        encoding="utf-8",
    )
    return open_city(path)


def noted(city: City, most: int | None = 40) -> tuple[str, ...]:
    network = lay_out(city.inventory, city.spec.rules, city.spec.explicit)
    return notes_of(city, network, places_of(city.spec, city.inventory), most)


def test_the_weightiest_stand_first(city: City) -> None:
    first, second, *_ = noted(city)
    assert first.startswith("SIP servers, group 1: keepalives and registrations of 30 cameras take 150 %")
    assert second == "50 of 80 rows of the inventory were left out"


def test_what_is_assumed_of_cameras_and_places_is_noted_once(city: City) -> None:
    found = noted(city)
    assert sum("all around" in note for note in found) == 1
    assert "12 places have the very same coordinates; is that meant?" in found
    assert "no buildings are given: nothing stands in the way of a camera" in found
    assert len(set(found)) == len(found)


def test_of_many_odd_rows_the_first_are_named_and_the_others_counted(city: City) -> None:
    found = noted(city)
    assert sum("no coordinates" in note for note in found) == 40
    assert "10 more rows of the inventory are odd: camproof city check names them all" in found
    every = noted(city, most=None)
    assert sum("no coordinates" in note for note in every) == ODD_CAMERAS
    assert not any("more rows" in note for note in every)


def test_without_places_nothing_is_said_of_them(city: City) -> None:
    network = lay_out(city.inventory, city.spec.rules, city.spec.explicit)
    assert not any("buildings" in note or "coordinates;" in note for note in notes_of(city, network, None))
