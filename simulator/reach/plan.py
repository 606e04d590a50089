"""A network made ready for the question who is reached: its links by zone, each node's neighbours."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.errors import NetworkError
from camproof.simulator.values import Network, NodeKind

__all__ = ["ReachPlan", "reach_plan"]

Index = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ReachPlan:
    """What does not change from one replication to the next.

    :param node_first: (Z + 1,) the nodes of a zone.
    :param link_first: (Z + 1,) the links of a zone, in ``link_order``.
    :param link_order: (L,) links by zone.
    :param near: (2L,) neighbours of nodes within their zone, with ``near_link``; of node s from
        ``near_first[s]``.
    :param home_first: (S + 1,) links to anchors of each node; ``home`` the anchor, ``home_link`` the link.
    :param core: (S,) whether a node is of the core.
    """

    node_first: Index
    link_first: Index
    link_order: Index
    near_first: Index
    near: Index
    near_link: Index
    home_first: Index
    home: Index
    home_link: Index
    core: NDArray[np.bool_]


def reach_plan(network: Network) -> ReachPlan:
    """Check the zones of a network and sort its links by them.

    :raises NetworkError: nodes that are not in the order of their zones, or a link between two zones whose
        other end is no anchor.
    """
    zone = network.node_zone
    if len(zone) and (zone[0] != 0 or (np.diff(zone) < 0).any()):
        raise NetworkError("The nodes of a network stand in the order of their zones, from 0.")
    zones = network.zones
    zone_a, zone_b = zone[network.link_a], zone[network.link_b]
    link_zone = np.maximum(zone_a, zone_b)
    order = np.argsort(link_zone, kind="stable").astype(np.int64)
    inside = zone_a == zone_b
    near_first, near, near_link = _ends(network, np.flatnonzero(inside), both=True)
    home_first, home, home_link = _ends(network, np.flatnonzero(~inside), both=False)
    return ReachPlan(
        node_first=np.searchsorted(zone, np.arange(zones + 1)).astype(np.int64),
        link_first=np.searchsorted(link_zone[order], np.arange(zones + 1)).astype(np.int64),
        link_order=order,
        near_first=near_first,
        near=near,
        near_link=near_link,
        home_first=home_first,
        home=home,
        home_link=home_link,
        core=np.asarray((network.node_kind == NodeKind.CORE) & (zone == 0)),
    )


def _ends(network: Network, links: Index, *, both: bool) -> tuple[Index, Index, Index]:
    """For each node the links at it: (first, the other end, the link). Without ``both`` only at the end in
    the higher zone.
    """
    a, b = network.link_a[links].astype(np.int64), network.link_b[links].astype(np.int64)
    if both:
        here, there, link = np.concatenate((a, b)), np.concatenate((b, a)), np.concatenate((links, links))
    else:
        a_is_higher = network.node_zone[a] > network.node_zone[b]
        here, there, link = np.where(a_is_higher, a, b), np.where(a_is_higher, b, a), links
    order = np.argsort(here, kind="stable")
    counts = np.bincount(here, minlength=len(network.node_zone))
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    return first, there[order], link[order].astype(np.int64)
