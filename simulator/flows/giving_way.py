"""What gives way when streams are opened one after the other, and when."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from camproof.simulator.flows.bundles import joined, recorder_bundles, viewer_bundles
from camproof.simulator.flows.carrying import Carried, capacities, carry
from camproof.simulator.flows.requests import Requests
from camproof.simulator.flows.routes import Grid
from camproof.simulator.flows.state import State
from camproof.simulator.values import NO_ONE, Floats, Ints, Network, Traffic

__all__ = ["LATE_S", "GivesWay", "in_order", "licences_short", "overloads"]

LATE_S = 0.5
"""A request that waits longer is sent again (T1, RFC 3261 17.1.1.1)."""


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


def overloads(
    network: Network,
    state: State,
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
        joined(
            recorder_bundles(network, state.grid, state.cameras), viewer_bundles(network, state.grid, usual)
        ),
        capacities(network, traffic.media_server_mbit, state.media),
    ).offered
    added = _additions(network, state.grid, usual, seen, carried.arcs, len(carried.capacity)).tocsc()
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


def licences_short(traffic: Traffic, asked: Requests) -> list[GivesWay]:
    """Licences, from the first stream on that finds none."""
    before = len(asked.usual) + len(asked.before)
    total = before + len(asked.wanted)
    if traffic.licences is None or total <= traffic.licences:
        return []
    left = max(0, traffic.licences - before)
    load = total / traffic.licences if traffic.licences else float("inf")
    at_s = float(asked.opened_s[left]) if left < len(asked.opened_s) else 0.0
    return [GivesWay("licences", 0, at_s, load)]


def in_order(found: list[GivesWay]) -> tuple[GivesWay, ...]:
    """As it happens; of one moment the worst first."""
    return tuple(sorted(found, key=lambda each: (each.at_s, -each.load, each.what, each.number)))
