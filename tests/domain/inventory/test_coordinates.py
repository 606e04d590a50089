from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.inventory.coordinates import Position, find_misplaced, read_position


@pytest.mark.parametrize(
    ("longitude", "latitude", "expected"),
    [
        ("-2.284777", "53.464515", (-2.284777, 53.464515)),
        ("118,37", "+31,35", (118.37, 31.35)),
        ("180", "-90", (180, -90)),
    ],
)
def test_reads(longitude: str, latitude: str, expected: tuple[float, float]) -> None:
    position = read_position(longitude, latitude)
    assert (position.longitude, position.latitude) == expected
    assert not position.what


@pytest.mark.parametrize(
    ("longitude", "latitude", "field", "what", "suggestion"),
    [
        ("", "", "longitude", "the camera has no coordinates", ""),
        ("118.3", "", "latitude", "there is a longitude but no latitude", ""),
        ("", "31.3", "longitude", "there is a latitude but no longitude", ""),
        ("x", "31.3", "longitude", "'x' is no number of degrees", "write degrees such as 118.376451"),
        (
            "118.3",
            "31°21'",
            "latitude",
            '"31°21\'" is no number of degrees',
            "write degrees such as 118.376451",
        ),
        ("nan", "inf", "longitude", "'nan' is no number of degrees", "write degrees such as 118.376451"),
        ("31.35", "118.37", "latitude", "latitude 118.37 is more than 90 degrees", "the two look swapped"),
        ("118.3", "95", "latitude", "latitude 95 is more than 90 degrees", ""),
        ("190", "31", "longitude", "longitude 190 is more than 180 degrees", ""),
        ("0", "0.0", "longitude", "0, 0 is no place of a camera", ""),
    ],
)
def test_what_cannot_be_right(longitude: str, latitude: str, field: str, what: str, suggestion: str) -> None:
    assert read_position(longitude, latitude) == Position(None, None, field, what, suggestion)


def test_swapped_ones_stand_out_among_the_others() -> None:
    crowd = [Position(-2.28 + n / 100, 53.46) for n in range(6)]
    swapped, lost = Position(53.46, -2.28), Position(-60.0, 10.0)
    wrong = find_misplaced([*crowd, swapped, lost, Position(what="none")])
    assert list(wrong) == [6]
    assert wrong[6].suggestion == "the two look swapped"
    assert find_misplaced([crowd[0], swapped]) == {}


@given(st.text(max_size=20), st.text(max_size=20))
def test_any_text_gives_a_position_or_a_reason(longitude: str, latitude: str) -> None:
    position = read_position(longitude, latitude)
    assert (position.longitude is None) == (position.latitude is None) == bool(position.what)
