"""What the network makes of streams: loads of links and media servers, and the rate of each stream."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_matrix

from camproof.simulator.flows.bundles import Bundles
from camproof.simulator.flows.fairness import max_min
from camproof.simulator.flows.routes import Flags, Longs, arc_capacities
from camproof.simulator.values import NO_ONE, Floats, Network

__all__ = ["FULL_RATE", "Carried", "capacities", "carry", "crossings"]

FULL_RATE = 0.999
"""A stream has its full rate from this share of it on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The state of the network under streams.

    Columns are 2 L arcs, then one for each group of media servers.

    :param capacity: (A,) Mbit/s; :param offered: (A,) what streams want; :param carried: (A,) what they get.
    :param arcs: how many of the columns are arcs.
    :param rate: (F,) Mbit/s of one stream of each bundle; 0 where nothing leads.
    :param mbit: (F,) what it wants; :param streams: (F,) how many there are in the bundle.
    """

    capacity: Floats
    offered: Floats
    carried: Floats
    arcs: int
    rate: Floats
    mbit: Floats
    streams: Longs

    @property
    def load(self) -> Floats:
        """(A,) offered load over capacity; infinite where nothing is left of the capacity."""
        with np.errstate(divide="ignore", invalid="ignore"):
            load = self.offered / self.capacity
        return np.where(self.offered > 0, load, 0.0)

    @property
    def peak_link_load(self) -> float:
        """The highest load of any direction of any link."""
        return float(self.load[: self.arcs].max(initial=0.0))

    @property
    def peak_media_load(self) -> float:
        """The highest load of any group of media servers."""
        return float(self.load[self.arcs :].max(initial=0.0))

    @property
    def overloaded_links(self) -> Longs:
        """Links of which a direction is offered more than it carries."""
        return np.unique(np.flatnonzero(self.load[: self.arcs] > 1.0 + 1e-9) // 2)

    @property
    def full(self) -> Flags:
        """(F,) whether the streams of a bundle have their full rate."""
        return (self.rate >= FULL_RATE * self.mbit) & (self.mbit > 0)

    @property
    def full_share(self) -> float:
        """The share of all streams at their full rate; 1 where there are none."""
        total = int(self.streams.sum())
        return float(self.streams[self.full].sum() / total) if total else 1.0


def capacities(network: Network, media_mbit: float, media_up: Longs | None = None) -> Floats:
    """Of arcs, then of groups of media servers.

    :param media_mbit: what one server passes on; :param media_up: (M,) servers that work; None for those
        that are needed.
    """
    servers = network.media_needed if media_up is None else media_up
    return np.concatenate([arc_capacities(network), servers * media_mbit])


def crossings(bundles: Bundles, arcs: int, columns: int) -> csr_matrix:
    """(F, A) streams of each bundle across each arc and out of each group of media servers."""
    lengths = np.diff(bundles.paths.start)
    rows = np.repeat(np.arange(len(bundles)), lengths)
    passed = np.flatnonzero((bundles.media != NO_ONE) & bundles.paths.reached & (bundles.copies > 0))
    row = np.concatenate([rows, passed])
    column = np.concatenate([bundles.paths.arcs, arcs + bundles.media[passed]])
    data = np.concatenate([np.repeat(bundles.streams, lengths), bundles.copies[passed]]).astype(np.float64)
    return csr_matrix((data, (row, column)), shape=(len(bundles), columns))


def carry(network: Network, bundles: Bundles, capacity: Floats) -> Carried:
    """Share the network out, max-min fair among streams.

    :param capacity: as :func:`capacities` gives it.
    """
    arcs = 2 * len(network.link_a)
    crossed = crossings(bundles, arcs, len(capacity))
    rate = np.where(bundles.paths.reached, max_min(crossed, capacity, bundles.mbit), 0.0)
    return Carried(
        capacity=capacity,
        offered=crossed.T @ bundles.mbit,
        carried=crossed.T @ rate,
        arcs=arcs,
        rate=rate,
        mbit=bundles.mbit,
        streams=bundles.streams,
    )
