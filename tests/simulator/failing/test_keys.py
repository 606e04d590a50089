"""Units keep their keys, and so their fates, in designs that have them too."""

from __future__ import annotations

import numpy as np
import pytest

from camproof.simulator.failing.keys import disk_keys, link_keys, node_keys, server_keys
from camproof.simulator.layout import lay_out
from camproof.simulator.made import made_city
from camproof.simulator.values import Network, NetworkRules, NodeKind
from tests.simulator.kit import ring_city


def laid_out(cores: int) -> Network:
    rules = NetworkRules(
        cores=cores,
        cameras_per_switch=6,
        switches_per_ring=5,
        rings_per_aggregation=2,
        cameras_per_recorder=32,
    )
    return lay_out(made_city(500, 2), rules)


def places(network: Network) -> dict[int, tuple[float, ...]]:
    """Where each node below the core stands, by its key."""
    rows = np.flatnonzero(network.node_kind != NodeKind.CORE)
    at = np.column_stack((network.node_kind, network.node_x_m, network.node_y_m))[rows]
    return dict(zip(node_keys(network)[rows].tolist(), map(tuple, at.tolist()), strict=True))


def ends(network: Network) -> dict[int, frozenset[int]]:
    """The ends of each link below the core, by its key."""
    keys, nodes = link_keys(network), node_keys(network)
    high = np.maximum(network.node_kind[network.link_a], network.node_kind[network.link_b])
    return {
        int(keys[row]): frozenset((int(nodes[network.link_a[row]]), int(nodes[network.link_b[row]])))
        for row in np.flatnonzero(high < NodeKind.CORE)
    }


def recorders(network: Network) -> dict[int, tuple[float, float]]:
    at = np.repeat(network.recorder_node, network.recorder_disks)
    where = zip(network.node_x_m[at].tolist(), network.node_y_m[at].tolist(), strict=True)
    return dict(zip(disk_keys(network).tolist(), where, strict=True))


@pytest.mark.parametrize("cores", [1, 3, 4])
def test_what_is_made_keeps_its_keys_whatever_the_number_of_cores(cores: int) -> None:
    one, other = laid_out(2), laid_out(cores)
    assert places(one) == places(other)
    assert recorders(one) == recorders(other)
    shared = ends(one).items() & ends(other).items()
    rings = np.minimum(one.node_kind[one.link_a], one.node_kind[one.link_b]) == NodeKind.ACCESS
    assert len(shared) >= np.count_nonzero(rings)


def test_no_two_units_share_a_key() -> None:
    for network in (laid_out(2), ring_city(600, per_switch=100, switches=1)):
        servers = server_keys(np.array([2, 1, 3], np.int32))
        for keys in (node_keys(network), link_keys(network), disk_keys(network), servers):
            assert len(set(keys.tolist())) == len(keys)
