"""Each input of a city moved alone: it moves an answer, or the reason why not is told."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from camproof.simulator.answers import Key, Sensitivity, changed, figures, inputs_of, sensitivity
from camproof.simulator.answers.figures import COUNTED
from camproof.simulator.answers.still import has_reasons
from camproof.simulator.errors import SimulatorError
from camproof.simulator.inputs import open_city
from camproof.simulator.model import Asked, Builder, City, replicate
from camproof.simulator.values import CitySpec

RICH = """\
city: Rich
cameras: {count: 300, districts: 2}
shocks:
  - {kind: weather, every: 4380 h, share: 5 %, nodes: 1 %, radius: 2000 m, broken: 30 %,
     skill: camera, spread: 3 h}
  - {kind: firmware, at: 100 h, share: 10 %, lasts: 1 h}
crews: [{name: crews, per-cameras: 100, hours: "Mon-Fri 08:00-18:00", cost-per-year: 9000}]
spares: [{name: camera, stock: 2, lead: 100 h, cost: 500}]
upkeep: [{every: 2000 h, lasts: 1 h}]
traffic: {licences: 100}
emergencies: [{name: match, every: 730 h, operators: 20, streams: 4}]
"""
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
            told = usual.keys() & now.keys()
            told |= {key for key in usual.keys() ^ now.keys() if key.measure in COUNTED}
            differ = {key for key in told if usual.get(key, 0.0) != now.get(key, 0.0)}
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


def test_every_input_has_reasons_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "rich.city.yaml"
    path.write_text(RICH, encoding="utf-8")
    for each in inputs_of(open_city(path, 1).spec):
        assert has_reasons(each.path), each.title
    assert not has_reasons(("rules", "no such rule"))


def test_reasons_name_what_the_city_has(rows: dict[str, Sensitivity]) -> None:
    said = {title: row.still for title, row in rows.items() if row.still}
    assert said["network: cameras per media group"] == (
        "The network is laid out alike with all of the values: its largest group of media servers serves "
        "60 cameras."
    )
    assert said["network: spare disks"] == (
        "Disks failed 0 times in this replication, never more at once than any of the values spares."
    )
    assert said["traffic, service: ban s"] == "Nobody is ever banned: ban-after is 0."
    assert "camproof city plan" in said["costs: join camera"]
    assert not [text for text in said.values() if "Whatever" in text]
