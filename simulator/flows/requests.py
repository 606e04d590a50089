"""The streams that are asked for when many operators look at once."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from camproof.simulator.flows.routes import Flags
from camproof.simulator.values import NO_ONE, Emergency, Floats, Ints, Inventory, Network, Traffic

__all__ = ["MOSTLY", "Requests", "requests_of", "watched_cameras"]

MOSTLY = 0.8
"""Of the streams of an emergency with a district, so many are of its cameras. Our own figure."""


def _nobody() -> Ints:
    return np.empty(0, np.int32)


@dataclass(frozen=True, slots=True, eq=False)
class Requests:
    """The camera of each stream.

    :param usual: (U,) open anyway, on an ordinary day at its busiest hour.
    :param wanted: (W,) of the emergency, in the order in which they are opened, at :param opened_s: (W,).
    :param before: of other emergencies, opened earlier and still open; :param after: opened later.
    """

    usual: Ints
    wanted: Ints
    opened_s: Floats
    before: Ints = field(default_factory=_nobody)
    after: Ints = field(default_factory=_nobody)

    def beside(self, before: Ints, after: Ints) -> Requests:
        """The same while other emergencies go on."""
        return replace(self, before=before, after=after)

    def licensed(self, licences: int | None) -> tuple[Ints, Ints]:
        """Streams that get a licence, first come, first served: of others, of this emergency."""
        turns = (self.usual, self.before, self.wanted, self.after)
        left = sum(len(turn) for turn in turns) if licences is None else licences
        got = []
        for turn in turns:
            got.append(turn[: max(0, left)])
            left -= len(turn)
        usual, before, wanted, after = got
        return np.concatenate((usual, before, after)), wanted


def requests_of(
    network: Network, inventory: Inventory, traffic: Traffic, emergency: Emergency, rng: np.random.Generator
) -> Requests:
    """Streams of an ordinary busiest hour and of one emergency, drawn."""
    usual = watched_cameras(rng, network, round(traffic.viewers * traffic.streams_each))
    inside = _inside(inventory, emergency.district)
    wanted = watched_cameras(rng, network, emergency.operators * emergency.streams, inside)
    within_s = min(emergency.within_s, emergency.lasts_h * 3600)
    return Requests(usual, wanted, np.sort(rng.uniform(0.0, within_s, len(wanted))))


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
