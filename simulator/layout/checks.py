"""What must hold of every network."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from camproof.simulator.layout.by_code import CAMERA_COLUMNS
from camproof.simulator.layout.zones import without_anchor
from camproof.simulator.values import NO_ONE, Inventory, Network, NodeKind

__all__ = ["broken_rules"]


def broken_rules(network: Network, inventory: Inventory) -> tuple[str, ...]:
    """A sentence for each thing that is not as the docstring of ``Network`` says."""
    return (*_nodes(network), *_links(network), *_hanging(network, inventory), *_servers(network))


def _nodes(network: Network) -> Iterator[str]:
    zone, kind = network.node_zone, network.node_kind
    if not (kind == NodeKind.CORE).any():
        yield "there is no core"
    if (np.diff(zone) < 0).any() or (np.diff(zone) > 1).any():
        yield "zones do not ascend one by one"
    if len(zone) and zone[0] != 0:
        yield "the first zone is not 0"
    if ((kind == NodeKind.CORE) != (zone == 0)).any():
        yield "zone 0 is not the core"
    if network.node_names is not None and len(set(network.node_names)) != len(kind):
        yield "node names are not unique"


def _links(network: Network) -> Iterator[str]:
    a, b, zone = network.link_a, network.link_b, network.node_zone
    nodes = len(network.node_kind)
    if len(a) and (min(a.min(), b.min()) < 0 or max(a.max(), b.max()) >= nodes):
        yield "a link ends at no node"
        return
    if (a == b).any():
        yield "a link joins a node with itself"
    pairs = np.minimum(a, b).astype(np.int64) * nodes + np.maximum(a, b)
    if len(np.unique(pairs)) != len(pairs):
        yield "two links join the same nodes"
    if not (np.isfinite(network.link_km).all() and (network.link_km >= 0).all()):
        yield "a link has no length"
    if not (network.link_mbit > 0).all():
        yield "a link carries nothing"
    if without_anchor(zone, a, b).any():
        yield "a node has no way to the core by zones with smaller numbers"


def _hanging(network: Network, inventory: Inventory) -> Iterator[str]:
    for name in CAMERA_COLUMNS:
        if len(getattr(network, name)) != len(inventory):
            yield f"{name} has not a row for each camera"
            return
    joined = inventory.networked
    ends = {
        "camera_node": len(network.node_kind),
        "camera_recorder": len(network.recorder_node),
        "camera_media": len(network.media_servers),
        "camera_sip": len(network.sip_servers),
    }
    for name, count in ends.items():
        values = getattr(network, name)
        if (values[joined] < 0).any() or (values >= count).any() or (values[~joined] != NO_ONE).any():
            yield f"{name} is out of range"
    for name in ("camera_feeder", "node_feeder"):
        values = getattr(network, name)
        if (values < NO_ONE).any() or (values >= len(network.feeder_x_m)).any():
            yield f"{name} is out of range"


def _servers(network: Network) -> Iterator[str]:
    if (network.recorder_node < 0).any() or (network.recorder_node >= len(network.node_kind)).any():
        yield "a recorder hangs on no node"
    if (network.recorder_spares >= network.recorder_disks).any():
        yield "a recorder has no disk that is needed"
    for kind in ("media", "sip"):
        servers, needed = getattr(network, f"{kind}_servers"), getattr(network, f"{kind}_needed")
        if (needed < 1).any() or (needed > servers).any():
            yield f"a group of {kind} servers needs more than it has, or none"
