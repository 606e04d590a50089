"""From access switches to the core: rings of switches, pairs of aggregation nodes, rings of these."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.layout.access import AccessPlan, nearest_of
from camproof.simulator.layout.blocks import block_means, block_of_each, block_starts
from camproof.simulator.layout.columns import Links, Nodes, join_links, links_between, nodes_of
from camproof.simulator.layout.hilbert import hilbert_order
from camproof.simulator.layout.strings import Strings, string_links, toured
from camproof.simulator.values import Floats, Ints, NetworkRules, NodeKind

__all__ = ["Backbone", "Sites", "build_backbone"]

_CORES_APART_M = 1000.0

Sites = tuple[Floats, Floats]
"""x and y of given nodes of one kind."""


@dataclass(frozen=True, slots=True)
class Backbone:
    """The nodes in the order of their zones, and their links.

    :param access_node: (S,) the node of each switch of the plan.
    :param home: (S,) the first aggregation node of each switch; the core's where there is no other.
    :param number: (nodes,) what each is numbered by in its name: its place in the plan, or among the given
        nodes of its kind.
    """

    nodes: Nodes
    links: Links
    access_node: Ints
    home: Ints
    number: Ints


def build_backbone(
    access: AccessPlan, rules: NetworkRules, sites: Sites | None = None, cores: Sites | None = None
) -> Backbone:
    """Lay rings through the switches and join them to the core.

    :param sites: given aggregation nodes; None to choose them. :param cores: likewise.
    """
    core = _cores(access, rules) if cores is None else cores
    nodes = nodes_of(NodeKind.CORE, *core, np.zeros(len(core[0]), np.int32))
    links = links_between(*_core_ring(len(nodes)), rules.core_mbit, nodes)
    rings = block_starts(len(access), rules.switches_per_ring)
    of_ring, (agg_x, agg_y) = _homes(access, rings, rules, sites)

    strings, order = _agg_strings(agg_x, agg_y, len(nodes), rules, core)
    first = len(nodes)
    nodes = nodes.join(nodes_of(NodeKind.AGGREGATION, agg_x[order], agg_y[order], strings.of_stop + 1))
    ends = string_links(strings, rules.aggregation, first)
    links = join_links(links, links_between(*ends, rules.core_mbit, nodes))
    number = np.concatenate((np.arange(first, dtype=np.int32), order))

    place = np.empty(len(order), np.int32)
    place[order] = np.arange(first, len(nodes), dtype=np.int32)
    anchors = place[of_ring]
    tours = Strings(rings, anchors)
    order = toured(tours, rules.access, (access.x_m, access.y_m), (nodes.x_m, nodes.y_m))
    first, zone = len(nodes), int(nodes.zone.max(initial=0)) + 1
    nodes = nodes.join(nodes_of(NodeKind.ACCESS, access.x_m[order], access.y_m[order], tours.of_stop + zone))
    mbit = rules.access_mbit if rules.access == "star" else rules.ring_mbit
    links = join_links(links, links_between(*string_links(tours, rules.access, first), mbit, nodes))
    access_node = np.empty(len(order), np.int32)
    access_node[order] = np.arange(first, len(nodes), dtype=np.int32)
    number = np.concatenate((number, access.numbers[order]))
    return Backbone(nodes, links, access_node, anchors[tours.of_stop, 0], number)


def _cores(access: AccessPlan, rules: NetworkRules) -> Sites:
    """Around the middle of the switches, a kilometre apart."""
    middle = (float(np.median(access.x_m)), float(np.median(access.y_m))) if len(access) else (0.0, 0.0)
    turn = 2 * np.pi * np.arange(rules.cores) / rules.cores
    radius = 0.0 if rules.cores == 1 else _CORES_APART_M / (2 * np.sin(np.pi / rules.cores))
    return middle[0] + radius * np.cos(turn), middle[1] + radius * np.sin(turn)


def _core_ring(count: int) -> tuple[Ints, Ints]:
    here = np.arange(count if count > 2 else count - 1, dtype=np.int32)
    return here, (here + 1) % max(count, 1)


def _homes(
    access: AccessPlan, rings: NDArray[np.int64], rules: NetworkRules, sites: Sites | None
) -> tuple[Ints, Sites]:
    """(R, 2) the aggregation nodes of each ring, and where they stand."""
    count = len(rings) - 1
    groups = block_starts(count, rules.rings_per_aggregation)
    starts = rings[groups]
    if sites is not None:
        x_m, y_m = block_means(access.x_m, starts), block_means(access.y_m, starts)
        near = nearest_of(x_m, y_m, *sites, 2 if rules.dual_homing else 1)
        return near[block_of_each(groups)][:, [0, -1]], sites
    if not rules.dual_homing:
        own = block_of_each(groups)
        return np.column_stack((own, own)), (
            block_means(access.x_m, starts),
            block_means(access.y_m, starts),
        )
    own = block_of_each(groups) * 2
    return np.column_stack((own, own + 1)), (_halves(access.x_m, starts), _halves(access.y_m, starts))


def _halves(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """(2 B,) the mean of each half of each block; the halves of one row are that row."""
    low, high = starts[:-1], starts[1:]
    middle = (low + high) // 2
    sums = np.concatenate(([0.0], np.cumsum(values)))
    first = (np.maximum(middle, low + 1), low)
    second = (high, np.minimum(middle, high - 1))
    means = [(sums[to] - sums[at]) / (to - at) for to, at in (first, second)]
    return np.column_stack(means).ravel()


def _agg_strings(
    x_m: Floats, y_m: Floats, cores: int, rules: NetworkRules, core: Sites
) -> tuple[Strings, Ints]:
    """Rings of aggregation nodes, each between two core nodes, or stars to all of these."""
    order = hilbert_order(x_m, y_m)
    starts = block_starts(len(order), rules.aggregations_per_ring)
    rings = np.arange(len(starts) - 1, dtype=np.int32)
    if rules.aggregation == "star":
        return Strings(starts, np.tile(np.arange(cores, dtype=np.int32), (len(rings), 1))), order
    strings = Strings(starts, np.column_stack((2 * rings % cores, (2 * rings + 1) % cores)).astype(np.int32))
    return strings, order[toured(strings, rules.aggregation, (x_m[order], y_m[order]), core)]
