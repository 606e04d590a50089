"""A city built out phase by phase, and what its cameras see while they work."""

from __future__ import annotations

from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest

from camproof.simulator.answers import Key, Standing, build_out
from camproof.simulator.failing import fail_and_repair
from camproof.simulator.inputs import open_city
from camproof.simulator.inputs.staffing import staffed
from camproof.simulator.model import Asked, Builder, City, compose, replicate
from camproof.simulator.values import Phase

BOUGHT = ("new cameras", "cameras joined", "cameras made HD")
COVERAGE, EFFECT = Key("video coverage", "share"), Key("coverage in effect", "share")


@pytest.fixture(scope="module")
def city() -> City:
    path = Path(str(files("camproof.simulator.examples") / "trafford.city.yaml"))
    spec = open_city(path, 1).spec
    phases = (
        Phase(name="2027", add=6, crews=(("council", 3),)),
        Phase(name="2028", network=4, upgrade_hd=7),
    )
    costs = replace(spec.costs, join_camera=700, upgrade_hd=900, new_recorder=25_000)
    built = Builder(1)(replace(spec, phases=phases, costs=costs))
    networked, hd = built.inventory.networked.copy(), built.inventory.hd.copy()
    networked[:5] = False
    hd[10:30] = False
    return replace(built, inventory=replace(built.inventory, networked=networked, hd=hd))


@pytest.fixture(scope="module")
def phases(city: City) -> dict[str, Standing]:
    return {each.name: each for each in build_out(city, 1, 2)}


def test_phases_add_cameras_where_they_show_most(phases: dict[str, Standing]) -> None:
    assert [each.cameras for each in phases.values()] == [98, 104, 104]
    today, then = (phases[name].estimates[COVERAGE].mean for name in ("today", "2027"))
    assert then > today + 0.04


def test_phases_join_cameras_and_make_them_hd(phases: dict[str, Standing]) -> None:
    joined, hd = Key("networking rate", "share"), Key("HD share", "share")
    found = {name: each.estimates for name, each in phases.items()}
    assert found["today"][joined].mean == pytest.approx(93 / 98)
    assert found["2028"][joined].mean == pytest.approx(103 / 104)
    assert found["today"][hd].mean == pytest.approx(78 / 98)
    assert found["2028"][hd].mean == pytest.approx(91 / 104)


def test_each_phase_is_priced_by_what_it_buys(phases: dict[str, Standing]) -> None:
    assert (phases["today"].bought, phases["today"].spent) == ((), 0)
    bought = {name: {row.what: row for row in each.bought} for name, each in phases.items()}
    counts = {name: [rows[what].count for what in BOUGHT] for name, rows in bought.items() if rows}
    assert counts == {"2027": [6, 0, 0], "2028": [0, 4, 7]}
    then, last = bought["2027"], bought["2028"]
    assert then["new cameras"].money == 6 * 6000
    assert last["cameras joined"].money == 4 * 700
    assert last["cameras made HD"].money == 7 * 900
    for before, after, rows in (("today", "2027", then), ("2027", "2028", last)):
        was, now = phases[before], phases[after]
        assert rows["new nodes"].count == max(0, now.switches - was.switches)
        assert rows["new recorders"].count == max(0, now.recorders - was.recorders)
        assert now.spent == sum(row.money for row in rows.values())
    assert then["new nodes"].money == then["new nodes"].count * 9000


def test_a_phase_that_fills_a_recorder_buys_one(city: City) -> None:
    """Of 98 cameras 93 are on the network, and a recorder takes 96 of them."""
    rules = replace(city.spec.rules, cameras_per_recorder=96, rings_per_aggregation=100)
    spec = replace(city.spec, rules=rules, phases=(Phase(name="2027", add=6),))
    today, then = build_out(replace(city, spec=spec), 1, 1)
    (recorders,) = (row for row in then.bought if row.what == "new recorders")
    assert (recorders.count, recorders.money) == (then.recorders - today.recorders, 25_000)


def test_new_crews_cost_from_their_phase_on(phases: dict[str, Standing]) -> None:
    crews = Key("yearly cost", "GBP", of="crews")
    assert phases["today"].estimates[crews].mean == pytest.approx(150_000)
    assert phases["2027"].estimates[crews].mean == pytest.approx(330_000)


PLAN = """\
city: Growing
cameras: {count: 60, districts: 1}
period: 30 days
emergencies: []
crews:
  - {name: cleaners, per-cameras: 50, cost-per-year: 1000}
  - {name: others, per-cameras: 50, cost-per-year: 1}
phases:
  - {name: "2027", add: 90}
  - {name: "2028", add: 50, crews: {others: 7}}
  - {name: "2029", add: 50}
"""


def test_crews_by_the_number_of_cameras_grow_with_it(tmp_path: Path) -> None:
    path = tmp_path / "growing.city.yaml"
    path.write_text(PLAN, encoding="utf-8")
    found = build_out(Builder(1)(open_city(path, 1).spec), 1, 1)
    assert [each.cameras for each in found] == [60, 150, 200, 250]
    money = [each.estimates[Key("yearly cost", "CNY", of="crews")].mean for each in found]
    assert money == pytest.approx([2 * 1001, 3 * 1001, 4 * 1000 + 7, 5 * 1000 + 7])


def test_usual_shelves_are_made_anew_and_given_ones_stay(tmp_path: Path) -> None:
    path = tmp_path / "growing.city.yaml"
    path.write_text(PLAN + "spares: [{name: camera, stock: 2}]\n", encoding="utf-8")
    spec = open_city(path, 1).spec
    stocks = [
        {shelf.name: shelf.stock for shelf in staffed(spec, cameras).spares} for cameras in (60, 60_000)
    ]
    assert stocks[0] == {shelf.name: shelf.stock for shelf in spec.spares}
    assert [each["camera"] for each in stocks] == [2, 2]
    assert stocks[0]["switch"] < stocks[1]["switch"]
    assert staffed(staffed(spec, 60_000), 60) == spec


def test_covered_in_effect_is_what_a_count_hour_by_hour_says(city: City) -> None:
    assert city.sight is not None
    spec = replace(city.spec, period_h=3000.0)
    city = replace(city, spec=spec)
    failing = fail_and_repair(
        city.groups, city.shocks, city.upkeep, city.repair, period_h=3000.0, seed=3, replication=0
    )
    picture = compose(city, failing.outages).picture
    down = picture.of_cameras(np.arange(98), city.parents.of_camera, 3000.0)
    middles = np.arange(0.05, 3000.0, 0.1)
    up = np.ones((98, len(middles)), bool)
    for camera in range(98):
        for begin, end in down.of(camera):
            up[camera] &= ~((begin <= middles) & (middles < end))
    seen = city.sight.study.seen.toarray() > 0
    covered = np.array([up[seen[:, place]].any(axis=0).mean() for place in range(seen.shape[1])])
    weight = city.sight.places.weight
    found = replicate(city, 3, 0, Asked(causes=False, demand=False)).seen
    assert found[""] == pytest.approx(float((covered * weight).sum() / weight.sum()), abs=2e-5)
    assert found[""] < city.sight.study.coverage.share
