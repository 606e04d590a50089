"""The usual shocks and visits, and ages of what is laid out: asked for by a word of the city file."""

from __future__ import annotations

from pathlib import Path

import pytest

from camproof.domain.errors import InputError
from camproof.simulator.defaults import DEFAULT_SHOCKS, DEFAULT_UPKEEP
from camproof.simulator.failing import Sort, plant_of
from camproof.simulator.inputs import open_city, read_city
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Builder, replicate
from camproof.simulator.values import CitySpec, Kind


def written(folder: Path, more: str) -> Path:
    path = folder / "town.city.yaml"
    path.write_text(f"city: Town\ncameras: {{count: 60, districts: 1}}\n{more}", "utf-8")
    return path


def spec_of(folder: Path, more: str) -> CitySpec:
    return open_city(written(folder, more), 1).spec


def test_usual_shocks_and_visits_come_when_they_are_asked_for(tmp_path: Path) -> None:
    plain = spec_of(tmp_path, "")
    assert (plain.shocks, plain.upkeep) == ((), ())
    all_of_them = spec_of(tmp_path, "usual-shocks: [weather, firmware, attack]\nusual-upkeep: yes\n")
    assert all_of_them.shocks == DEFAULT_SHOCKS
    assert all_of_them.upkeep == DEFAULT_UPKEEP
    assert {shock.kind for shock in DEFAULT_SHOCKS} == {Kind.WEATHER, Kind.FIRMWARE, Kind.ATTACK}
    own = "usual-shocks: attack\nshocks: [{kind: firmware, at: 9 days}]\nupkeep: [{every: 90 days}]\n"
    mixed = spec_of(tmp_path, own)
    assert [shock.kind for shock in mixed.shocks] == [Kind.ATTACK, Kind.FIRMWARE]
    assert [visit.every_h for visit in mixed.upkeep] == [2160.0]


def test_a_city_with_all_of_them_plays(tmp_path: Path) -> None:
    spec = spec_of(
        tmp_path, "usual-shocks: [weather, firmware, attack]\nusual-upkeep: yes\nperiod: 3 years\n"
    )
    city = Builder(1)(spec)
    kinds = {kind for number in range(3) for kind in replicate(city, 1, number).outages}
    assert {"weather", "firmware", "attack", "maintenance"} <= kinds


def test_a_word_that_is_no_shock_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="usual-shocks"):
        read_city(written(tmp_path, "usual-shocks: [wether]\n"))


@pytest.mark.parametrize("rows", ["emergencies: [{every: 0 h}]", "shocks: [{kind: attack, every: 30 min}]"])
def test_what_comes_more_often_than_can_be_played_is_refused_in_the_file(tmp_path: Path, rows: str) -> None:
    with pytest.raises(InputError, match=r"every.*needs 1 h or more|needs 1 h or more.*every"):
        read_city(written(tmp_path, rows))


def test_a_shock_of_the_file_cannot_take_the_name_of_a_usual_one(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="is called 'attack' already"):
        read_city(written(tmp_path, "usual-shocks: attack\nshocks: [{kind: attack, at: 9 days}]\n"))


def test_what_is_laid_out_is_as_old_as_the_file_says(tmp_path: Path) -> None:
    opened = open_city(written(tmp_path, "start: 2026-01-01\nnetwork: {installed: 2021-01-01}\n"), 1)
    plant = plant_of(opened.inventory, lay_out(opened.inventory, opened.spec.rules, opened.spec.explicit))
    for sort in (Sort.NODE, Sort.LINK, Sort.DISK):
        assert set(plant.units[sort].age_h) == {1826 * 24.0}
    assert not plant.units[Sort.FEEDER].age_h.any()
    new = open_city(written(tmp_path, "start: 2026-01-01\nnetwork: {installed: 2027-01-01}\n"), 1)
    assert new.spec.rules.age_h == 0.0


def test_nodes_and_links_of_a_file_have_ages_of_their_own(tmp_path: Path) -> None:
    nodes, links = tmp_path / "nodes.csv", tmp_path / "links.csv"
    nodes.write_text(
        "name,kind,longitude,latitude,installed\nC,core,118.0,31.0,2025-01-01\n"
        "H1,aggregation,118.001,31.0,2016-01-01\nH2,aggregation,118.002,31.0,\n", "utf-8",
    )  # fmt: skip
    links.write_text("from,to,installed\nC,H1,2024-01-01\nC,H2,\n", "utf-8")
    more = "network: {nodes: nodes.csv, links: links.csv, installed: 2020-01-01}\nstart: 2026-01-01\n"
    opened = open_city(written(tmp_path, more), 1)
    network = lay_out(opened.inventory, opened.spec.rules, opened.spec.explicit)
    assert network.node_names is not None
    assert network.node_age_h is not None
    assert network.link_age_h is not None
    age_d = dict(zip(network.node_names, (network.node_age_h / 24).tolist(), strict=True))
    assert (age_d["C"], age_d["H1"], age_d["H2"], age_d["access 1"]) == (365, 3653, 2192, 2192)
    ends = zip(network.link_a.tolist(), network.link_b.tolist(), network.link_age_h.tolist(), strict=True)
    by_ends = {frozenset((network.node_names[a], network.node_names[b])): age_h / 24 for a, b, age_h in ends}
    assert (by_ends[frozenset("C") | {"H1"}], by_ends[frozenset("C") | {"H2"}]) == (731, 2192)


def test_old_disks_wear_out_sooner(tmp_path: Path) -> None:
    worn = "failures: [{of: disk, life: 'weibull 50 000 h, shape 4'}]\n"
    outages = []
    for day in ("2026-01-01", "2020-01-01"):
        city = Builder(1)(spec_of(tmp_path, f"{worn}network: {{installed: {day}}}\n"))
        outages.append(sum(replicate(city, 1, number).outages.get("disk", 0) for number in range(5)))
    assert outages[0] < outages[1] / 5
