"""What is down in a replication, and what is left of the city at one moment of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.availability import Lost
from camproof.simulator.failing import Sort
from camproof.simulator.flows import Grid, State
from camproof.simulator.model.city import City
from camproof.simulator.values import Floats, Ints, Outages

__all__ = ["Down", "state_at"]


@dataclass(frozen=True, slots=True, eq=False)
class Down:
    """What is down in a replication: units by sort, and cameras by themselves or with all that is above."""

    outages: Mapping[Sort, Outages]
    picture: Lost

    def at(self, city: City, moment_h: float) -> NDArray[np.bool_]:
        """(N,) whether each camera gives no picture at a moment."""
        above = self.picture.above
        group = np.zeros(above.owners, np.bool_)
        group[above.owner[(above.begin <= moment_h) & (moment_h < above.end)]] = True
        down = group[city.parents.of_camera]
        own = (self.picture.begin <= moment_h) & (moment_h < self.picture.end)
        down[self.picture.camera[own]] = True
        return down


def state_at(city: City, down: Down, moment_h: float) -> State:
    """What works at a moment: nodes with their power, links, cameras, media servers."""
    network, outages = city.network, down.outages
    node = ~_down(outages[Sort.NODE], len(network.node_kind), moment_h)
    node &= ~_without_power(network.node_feeder, network.node_battery_h, outages[Sort.FEEDER], moment_h)
    link = ~_down(outages[Sort.LINK], len(network.link_a), moment_h)
    servers = np.repeat(np.arange(len(network.media_servers)), network.media_servers)
    up = ~_down(outages[Sort.MEDIA_SERVER], len(servers), moment_h)
    media = np.minimum(np.bincount(servers[up], minlength=len(network.media_servers)), network.media_needed)
    return State(Grid(network, node, link), ~down.at(city, moment_h), media.astype(np.int64))


def _without_power(feeder: Ints, battery_h: Floats, feeders: Outages, moment_h: float) -> NDArray[np.bool_]:
    """Whether the feeder of each unit is out and has been for longer than its battery lasts."""
    since_h: dict[int, float] = {}
    now = (feeders.down_h <= moment_h) & (moment_h < feeders.up_h)
    for unit, begin_h in zip(feeders.unit[now].tolist(), feeders.down_h[now].tolist(), strict=True):
        since_h[unit] = min(begin_h, since_h.get(unit, begin_h))
    out = np.zeros(len(feeder), np.bool_)
    for unit, begin_h in since_h.items():
        out |= (feeder == unit) & (moment_h - begin_h >= battery_h)
    return out


def _down(outages: Outages, units: int, moment_h: float) -> NDArray[np.bool_]:
    down = np.zeros(units, np.bool_)
    down[outages.unit[(outages.down_h <= moment_h) & (moment_h < outages.up_h)]] = True
    return down
