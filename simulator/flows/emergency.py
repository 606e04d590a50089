"""An emergency: many operators open many streams within minutes. What gives way first, and who still sees."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.flows.bundles import joined, recorder_bundles, viewer_bundles
from camproof.simulator.flows.carrying import Carried, capacities, carry
from camproof.simulator.flows.giving_way import LATE_S, GivesWay, in_order, licences_short, overloads
from camproof.simulator.flows.requests import Requests, requests_of
from camproof.simulator.flows.state import State
from camproof.simulator.queues import fifo_waits
from camproof.simulator.values import NO_ONE, Emergency, Floats, Ints, Inventory, Network, Traffic

__all__ = ["EmergencyOutcome", "rehearse", "serve"]


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
    asked = requests_of(network, inventory, traffic, emergency, rng)
    return serve(network, traffic, asked, State.sound(network) if state is None else state)


def serve(network: Network, traffic: Traffic, asked: Requests, state: State) -> EmergencyOutcome:
    """What becomes of the streams once all are open, all cameras recording."""
    wanted, opened_s = asked.wanted, asked.opened_s
    others, seen = asked.licensed(traffic.licences)
    works = state.cameras[seen]
    broken = int((~works).sum())
    refused = len(wanted) - len(seen)
    seen, seen_s, others = seen[works], opened_s[: len(works)][works], others[state.cameras[others]]
    watched = np.concatenate([others, seen])
    recorders = recorder_bundles(network, state.grid, state.cameras)
    viewers = viewer_bundles(network, state.grid, watched)
    capacity = capacities(network, traffic.media_server_mbit, state.media)
    carried = carry(network, joined(recorders, viewers), capacity)
    waits_s, ends = _invites(network, traffic, wanted, opened_s)
    full, unreached = _of_emergency(network, viewers.mbit, carried, len(recorders), seen, watched)
    return EmergencyOutcome(
        wanted=len(wanted),
        refused=refused,
        dark=unreached + broken,
        full=full,
        recordings=int(recorders.streams.sum()),
        recordings_full=int(recorders.streams[carried.full[: len(recorders)]].sum()),
        gives_way=in_order(
            [
                *overloads(network, state, carried, others, seen, seen_s, traffic),
                *licences_short(traffic, asked),
                *ends,
            ]
        ),
        invite_wait_ms=float(waits_s.mean() * 1000) if len(waits_s) else 0.0,
        invite_longest_ms=float(waits_s.max(initial=0.0) * 1000),
        carried=carried,
    )


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
