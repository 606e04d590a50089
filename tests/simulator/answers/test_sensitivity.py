"""Each input of a city moved alone: it moves an answer, or the reason why not is told."""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from enum import Enum
from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.simulator.answers import Key, Sensitivity, changed, figures, inputs_of, sensitivity
from camproof.simulator.answers.figures import COUNTED
from camproof.simulator.answers.still import has_reasons
from camproof.simulator.errors import SimulatorError
from camproof.simulator.inputs import open_city
from camproof.simulator.model import Asked, Builder, City, replicate
from camproof.simulator.values import CitySpec, NetworkRules, ServiceTimes, Shift, Traffic

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


NOTHING = """\
city: Nothing
cameras: {count: 300, districts: 2}
network: {switch-battery: 0 h, aggregation-battery: 0 h, spare-disks: 0}
failures: [{of: feeder, repair: fixed 0 h}]
shocks: [{kind: firmware, at: 0 h, share: 0 %, lasts: 0 h}]
crews: [{name: all, count: 0, hours: "16:00-20:00"}, {name: night, count: 1, hours: "Mon-Fri 22:00-00:00"}]
spares: [{name: camera, stock: 0, lead: 0 h, cost: 0}]
upkeep: [{every: 2000 h, lasts: 0 h}]
traffic:
  viewers: 0
  streams-each: 0
  licences: 0
  service: {register: 0 s, keepalive: 0 s, invite: 0 s, retry: 0 s, retry-jitter: 0 s, failover: 0 s,
            boot: 0 s, boot-spread: 0 s, switch-boot: 0 s, round-trip: 0 s, ban: 0 s}
costs: {truck-roll: 0, camera-per-year: 0, switch-per-year: 0, new-camera: 0, new-switch: 0, new-recorder: 0,
        join-camera: 0, upgrade-hd: 0}
coverage: {target-height: 0 m, propose: 0}
emergencies: [{name: match, every: 730 h, operators: 0, streams: 0, within: 0 s, lasts: 0 h}]
"""
ASKED = ("goals", "phases")
NO_FIGURES = {"per_km", "skip_bad_rows", "with_planned", "period_h", "observed_h", "shape", "usual"}
"""Fields of which a city file has none, or that ask something else."""


def figures_of(value: object, path: tuple[str | int, ...] = ()) -> set[tuple[str | int, ...]]:
    """The paths of all numbers in rows of a city file, whatever they are."""
    if is_dataclass(value):
        inner = [(each.name, getattr(value, each.name)) for each in fields(value)]
        parts = [figures_of(item, (*path, name)) for name, item in inner if name not in NO_FIGURES]
        return set().union(*parts)
    if isinstance(value, tuple):
        rows = [(at, item) for at, item in enumerate(value) if is_dataclass(item) and path[0] not in ASKED]
        return set().union(*(figures_of(item, (*path, at)) for at, item in rows))
    return {path} if isinstance(value, (bool, int, float)) and not isinstance(value, Enum) else set()


def test_a_figure_that_is_nothing_is_an_input_too(tmp_path: Path) -> None:
    path = tmp_path / "nothing.city.yaml"
    path.write_text(NOTHING, encoding="utf-8")
    spec = open_city(path, 1).spec
    found = {each.path: each for each in inputs_of(spec)}
    assert figures_of(spec) <= set(found)
    for each in found.values():
        assert each.others or each.value == math.inf, each.title
        assert has_reasons(each.path), each.title
    assert found["teams", 0, "count"].others == (1,)
    assert found["rules", "switch_battery_h"].others == (NetworkRules().switch_battery_h,)
    assert found["traffic", "viewers"].others == (Traffic().viewers,)
    assert found["traffic", "service", "failover_s"].others == (ServiceTimes().failover_s,)


@pytest.mark.parametrize(
    ("hours", "starts", "ends"),
    [
        ((16.0, 20.0), (17.0, 15.0), (19.0, 21.0)),
        ((22.0, 0.0), (22.5, 21.5), (23.5, 0.5)),
        ((20.0, 4.0), (22.0, 18.0), (2.0, 6.0)),
        ((0.0, 24.0), (6.0,), (18.0,)),
        ((4.0, 24.0), (9.0, 1.0), (19.0, 3.0)),
    ],
)
def test_duty_is_tried_a_quarter_shorter_and_longer(
    spec: CitySpec, hours: tuple[float, float], starts: tuple[float, ...], ends: tuple[float, ...]
) -> None:
    """A quarter of the hour itself, 16:00-20:00 to 16:00-15:00, would be 23 hours a day."""
    shift = Shift(start_h=hours[0], end_h=hours[1])
    found = {each.path: each.others for each in inputs_of(changed(spec, ("teams", 0, "shift"), shift))}
    assert found["teams", 0, "shift", "start_h"] == pytest.approx(starts)
    assert found["teams", 0, "shift", "end_h"] == pytest.approx(ends)


class Refusing(Builder):
    """As where a file of links names core 2."""

    def __call__(self, spec: CitySpec) -> City:
        if spec.rules.cores == 1:
            raise InputError("a link names no node")
        return super().__call__(spec)


def test_what_can_only_be_refused_moves_nothing(spec: CitySpec, monkeypatch: pytest.MonkeyPatch) -> None:
    module = sys.modules["camproof.simulator.answers.sensitivity"]
    cores = next(each for each in inputs_of(spec) if each.path == ("rules", "cores"))
    monkeypatch.setattr(module, "inputs_of", lambda _: (replace(cores, others=(1,)),))
    monkeypatch.setattr(module, "Builder", Refusing)
    (row,) = sensitivity(spec, 1, 1)
    assert row.effects[0].refused == "a link names no node"
    assert row.still == "1 cannot be: a link names no node"


def test_every_input_is_told_of(rows: dict[str, Sensitivity], spec: CitySpec) -> None:
    assert set(rows) == {each.title for each in inputs_of(spec)}


def test_what_moves_nothing_leaves_every_figure_as_it_was_and_says_why(
    rows: dict[str, Sensitivity], spec: CitySpec
) -> None:
    usual = played(spec)
    still = [row for row in rows.values() if row.still]
    assert still
    for row in still:
        for value in (effect.value for effect in row.effects if not effect.refused):
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
        assert any(effect.moved for effect in row.effects), row.input.title


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
    for each in (each for each in inputs_of(spec) if each.others):
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
