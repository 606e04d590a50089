"""When what is above the cameras fails them: way, power, servers, recorders; a set of times each group."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.availability.groups import failovers, too_few
from camproof.simulator.availability.parents import Parents
from camproof.simulator.reach import Intervals, ReachPlan, empty, merged, shifted, taken, union, unreached
from camproof.simulator.values import NO_OUTAGES, Network, Outages

__all__ = ["Above", "Infrastructure", "above", "picture_above"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Infrastructure:
    """Outages of everything but cameras.

    :param disks: of single disks, recorder by recorder; servers likewise, group by group.
    """

    nodes: Outages = NO_OUTAGES
    links: Outages = NO_OUTAGES
    feeders: Outages = NO_OUTAGES
    disks: Outages = NO_OUTAGES
    media_servers: Outages = NO_OUTAGES
    sip_servers: Outages = NO_OUTAGES


@dataclass(frozen=True, slots=True)
class Above:
    """For each of M groups of cameras, when it cannot be ...

    :param power: on, as its feeder is out and its battery empty.
    :param offline: on-line: power, way to the core, SIP servers.
    :param picture: looked at: offline, or the media servers.
    :param way: reach its recorder, its own storage left aside.
    :param recorded: recorded whatever its own state: power; way to the recorder for longer than the camera's
        own storage lasts; the recorder; disks, with all that they had held.
    """

    power: Intervals
    offline: Intervals
    picture: Intervals
    way: Intervals
    recorded: Intervals


@dataclass(frozen=True, slots=True)
class _Known:
    """What is down by itself, and what cameras lose by it: sets of groups but for nodes and links."""

    node_down: Intervals
    link_down: Intervals
    node_cut: Intervals
    power: Intervals
    not_joined: Intervals
    offline: Intervals
    picture: Intervals


def above(
    network: Network,
    plan: ReachPlan,
    parents: Parents,
    down: Infrastructure,
    *,
    period_h: float,
    failover_h: float = 0.0,
) -> Above:
    """Work it out for one replication."""
    known = _known(network, plan, parents, down, period_h, failover_h)
    way, recorded = _unrecorded(network, plan, parents, down.disks, known, period_h)
    return Above(known.power, known.offline, known.picture, way, recorded)


def picture_above(
    network: Network,
    plan: ReachPlan,
    parents: Parents,
    down: Infrastructure,
    *,
    period_h: float,
    failover_h: float = 0.0,
) -> Intervals:
    """Only when each group cannot be looked at: ``Above.picture``, bit for bit."""
    return _known(network, plan, parents, down, period_h, failover_h).picture


def _known(
    network: Network,
    plan: ReachPlan,
    parents: Parents,
    down: Infrastructure,
    period_h: float,
    failover_h: float,
) -> _Known:
    feeders = _sets(down.feeders, len(network.feeder_x_m), period_h)
    node_down = union(
        (
            _sets(down.nodes, len(network.node_kind), period_h),
            _on_battery(feeders, network.node_feeder, network.node_battery_h),
        ),
        period_h,
    )
    link_down = _sets(down.links, len(network.link_a), period_h)
    node_cut = unreached(plan, node_down, link_down)
    power = _on_battery(feeders, parents.feeder, parents.battery_h)
    not_joined = _for_ever(parents.node < 0, period_h)
    sip = _servers(down.sip_servers, network.sip_servers, network.sip_needed, failover_h, period_h)
    media = _servers(down.media_servers, network.media_servers, network.media_needed, failover_h, period_h)
    offline = union((power, taken(node_cut, parents.node), not_joined, taken(sip, parents.sip)), period_h)
    offline = _within(offline, period_h)
    picture = union((offline, taken(media, parents.media)), period_h)
    return _Known(node_down, link_down, node_cut, power, not_joined, offline, picture)


def _sets(outages: Outages, units: int, period_h: float) -> Intervals:
    return merged(outages.unit, outages.down_h, outages.up_h, units, period_h)


def _within(times: Intervals, period_h: float) -> Intervals:
    return merged(times.owner, times.begin, times.end, times.owners, period_h)


def _for_ever(which: NDArray[np.bool_], period_h: float) -> Intervals:
    rows = np.flatnonzero(which)
    return merged(rows, np.zeros(len(rows)), np.full(len(rows), period_h), len(which), period_h)


def _on_battery(feeders: Intervals, feeder: NDArray[np.int32], battery_h: NDArray[np.float64]) -> Intervals:
    return shifted(taken(feeders, feeder), battery_h, np.zeros(len(battery_h)))


def _servers(
    outages: Outages,
    units: NDArray[np.int32],
    needed: NDArray[np.int32],
    failover_h: float,
    period_h: float,
) -> Intervals:
    spare = (units - needed).astype(np.int32)
    times = too_few(outages, units, spare, period_h)
    if failover_h <= 0:
        return times
    return union((times, failovers(outages, units, needed, failover_h, period_h)), period_h)


def _unrecorded(
    network: Network,
    plan: ReachPlan,
    parents: Parents,
    failed_disks: Outages,
    known: _Known,
    period_h: float,
) -> tuple[Intervals, Intervals]:
    """The times without a way to the recorder, and those without a recording.

    A recorder at the camera's own node needs that node alone; one at an anchor of the camera's zone, the way
    to the anchors; for any other both must be reached from the core.
    """
    without = _for_ever(parents.recorder < 0, period_h)
    if not len(network.recorder_node):
        return empty(len(parents)), without
    stands = np.where(parents.recorder < 0, -1, network.recorder_node[parents.recorder])
    beside = (parents.node >= 0) & (parents.node == stands)
    near = ~beside & _at_anchor(plan, network, parents.node, stands)
    far = ~beside & ~near
    to_anchor = unreached(plan, known.node_down, known.link_down, local=True)
    way = union(
        (
            taken(to_anchor, np.where(near, parents.node, -1)),
            taken(known.node_cut, np.where(far, parents.node, -1)),
            taken(known.node_down, np.where(far, -1, stands)),
            taken(known.node_cut, np.where(far, stands, -1)),
        ),
        period_h,
    )
    way = _within(way, period_h)
    kept_away = shifted(way, np.zeros(len(parents)), parents.edge_h)
    disks = _disks(network, parents, failed_disks, period_h)
    return way, union((known.power, known.not_joined, without, kept_away, disks), period_h)


def _at_anchor(
    plan: ReachPlan, network: Network, node: NDArray[np.int32], stands: NDArray[np.int32]
) -> NDArray[np.bool_]:
    """Whether the recorder stands at a node that is an anchor of the camera's zone."""
    there = (node >= 0) & (stands >= 0)
    zone = network.node_zone[np.where(there, node, 0)].astype(np.int64)
    home_zone = np.repeat(network.node_zone, np.diff(plan.home_first)).astype(np.int64)
    nodes = len(network.node_zone)
    pairs = np.unique(home_zone * nodes + plan.home)
    return np.asarray(there & np.isin(zone * nodes + stands, pairs))


def _disks(network: Network, parents: Parents, disks: Outages, period_h: float) -> Intervals:
    lost = too_few(disks, network.recorder_disks, network.recorder_spares, period_h)
    times = taken(lost, parents.recorder)
    kept_h = parents.retention_h[times.owner]
    return merged(times.owner, times.begin - kept_h, times.end, len(parents), period_h)
