"""What tests of the simulator share: small networks by hand."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import numpy as np
import pytest

from camproof.simulator.values import Network, NodeKind


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
        camera_media=np.zeros(cameras, np.int32),
        camera_sip=np.zeros(cameras, np.int32),
        media_servers=np.zeros(0, np.int32),
        media_needed=np.zeros(0, np.int32),
        sip_servers=np.zeros(0, np.int32),
        sip_needed=np.zeros(0, np.int32),
        feeder_x_m=np.zeros(0),
        feeder_y_m=np.zeros(0),
    )
