"""The table of inputs: every figure that the model was told, each with its true source."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from camproof.reports.city.inputs import InputRow, inputs
from camproof.simulator.answers import changed, inputs_of
from camproof.simulator.inputs import open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import City, prepared

USUAL = """\
city: Usual
cameras: {count: 300, districts: 2}
usual-shocks: [weather, firmware]
usual-upkeep: yes
"""
OWN = """\
city: Own
cameras: {count: 300, districts: 2}
start: 2027-03-01 06:00
priority: [social]
infrastructure-first: no
shocks:
  - {kind: weather, every: 4380 h, share: 5 %, nodes: 1 %, radius: 2000 m, broken: 30 %,
     repair: log-normal 2 h ± 0.8, skill: camera, spare: camera, spread: 3 h,
     lasts: 1 h, source: the weather service}
crews:
  - {name: van, count: 2, hours: "Mon-Fri 08:00-18:00", speed: 30 km/h, detour: 1.4, cost-per-year: 9000,
     depot: {longitude: 118.1, latitude: 32}}
spares: [{name: camera, stock: 2, lead: 100 h, cost: 500}]
upkeep: [{every: 2000 h, lasts: 1 h}]
emergencies: [{name: match, every: 730 h, operators: 20, streams: 4, within: 90 s}]
"""


def opened(folder: Path, text: str) -> City:
    file = folder / "a.city.yaml"
    file.write_text(text, encoding="utf-8")
    found = open_city(file, 1)
    return prepared(found.spec, found.inventory, lay_out(found.inventory, found.spec.rules))


@pytest.fixture(scope="module")
def usual(tmp_path_factory: pytest.TempPathFactory) -> City:
    return opened(tmp_path_factory.mktemp("usual"), USUAL)


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> City:
    return opened(tmp_path_factory.mktemp("own"), OWN)


def told(city: City, group: str) -> dict[str, InputRow]:
    return {row.name: row for row in inputs(city) if row.group == group}


def test_what_the_file_leaves_out_is_ours(usual: City) -> None:
    for group in ("period", "crews", "spares", "upkeep", "order of repairs", "coverage"):
        rows = told(usual, group)
        assert rows, group
        assert all(row.ours for row in rows.values()), rows
    assert all(row.ours for row in told(usual, "shocks").values())
    assert told(usual, "traffic")["emergency: streams"].ours


def test_what_the_file_says_is_not_ours(own: City) -> None:
    for group in ("period", "crews", "upkeep", "order of repairs"):
        assert {row.source for row in told(own, group).values()} == {"the city file"}, group
    assert not told(own, "spares")["camera"].ours
    assert told(own, "spares")["switch"].ours  # the file has no shelf for it
    assert {row.source for row in told(own, "shocks").values()} == {"the weather service"}
    assert not told(own, "traffic")["match: streams"].ours


def test_figures_that_decide_are_in_it(own: City) -> None:
    crews, shocks = told(own, "crews"), told(own, "shocks")
    assert "30 km/h, ways 1.4 times the straight line" in crews["van"].value
    assert crews["van: depot"].value == "longitude 118.1°, latitude 32°"
    assert crews["van: cost"].value == "9\u202f000 CNY a year for each crew"
    assert told(own, "spares")["camera: price"].value == "500 CNY"
    assert told(own, "period")["begins"].value == "2027-03-01, Mon 06:00"
    assert told(own, "order of repairs")["classes"].value == "social, key public area, key industry"
    assert told(own, "order of repairs")["infrastructure first"].value == "no"
    assert shocks["weather (weather): spreads over"].value == "3 h"
    assert shocks["weather (weather): breaks"].value.endswith("by a crew with skill camera, part camera")
    assert "opened within 90 s, in the whole city" in told(own, "traffic")["match: streams"].value


def test_vendors_and_districts_are_in_it(own: City) -> None:
    (shock,), (emergency,) = own.spec.shocks, own.spec.traffic.emergencies
    traffic = replace(own.spec.traffic, emergencies=(replace(emergency, district="district 2"),))
    spec = replace(own.spec, shocks=(replace(shock, vendor="Acme"),), traffic=traffic)
    city = replace(own, spec=spec)
    assert "of the cameras of vendor Acme and" in told(city, "shocks")["weather (weather): strikes"].value
    assert told(city, "traffic")["match: streams"].value.endswith("mostly in district 2")


def test_every_figure_that_can_be_another_shows(own: City) -> None:
    """Cameras aside: the inventory counts them."""
    spec = replace(own.spec, coverage=replace(own.spec.coverage, places=Path("places.csv")))
    before = inputs(replace(own, spec=spec))
    figures = [each for each in inputs_of(spec) if each.path[0] != "cameras" and each.others]
    assert len(figures) > 100
    for each in figures:
        after = inputs(replace(own, spec=changed(spec, each.path, each.others[0])))
        assert after != before, each.title
