"""What tests of the simulator share: small networks by hand, a small made city."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import pytest

from camproof.simulator.layout import lay_out
from camproof.simulator.made import made_city
from camproof.simulator.model import City, prepared
from camproof.simulator.values import (
    CameraSource,
    CitySpec,
    Costs,
    CoverageSpec,
    CrewTeam,
    ExplicitNetwork,
    FailureMode,
    Goal,
    Kind,
    Law,
    Network,
    NetworkRules,
    NodeKind,
    Traffic,
)


class NetworkOf(Protocol):
    def __call__(
        self,
        zones: Sequence[int],
        links: Sequence[tuple[int, int]],
        *,
        core: Sequence[int] = ...,
        camera_node: Sequence[int] = ...,
    ) -> Network: ...


@pytest.fixture(scope="session")
def network_of() -> NetworkOf:
    """Makes a network of nodes in these zones, joined by these links; every figure besides is 0."""
    return _network_of


def _network_of(
    zones: Sequence[int],
    links: Sequence[tuple[int, int]],
    *,
    core: Sequence[int] = (0,),
    camera_node: Sequence[int] = (),
) -> Network:
    nodes, cameras = len(zones), len(camera_node)
    kinds = np.full(nodes, NodeKind.ACCESS, np.int8)
    kinds[list(core)] = NodeKind.CORE
    none = np.full(nodes, -1, np.int32)
    return Network(
        node_names=None,
        node_kind=kinds,
        node_x_m=np.zeros(nodes),
        node_y_m=np.zeros(nodes),
        node_zone=np.array(zones, np.int32),
        node_feeder=none,
        node_battery_h=np.zeros(nodes),
        link_a=np.array([a for a, _ in links], np.int32),
        link_b=np.array([b for _, b in links], np.int32),
        link_km=np.ones(len(links)),
        link_mbit=np.full(len(links), 1000.0),
        camera_node=np.array(camera_node, np.int32),
        camera_km=np.zeros(cameras),
        camera_feeder=np.full(cameras, -1, np.int32),
        camera_battery_h=np.zeros(cameras),
        camera_mbit=np.full(cameras, 4.0),
        edge_storage_h=np.zeros(cameras),
        camera_recorder=np.full(cameras, -1, np.int32),
        recorder_node=np.zeros(0, np.int32),
        recorder_disks=np.zeros(0, np.int32),
        recorder_spares=np.zeros(0, np.int32),
        camera_media=np.full(cameras, -1, np.int32),
        camera_sip=np.full(cameras, -1, np.int32),
        media_servers=np.zeros(0, np.int32),
        media_needed=np.zeros(0, np.int32),
        sip_servers=np.zeros(0, np.int32),
        sip_needed=np.zeros(0, np.int32),
        feeder_x_m=np.zeros(0),
        feeder_y_m=np.zeros(0),
    )


def mode(kind: Kind, life_h: float, repair: Law, *, per_km: bool = False, crew: bool = True) -> FailureMode:
    """Lives are exponential; without a crew it mends itself."""
    life = Law("exponential", life_h)
    skill = "field" if crew else None
    return FailureMode(name=kind.word, kind=kind, life=life, repair=repair, per_km=per_km, skill=skill)


MODES = (
    mode(Kind.CAMERA, 4000.0, Law("log-normal", 8.0, 0.8)),
    mode(Kind.PICTURE, 9000.0, Law("fixed", 40.0)),
    mode(Kind.ACCESS_LINK, 9000.0, Law("fixed", 12.0)),
    mode(Kind.NODE, 3000.0, Law("exponential", 6.0)),
    mode(Kind.LINK, 3000.0, Law("exponential", 10.0), per_km=True),
    mode(Kind.FEEDER, 2000.0, Law("log-normal", 2.0, 1.0), crew=False),
    mode(Kind.SIP_SERVER, 800.0, Law("fixed", 9.0), crew=False),
    mode(Kind.DISK, 3000.0, Law("fixed", 60.0)),
)


def spec_of(count: int, crews: int = 1000, goals: tuple[Goal, ...] = ()) -> CitySpec:
    return CitySpec(
        name="made",
        cameras=CameraSource(count=count),
        rules=NetworkRules(
            cameras_per_switch=6, switches_per_ring=5, rings_per_aggregation=2, switches_per_feeder=3,
            cameras_per_recorder=32, disks_per_recorder=4,
        ),
        explicit=ExplicitNetwork(),
        modes=MODES,
        teams=(CrewTeam(name="field", count=crews, speed_km_h=float("inf")),),
        spares=(),
        shocks=(),
        upkeep=(),
        traffic=Traffic(),
        costs=Costs(),
        coverage=CoverageSpec(),
        goals=goals,
    )  # fmt: skip


@pytest.fixture(scope="session")
def small_city() -> Callable[..., City]:
    """Makes a city of so many cameras, crews and goals."""

    def make(count: int = 300, crews: int = 1000, goals: tuple[Goal, ...] = ()) -> City:
        spec = spec_of(count, crews, goals)
        inventory = made_city(count, seed=3, districts=3)
        return prepared(spec, inventory, lay_out(inventory, spec.rules))

    return make
