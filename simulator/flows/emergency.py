"""An emergency: many operators open many streams within minutes. What gives way first, and who still sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from camproof.simulator.flows.bundles import joined, recorder_bundles, viewer_bundles
from camproof.simulator.flows.carrying import Carried, capacities, carry
from camproof.simulator.flows.routes import Flags, Grid
from camproof.simulator.queues import fifo_waits
from camproof.simulator.values import NO_ONE, Emergency, Floats, Ints, Inventory, Network, Traffic

__all__ = ["MOSTLY", "EmergencyOutcome", "GivesWay", "rehearse", "watched_cameras"]

MOSTLY = 0.8
"""Of the streams of an emergency with a district, so many are of its cameras. Our own figure."""


@dataclass(frozen=True, slots=True)
class GivesWay:
    """What has no more to give, from a moment on.

    :param what: "link", "media servers", "licences" or "SIP servers".
    :param number: of the link or group; 0 for licences.
    :param at_s: from the first operator's first stream; 0 where the recorders alone are too much.
    :param load: over capacity, once all streams are open.
    """

    what: str
    number: int
    at_s: float
    load: float


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyOutcome:
    """How an emergency goes.

    :param wanted: streams that are asked for; ``refused``: of these, for want of a licence; ``dark``: of
        cameras that cannot be reached; ``full``: that come at their full rate.
    :param recordings: recorder streams; ``recordings_full``: those at their full rate meanwhile.
    :param gives_way: in the order in which it happens.
    :param invite_wait_ms: mean wait of an INVITE at the SIP servers; ``invite_longest_ms``: the longest.
    """

    wanted: int
    refused: int
    dark: int
    full: int
    recordings: int
    recordings_full: int
    gives_way: tuple[GivesWay, ...]
    invite_wait_ms: float
    invite_longest_ms: float
    carried: Carried


def rehearse(
    network: Network,
    inventory: Inventory,
    traffic: Traffic,
    emergency: Emergency,
    rng: np.random.Generator,
    grid: Grid | None = None,
) -> EmergencyOutcome:
    """Play the emergency on an ordinary day at its busiest hour, all cameras recording."""
    grid = grid if grid is not None else Grid(network)
    usual = watched_cameras(rng, network, round(traffic.viewers * traffic.streams_each))
    inside = _inside(inventory, emergency.district)
    wanted = watched_cameras(rng, network, emergency.operators * emergency.streams, inside)
    opened_s = np.sort(rng.uniform(0.0, emergency.within_s, len(wanted)))
    licences = max(0, traffic.licences - len(usual)) if traffic.licences is not None else len(wanted)
    seen = wanted[:licences]
    recorders = recorder_bundles(network, grid)
    viewers = viewer_bundles(network, grid, np.concatenate([usual, seen]))
    carried = carry(network, joined(recorders, viewers), capacities(network, traffic.media_server_mbit))
    waits_s, ends = _invites(network, traffic, wanted, opened_s)
    own = _of_emergency(network, viewers.mbit, carried, len(recorders), seen, np.concatenate([usual, seen]))
    return EmergencyOutcome(
        wanted=len(wanted),
        refused=len(wanted) - len(seen),
        dark=own[1],
        full=own[0],
        recordings=int(recorders.streams.sum()),
        recordings_full=int(recorders.streams[carried.full[: len(recorders)]].sum()),
        gives_way=_in_order(
            [
                *_overloads(network, grid, carried, usual, seen, opened_s, traffic),
                *_licences(traffic, usual, wanted, opened_s),
                *ends,
            ]
        ),
        invite_wait_ms=float(waits_s.mean() * 1000) if len(waits_s) else 0.0,
        invite_longest_ms=float(waits_s.max(initial=0.0) * 1000),
        carried=carried,
    )


def watched_cameras(
    rng: np.random.Generator, network: Network, streams: int, inside: Flags | None = None
) -> Ints:
    """A camera for each stream, networked ones, each as likely as the others.

    :param inside: (N,) cameras of which ``MOSTLY`` of the streams are.
    """
    networked = network.camera_node != NO_ONE
    everywhere = np.flatnonzero(networked)
    if not len(everywhere):
        return np.empty(0, np.int32)
    chosen = rng.choice(everywhere, streams)
    near = everywhere if inside is None else np.flatnonzero(networked & inside)
    if inside is not None and len(near):
        chosen = np.where(rng.random(streams) < MOSTLY, rng.choice(near, streams), chosen)
    return chosen.astype(np.int32)


def _inside(inventory: Inventory, district: str | None) -> Flags | None:
    if district is None:
        return None
    return np.asarray(inventory.district == inventory.districts.index(district))


def _of_emergency(
    network: Network, mbit: Floats, carried: Carried, base: int, seen: Ints, watched: Ints
) -> tuple[int, int]:
    """Streams of the emergency at full rate, and those of cameras out of reach."""
    cameras = np.unique(watched)
    cameras = cameras[network.camera_node[cameras] != NO_ONE]
    place = np.searchsorted(cameras, seen)
    rate = carried.rate[base:][place]
    return int(carried.full[base:][place].sum()), int(((rate == 0) & (mbit[place] > 0)).sum())


def _overloads(
    network: Network,
    grid: Grid,
    carried: Carried,
    usual: Ints,
    seen: Ints,
    opened_s: Floats,
    traffic: Traffic,
) -> list[GivesWay]:
    """Links and media servers, each from the stream on that is too much for it."""
    over = np.flatnonzero(carried.load > 1.0 + 1e-9)
    if not len(over):
        return []
    base = carry(
        network,
        joined(recorder_bundles(network, grid), viewer_bundles(network, grid, usual)),
        capacities(network, traffic.media_server_mbit),
    ).offered
    added = _additions(network, grid, usual, seen, carried.arcs, len(carried.capacity)).tocsc()
    found = []
    for column in over.tolist():
        streams = added.indices[added.indptr[column] : added.indptr[column + 1]]
        mbit = added.data[added.indptr[column] : added.indptr[column + 1]]
        order = np.argsort(streams)
        total = base[column] + np.cumsum(mbit[order])
        late = int(np.searchsorted(total, carried.capacity[column] * (1 + 1e-9), side="right"))
        at_s = 0.0 if base[column] > carried.capacity[column] else float(opened_s[streams[order][late]])
        is_link = column < carried.arcs
        number = column // 2 if is_link else column - carried.arcs
        found.append(GivesWay("link" if is_link else "media servers", number, at_s, carried.load[column]))
    return found


def _additions(network: Network, grid: Grid, usual: Ints, seen: Ints, arcs: int, columns: int) -> csr_matrix:
    """(streams, A) Mbit/s that each opened stream adds: on links only the first of its camera."""
    paths = grid.paths(network.camera_node[seen], grid.cores)
    first = np.zeros(len(seen), bool)
    first[np.unique(seen, return_index=True)[1]] = True
    first &= ~np.isin(seen, usual)
    lengths = np.diff(paths.start)
    rows = np.repeat(np.arange(len(seen)), lengths)
    kept = first[rows]
    passed = np.flatnonzero(paths.reached & (network.camera_media[seen] != NO_ONE))
    row = np.concatenate([rows[kept], passed])
    column = np.concatenate([paths.arcs[kept], arcs + network.camera_media[seen[passed]]])
    return csr_matrix((network.camera_mbit[seen[row]], (row, column)), shape=(len(seen), columns))


def _licences(traffic: Traffic, usual: Ints, wanted: Ints, opened_s: Floats) -> list[GivesWay]:
    total = len(usual) + len(wanted)
    if traffic.licences is None or total <= traffic.licences:
        return []
    left = max(0, traffic.licences - len(usual))
    load = total / traffic.licences if traffic.licences else float("inf")
    return [GivesWay("licences", 0, float(opened_s[left]), load)]


def _invites(
    network: Network, traffic: Traffic, wanted: Ints, opened_s: Floats
) -> tuple[Floats, list[GivesWay]]:
    """Waits of all INVITEs, and the groups of SIP servers that cannot keep up with theirs."""
    service = traffic.service
    waits: list[Floats] = []
    ends = []
    groups = network.camera_sip[wanted]
    for group in np.unique(groups[groups != NO_ONE]).tolist():
        at_s = opened_s[groups == group]
        workers = service.workers * int(network.sip_needed[group])
        waited = fifo_waits(at_s, np.full(len(at_s), service.invite_s), workers)
        waits.append(waited)
        load = len(at_s) * service.invite_s / (workers * max(1e-9, float(opened_s[-1])))
        if load > 1.0:
            late = at_s[np.flatnonzero(waited > LATE_S)]
            ends.append(GivesWay("SIP servers", group, float(late[0]) if len(late) else 0.0, load))
    return (np.concatenate(waits) if waits else np.empty(0)), ends


LATE_S = 0.5
"""A request that waits longer is sent again (T1, RFC 3261 17.1.1.1)."""


def _in_order(found: list[GivesWay]) -> tuple[GivesWay, ...]:
    return tuple(sorted(found, key=lambda each: (each.at_s, -each.load, each.what, each.number)))
