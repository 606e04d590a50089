from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.defaults import DEFAULT_MODES, DEFAULT_SHOCKS, DEFAULT_UPKEEP
from camproof.simulator.failing import INFRASTRUCTURE, Sort, fail_and_repair, plant_of
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import (
    NO_ONE,
    CrewTeam,
    FailureMode,
    Inventory,
    Kind,
    Law,
    Network,
    Spares,
    Upkeep,
)


def ints(*values):
    return np.array(values, np.int32)


def floats(*values):
    return np.array(values, np.float64)


@pytest.fixture
def inventory():
    count = 6
    return Inventory(
        codes=tuple(f"c{row}" for row in range(count)), names=None,
        x_m=floats(0, 10, 20, 900, 910, 920), y_m=np.zeros(count), origin=(0.0, 0.0),
        camera_class=np.array([0, 1, 2, 0, 1, 2], np.int8), place=np.zeros(count, np.int8), places=("other",),
        district=ints(0, 0, 0, 1, 1, 1), districts=("east", "west"),
        vendor=ints(0, 1, 0, 1, 0, 1), vendors=("a", "b"), age_h=np.arange(count) * 1000.0,
        retention_d=np.full(count, 30.0), height_m=np.full(count, 6.0), heading_deg=np.full(count, np.nan),
        field_of_view_deg=np.full(count, 90.0), range_m=np.full(count, 100.0), hd=np.ones(count, np.bool_),
        networked=np.array([True] * 5 + [False]), phase=np.zeros(count, np.int8),
    )  # fmt: skip


@pytest.fixture
def network():
    return Network(
        node_names=("core", "agg", "s1", "s2"), node_kind=np.array([2, 1, 0, 0], np.int8),
        node_x_m=floats(450, 450, 5, 905), node_y_m=np.zeros(4), node_zone=ints(0, 0, 1, 1),
        node_feeder=ints(0, 0, 0, 1), node_battery_h=np.zeros(4),
        link_a=ints(1, 2, 3, 2), link_b=ints(0, 1, 1, 3), link_km=floats(0.1, 0.5, 0.5, 1.0),
        link_mbit=np.full(4, 1000.0), camera_node=ints(2, 2, 2, 3, 3, NO_ONE), camera_km=np.full(6, 0.2),
        camera_feeder=ints(0, 0, 0, 1, 1, 1), camera_battery_h=np.zeros(6), camera_mbit=np.full(6, 4.0),
        edge_storage_h=np.zeros(6), camera_recorder=ints(0, 0, 0, 0, 0, NO_ONE), recorder_node=ints(1),
        recorder_disks=ints(3), recorder_spares=ints(1), camera_media=np.zeros(6, np.int32),
        camera_sip=np.zeros(6, np.int32), media_servers=ints(2, 1), media_needed=ints(1, 1),
        sip_servers=ints(2), sip_needed=ints(1), feeder_x_m=floats(10, 910), feeder_y_m=np.zeros(2),
    )  # fmt: skip


def test_units_of_every_sort_are_there(inventory, network):
    plant = plant_of(inventory, network)
    assert {sort: len(units) for sort, units in plant.units.items()} == {
        Sort.CAMERA: 6, Sort.NODE: 4, Sort.LINK: 4, Sort.FEEDER: 2, Sort.DISK: 3,
        Sort.MEDIA_SERVER: 3, Sort.SIP_SERVER: 2,
    }  # fmt: skip
    for units in plant.units.values():
        assert len(set(units.keys.tolist())) == len(units)
    assert plant.units[Sort.NODE].district.tolist()[2:] == [0, 1]
    assert plant.units[Sort.FEEDER].district.tolist() == [0, 1]
    assert set(plant.units[Sort.LINK].camera_class.tolist()) == {INFRASTRUCTURE}
    assert plant.units[Sort.LINK].x_m.tolist() == [450, 227.5, 677.5, 455]
    assert plant.middles_m() == ((10.0, 0.0), (910.0, 0.0))


def test_modes_strike_what_they_name(inventory, network):
    plant = plant_of(inventory, network)
    law = Law("exponential", 100.0)

    def rows(**given):
        mode = FailureMode(name="m", life=law, repair=law, **given)
        return [None if group.rows is None else group.rows.tolist() for group in plant.groups([mode])]

    assert rows(kind=Kind.CAMERA) == [None]
    assert rows(kind=Kind.CAMERA, vendor="b") == [[1, 3, 5]]
    assert rows(kind=Kind.CAMERA, vendor="c") == []
    assert rows(kind=Kind.ACCESS_LINK) == [[0, 1, 2, 3, 4]]
    assert rows(kind=Kind.NODE, node_kind="access") == [[2, 3]]
    (links,) = plant.groups([FailureMode(name="l", kind=Kind.LINK, life=law, repair=law, per_km=True)])
    assert links.sizes.tolist() == [0.1, 0.5, 0.5, 1.0]


def test_a_link_keeps_its_key_in_a_design_with_more_links(inventory, network):
    more = replace(
        network, link_a=ints(3, 1, 2, 3, 2), link_b=ints(2, 0, 1, 1, 3),
        link_km=floats(1, 0.1, 0.5, 0.5, 1.0), link_mbit=np.full(5, 1000.0),
    )  # fmt: skip
    keys, other = (plant_of(inventory, each).units[Sort.LINK].keys.tolist() for each in (network, more))
    assert other[1:4] == keys[:3]
    assert set(keys) < set(other)


def test_visits_come_when_they_did_in_a_design_with_more_shocks(inventory, network):
    plant = plant_of(inventory, network)
    plan = RepairPlan(
        teams=(CrewTeam(name="all", count=9),), districts=plant.districts, middles_m=plant.middles_m()
    )
    due = []
    for before in (3, 5):
        visits = plant.upkeep((Upkeep(every_h=900.0), Upkeep(every_h=900.0)), before)
        log = fail_and_repair([], [], visits, plan, period_h=8760.0, seed=2, replication=0).log
        due.append([np.sort(log.known_h[log.mode == before + at]).tolist() for at in (0, 1)])
    assert due[0] == due[1]
    assert due[0][0] != due[0][1]


def test_a_whole_city_of_defaults_runs(inventory, network):
    plant = plant_of(inventory, network)
    plan = RepairPlan(
        teams=(CrewTeam(name="all", count=1),),
        spares=(Spares(name="camera", stock=2), Spares(name="switch", stock=1)),
        districts=plant.districts, middles_m=plant.middles_m(),
    )  # fmt: skip
    groups = plant.groups(DEFAULT_MODES)
    shocks = plant.shocks(DEFAULT_SHOCKS, len(DEFAULT_MODES))
    upkeep = plant.upkeep(DEFAULT_UPKEEP, len(DEFAULT_MODES) + len(DEFAULT_SHOCKS))
    found = fail_and_repair(groups, shocks, upkeep, plan, period_h=87_600.0, seed=2, replication=0)
    assert all(len(found.of(sort)) for sort in (Sort.CAMERA, Sort.FEEDER, Sort.MEDIA_SERVER))
    assert found.of(Sort.CAMERA).unit.max() < 6
    numbers = set(found.log.mode.tolist())
    assert {0, 2, len(DEFAULT_MODES) + len(DEFAULT_SHOCKS)} <= numbers
    assert found.log.team_busy_h[0] < found.log.team_shift_h[0]
