import math

import pytest

from camproof.simulator.defaults import (
    DEFAULT_MODES,
    DEFAULT_SHOCKS,
    DEFAULT_UPKEEP,
    default_spares,
    default_teams,
)
from camproof.simulator.draws import prepared
from camproof.simulator.failing import Sort, sort_of
from camproof.simulator.values import Kind, Law


def laws() -> list[tuple[str, Law]]:
    fields = ("life", "repair", "notice")
    found = [(f"{mode.name} {field}", getattr(mode, field)) for mode in DEFAULT_MODES for field in fields]
    for shock in DEFAULT_SHOCKS:
        found.extend((shock.name, law) for law in (shock.every, shock.lasts) if law is not None)
    return found


@pytest.mark.parametrize(("name", "law"), laws(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_law_is_one_and_says_where_it_is_from(name, law):
    assert prepared(law).residual_h(0.5) >= 0.0
    assert law.source.startswith("ours") or any(digit.isdigit() for digit in law.source)


def test_every_sort_of_unit_has_a_way_to_fail_and_names_are_unique():
    assert {sort_of(mode.kind) for mode in DEFAULT_MODES} == set(Sort)
    assert len({mode.name for mode in DEFAULT_MODES}) == len(DEFAULT_MODES)


def test_the_faults_of_a_camera_add_up_to_what_was_reported():
    own = {Kind.CAMERA, Kind.CAMERA_POWER, Kind.PICTURE, Kind.ACCESS_LINK}
    rate = sum(8760 / mode.life.mean_h for mode in DEFAULT_MODES if mode.kind in own and not mode.per_km)
    assert rate == pytest.approx(265 / 258)


@pytest.mark.parametrize("cameras", [1, 98, 10_000, 1_000_000])
def test_default_crews_and_shelves_serve_the_default_failures(cameras):
    (team,) = default_teams(cameras)
    assert team.count == max(1, math.ceil(cameras / 1000))
    used = {mode.spare: cameras / 50_000 for mode in DEFAULT_MODES if mode.spare}
    assert set(used) == {shelf.name for shelf in default_spares(used)}
    assert default_spares({"lens": 1.0}) == ()
    shelf = default_spares(used)[0]
    assert shelf.stock >= cameras * shelf.lead_h / 50_000
    assert not team.skills


def test_visits_come_twice_a_year():
    assert [upkeep.every_h for upkeep in DEFAULT_UPKEEP] == [4380.0]
