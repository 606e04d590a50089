"""An emergency: many operators open many streams within minutes. What gives way first, and who still sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.flows.bundles import joined, recorder_bundles, viewer_bundles
from camproof.simulator.flows.carrying import Carried, capacities, carry
from camproof.simulator.flows.giving_way import LATE_S, GivesWay, in_order, licences_short, overloads
from camproof.simulator.flows.routes import Flags
from camproof.simulator.flows.state import State
from camproof.simulator.queues import fifo_waits
from camproof.simulator.values import NO_ONE, Emergency, Floats, Ints, Inventory, Network, Traffic

__all__ = ["MOSTLY", "EmergencyOutcome", "rehearse", "watched_cameras"]

MOSTLY = 0.8
"""Of the streams of an emergency with a district, so many are of its cameras. Our own figure."""


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
    state: State | None = None,
) -> EmergencyOutcome:
    """Play the emergency on an ordinary day at its busiest hour, all cameras recording.

    :param state: what works then; None for everything.
    """
    state = state if state is not None else State.sound(network)
    grid = state.grid
    usual = watched_cameras(rng, network, round(traffic.viewers * traffic.streams_each))
    inside = _inside(inventory, emergency.district)
    wanted = watched_cameras(rng, network, emergency.operators * emergency.streams, inside)
    opened_s = np.sort(rng.uniform(0.0, emergency.within_s, len(wanted)))
    licences = max(0, traffic.licences - len(usual)) if traffic.licences is not None else len(wanted)
    seen = wanted[:licences]
    works = state.cameras[seen]
    broken = int((~works).sum())
    seen, seen_s, usual = seen[works], opened_s[: len(works)][works], usual[state.cameras[usual]]
    recorders = recorder_bundles(network, grid, state.cameras)
    viewers = viewer_bundles(network, grid, np.concatenate([usual, seen]))
    capacity = capacities(network, traffic.media_server_mbit, state.media)
    carried = carry(network, joined(recorders, viewers), capacity)
    waits_s, ends = _invites(network, traffic, wanted, opened_s)
    own = _of_emergency(network, viewers.mbit, carried, len(recorders), seen, np.concatenate([usual, seen]))
    return EmergencyOutcome(
        wanted=len(wanted),
        refused=len(wanted) - len(seen) - broken,
        dark=own[1] + broken,
        full=own[0],
        recordings=int(recorders.streams.sum()),
        recordings_full=int(recorders.streams[carried.full[: len(recorders)]].sum()),
        gives_way=in_order(
            [
                *overloads(network, state, carried, usual, seen, seen_s, traffic),
                *licences_short(traffic, usual, wanted, opened_s),
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
