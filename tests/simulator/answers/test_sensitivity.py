"""Each input of a city moved alone: it moves an answer, or the reason why not is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from camproof.simulator.answers import Key, Sensitivity, changed, figures, inputs_of, sensitivity
from camproof.simulator.errors import SimulatorError
from camproof.simulator.model import Asked, Builder, City, replicate
from camproof.simulator.values import CitySpec

RATE = Key("intact rate", "share")


@pytest.fixture(scope="module")
def spec(small_city: Callable[..., City]) -> CitySpec:
    spec = small_city(60, crews=2).spec
    service = replace(spec.traffic.service, failover_s=0.0)
    emergencies = tuple(replace(each, operators=5, streams=2) for each in spec.traffic.emergencies)
    traffic = replace(spec.traffic, service=service, emergencies=emergencies)
    return replace(spec, modes=spec.modes[:1], traffic=traffic, period_h=2000.0)


@pytest.fixture(scope="module")
def rows(spec: CitySpec) -> dict[str, Sensitivity]:
    told: list[tuple[int, int, str]] = []
    found = sensitivity(Builder(1), spec, 1, 1, lambda *at: told.append(at))
    assert told[0][:2] == (0, len(found))
    assert told[-1] == (len(found), len(found), "")
    return {row.input.title: row for row in found}


def played(spec: CitySpec) -> dict[Key, float]:
    city = Builder(1)(spec)
    return figures(city, replicate(city, 1, 0, Asked(causes=False)))


def test_every_input_is_told_of(rows: dict[str, Sensitivity], spec: CitySpec) -> None:
    assert set(rows) == {each.title for each in inputs_of(spec)}


def test_what_moves_nothing_leaves_every_figure_as_it_was_and_says_why(
    rows: dict[str, Sensitivity], spec: CitySpec
) -> None:
    usual = played(spec)
    still = [row for row in rows.values() if row.still]
    assert still
    for row in still:
        for value in row.input.others:
            assert played(changed(spec, row.input.path, value)) == usual, row.input.title


def test_what_moves_something_moves_the_figures_that_are_told(
    rows: dict[str, Sensitivity], spec: CitySpec
) -> None:
    usual = played(spec)
    moving = [row for row in rows.values() if not row.still]
    assert moving
    for row in moving:
        for effect in row.effects:
            if effect.refused:
                with pytest.raises(SimulatorError):
                    played(changed(spec, row.input.path, effect.value))
                continue
            now = played(changed(spec, row.input.path, effect.value))
            differ = {key for key in usual.keys() & now.keys() if usual[key] != now[key]}
            assert {each.key for each in effect.moved} == differ, row.input.title
        assert any(effect.moved or effect.refused for effect in row.effects), row.input.title


def test_what_is_known_to_move_moves_the_right_way(rows: dict[str, Sensitivity]) -> None:
    less, more = (effect.of(RATE) for effect in rows["failures, camera, life: mean h"].effects)
    assert less is not None
    assert more is not None
    assert less.change.mean < 0 < more.change.mean
    dear = rows["costs: camera per year"].effects[1].of(Key("yearly cost", "CNY"))
    assert dear is not None
    assert dear.change.mean == pytest.approx(60 * 375.0)


def test_reasons_are_looked_up(rows: dict[str, Sensitivity]) -> None:
    assert rows["failures, camera: ages"].still == "A life that is exponential does not age."
    assert rows["coverage: default range m"].still == "There is no coverage study."
    assert rows["start h"].still == "All crews work around the clock."


def test_one_place_of_a_file_is_changed_and_no_other(spec: CitySpec) -> None:
    for each in inputs_of(spec):
        other = changed(spec, each.path, each.others[0])
        assert other != spec
        assert changed(other, each.path, each.value) == spec
