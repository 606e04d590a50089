"""Small networks and inventories, written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from camproof.simulator.values import NO_ONE, Inventory, Network

__all__ = ["inventory_of", "network_of", "ring_city"]


def network_of(
    kinds: Sequence[int],
    links: Sequence[tuple[int, int, float]],
    cameras: Sequence[int],
    *,
    mbit: float | Sequence[float] = 4.0,
    recorders: Sequence[int] = (),
    camera_recorder: Sequence[int] | None = None,
    feeders: Sequence[int] | None = None,
    node_feeders: Sequence[int] | None = None,
    camera_battery_h: float = 0.0,
    node_battery_h: float | Sequence[float] = 0.0,
    km: Sequence[float] | None = None,
    media_servers: int = 1,
    sip_needed: int = 1,
) -> Network:
    """A network of nodes by kind, links (from, to, Mbit/s) and cameras by node."""
    nodes, count, size = len(kinds), len(links), len(cameras)
    ends = np.array([(a, b) for a, b, _ in links], np.int32).reshape(count, 2)
    fed = [NO_ONE] * size if feeders is None else feeders
    fed_nodes = [NO_ONE] * nodes if node_feeders is None else node_feeders
    own = ([0] * size if recorders else [NO_ONE] * size) if camera_recorder is None else camera_recorder
    highest = max([*fed, *fed_nodes], default=NO_ONE) + 1
    return Network(
        node_names=None,
        node_kind=np.array(kinds, np.int8),
        node_x_m=np.zeros(nodes),
        node_y_m=np.zeros(nodes),
        node_zone=np.zeros(nodes, np.int32),
        node_feeder=np.array(fed_nodes, np.int32),
        node_battery_h=np.broadcast_to(np.asarray(node_battery_h, float), nodes).copy(),
        link_a=ends[:, 0],
        link_b=ends[:, 1],
        link_km=np.ones(count) if km is None else np.array(km, float),
        link_mbit=np.array([rate for _, _, rate in links], float),
        camera_node=np.array(cameras, np.int32),
        camera_km=np.zeros(size),
        camera_feeder=np.array(fed, np.int32),
        camera_battery_h=np.full(size, camera_battery_h),
        camera_mbit=np.broadcast_to(np.asarray(mbit, float), size).copy(),
        edge_storage_h=np.zeros(size),
        camera_recorder=np.array(own, np.int32),
        recorder_node=np.array(recorders, np.int32),
        recorder_disks=np.full(len(recorders), 8, np.int32),
        recorder_spares=np.ones(len(recorders), np.int32),
        camera_media=np.zeros(size, np.int32),
        camera_sip=np.zeros(size, np.int32),
        media_servers=np.array([media_servers], np.int32),
        media_needed=np.array([media_servers], np.int32),
        sip_servers=np.array([sip_needed], np.int32),
        sip_needed=np.array([sip_needed], np.int32),
        feeder_x_m=np.zeros(highest),
        feeder_y_m=np.zeros(highest),
    )


def inventory_of(count: int, districts: Sequence[str] = ("east", "west")) -> Inventory:
    """So many cameras, dealt over the districts in turn."""
    zeros = np.zeros(count)
    return Inventory(
        codes=None,
        names=None,
        x_m=zeros,
        y_m=zeros,
        origin=(118.0, 31.0),
        camera_class=np.zeros(count, np.int8),
        place=np.zeros(count, np.int8),
        places=("crossing",),
        district=(np.arange(count) % len(districts)).astype(np.int32),
        districts=tuple(districts),
        vendor=np.zeros(count, np.int32),
        vendors=("one",),
        age_h=zeros,
        retention_d=zeros,
        height_m=zeros,
        heading_deg=zeros,
        field_of_view_deg=zeros,
        range_m=zeros,
        hd=np.ones(count, bool),
        networked=np.ones(count, bool),
        phase=np.zeros(count, np.int8),
    )


def ring_city(cameras: int, per_switch: int = 16, switches: int = 12) -> Network:
    """Rings of access switches at aggregation nodes, eight rings each, these at one core; a recorder each."""
    access = -(-cameras // per_switch)
    rings = -(-access // switches)
    hubs = -(-rings // 8)
    kinds = [2] + [1] * hubs + [0] * access
    links = [(0, 1 + hub, 100_000.0) for hub in range(hubs)]
    for ring in range(rings):
        members = [1 + hubs + n for n in range(ring * switches, min(access, (ring + 1) * switches))]
        around = [1 + ring // 8, *members, 1 + ring // 8]
        links += [(a, b, 10_000.0) for a, b in pairwise(around)]
    homes = [1 + hubs + camera // per_switch for camera in range(cameras)]
    own = [camera // per_switch // switches // 8 for camera in range(cameras)]
    return network_of(kinds, links, homes, recorders=[1 + hub for hub in range(hubs)], camera_recorder=own)
