"""Each input of a city moved alone: it moves an answer, or the reason why not is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from camproof.simulator.answers import Key, Sensitivity, changed, inputs_of, sensitivity
from camproof.simulator.model import City
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
    found = sensitivity(spec, 1, 1, progress=lambda *at: told.append(at))
    variants = sum(len(row.effects) for row in found)
    assert told[0] == (0, variants, "")
    assert told[-1][:2] == (variants, variants)
    return {row.input.title: row for row in found}


def test_every_input_moves_an_answer_or_says_why_not(rows: dict[str, Sensitivity], spec: CitySpec) -> None:
    assert set(rows) == {each.title for each in inputs_of(spec)}
    for row in rows.values():
        moves = any(effect.moved or effect.refused for effect in row.effects)
        assert moves != bool(row.still), row.input.title


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
