"""What is asked of a network: the busy hour, emergencies, the storm after the worst power cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.domain.seeds import stream
from camproof.simulator.availability import Lost
from camproof.simulator.failing import Sort
from camproof.simulator.flows import (
    Grid,
    State,
    capacities,
    carry,
    joined,
    recorder_bundles,
    rehearse,
    viewer_bundles,
    watched_cameras,
)
from camproof.simulator.model.city import City
from camproof.simulator.storms import cut_of_feeder, storm_of
from camproof.simulator.values import NO_ONE, Emergency, Floats, Ints, Network, Outages

__all__ = ["Demand", "Down", "EmergencyFigures", "StormFigures", "demand_of"]

_S_PER_H = 3600.0
_LONGEST_H = 1e6


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyFigures:
    """One emergency, at a moment of the period with whatever is down then.

    :param full: share of the streams asked for that come at their full rate; ``refused``: for want of a
        licence; ``dark``: of cameras out of reach.
    :param recorded: share of the recorder streams at their full rate meanwhile.
    :param link_load: of the fullest link over its capacity; ``media_load`` of the fullest media group.
    :param invite_ms: longest wait of an INVITE.
    :param gives_way: what has no more to give first: "link"; empty for nothing.
    """

    full: float
    refused: float
    dark: float
    recorded: float
    link_load: float
    media_load: float
    invite_ms: float
    gives_way: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StormFigures:
    """The power cut that takes most cameras in the period, and their return.

    :param feeder: which; :param at_h: when; :param lasts_s: how long.
    :param size: cameras that register anew; :param peak_per_s: most REGISTERs in a second.
    :param recovery_s: from the return of power until 99 % are back.
    """

    feeder: int
    at_h: float
    lasts_s: float
    size: int
    peak_per_s: int
    recovery_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """:param busy_link_load: at the busiest hour of an ordinary day, of the fullest link; all that works.
    :param busy_media_load: likewise of the fullest group of media servers.
    :param emergencies: by name. :param storm: None where no power cut takes cameras.
    """

    busy_link_load: float
    busy_media_load: float
    emergencies: Mapping[str, EmergencyFigures]
    storm: StormFigures | None


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


def demand_of(city: City, down: Down, seed: int, number: int) -> Demand:
    """Play them with what is down in a replication."""
    network, traffic = city.network, city.spec.traffic
    rng = _dice(seed, "busy hour", number)
    grid = Grid(network)
    watched = watched_cameras(rng, network, round(traffic.viewers * traffic.streams_each))
    busy = carry(
        network,
        joined(recorder_bundles(network, grid), viewer_bundles(network, grid, watched)),
        capacities(network, traffic.media_server_mbit),
    )
    return Demand(
        busy_link_load=busy.peak_link_load,
        busy_media_load=busy.peak_media_load,
        emergencies={each.name: _emergency(city, down, each, seed, number) for each in traffic.emergencies},
        storm=_storm(city, down.outages[Sort.FEEDER], seed, number),
    )


def _emergency(city: City, down: Down, emergency: Emergency, seed: int, number: int) -> EmergencyFigures:
    rng = _dice(seed, f"emergency {emergency.name}", number)
    moment_h = rng.uniform(0.0, city.spec.period_h)
    state = _state(city, down, moment_h)
    went = rehearse(city.network, city.inventory, city.spec.traffic, emergency, rng, state)
    wanted, recordings = max(1, went.wanted), max(1, went.recordings)
    return EmergencyFigures(
        full=went.full / wanted,
        refused=went.refused / wanted,
        dark=went.dark / wanted,
        recorded=went.recordings_full / recordings,
        link_load=went.carried.peak_link_load,
        media_load=went.carried.peak_media_load,
        invite_ms=went.invite_longest_ms,
        gives_way=went.gives_way[0].what if went.gives_way else "",
    )


def _state(city: City, down: Down, moment_h: float) -> State:
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


def _storm(city: City, feeders: Outages, seed: int, number: int) -> StormFigures | None:
    lasts_h = np.minimum(feeders.up_h, city.spec.period_h) - feeders.down_h
    silent = _silenced(city.network, feeders.unit, lasts_h)
    if not silent.any():
        return None
    worst = int(np.lexsort((feeders.down_h, -lasts_h, -silent))[0])
    lasts_s = float(lasts_h[worst]) * _S_PER_H
    cut = cut_of_feeder(city.network, int(feeders.unit[worst]), lasts_s)
    own_seed = stream(seed, "storm", str(number)).getrandbits(63)
    storm = storm_of(city.network, cut, city.spec.traffic.service, own_seed)
    return StormFigures(
        feeder=int(feeders.unit[worst]),
        at_h=float(feeders.down_h[worst]),
        lasts_s=lasts_s,
        size=storm.size,
        peak_per_s=storm.peak_per_s,
        recovery_s=storm.recovery_s,
    )


def _silenced(network: Network, feeder: Ints, lasts_h: Floats) -> NDArray[np.int64]:
    """Cameras that each cut of a feeder takes: those whose battery, or their switch's, it outlasts."""
    fed = np.flatnonzero((network.camera_feeder != NO_ONE) & (network.camera_node != NO_ONE))
    own, node = network.camera_feeder[fed], network.camera_node[fed]
    battery_h = network.camera_battery_h[fed]
    alike = network.node_feeder[node] == own
    battery_h = np.where(alike, np.minimum(battery_h, network.node_battery_h[node]), battery_h)
    key = np.sort(own * _LONGEST_H + np.minimum(battery_h, _LONGEST_H - 1.0))
    start = feeder * _LONGEST_H
    until = np.searchsorted(key, start + np.minimum(lasts_h, _LONGEST_H - 1.0))
    return np.asarray(until - np.searchsorted(key, start), np.int64)


def _dice(seed: int, purpose: str, number: int) -> np.random.Generator:
    return np.random.default_rng(stream(seed, purpose, str(number)).getrandbits(64))
