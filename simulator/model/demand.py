"""What is asked of a network: the busy hour, emergencies, the storm after the worst power cut."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.domain.seeds import stream
from camproof.simulator.failing import Sort
from camproof.simulator.flows import (
    Grid,
    LiveRequests,
    capacities,
    carry,
    joined,
    live_requests,
    recorder_bundles,
    viewer_bundles,
    watched_cameras,
)
from camproof.simulator.model.city import City
from camproof.simulator.model.emergencies import EmergencyFigures, emergencies_of
from camproof.simulator.model.standing import Down
from camproof.simulator.storms import cut_of_feeder, storm_of
from camproof.simulator.values import NO_ONE, Floats, Ints, Network, Outages

__all__ = ["Demand", "StormFigures", "demand_of"]

_S_PER_H = 3600.0
_H_PER_DAY = 24.0
_LONGEST_H = 1e6


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
    :param live: requests of ordinary days' busiest hours; None without licences.
    :param emergencies: by name. :param storm: None where no power cut takes cameras.
    """

    busy_link_load: float
    busy_media_load: float
    live: LiveRequests | None
    emergencies: Mapping[str, EmergencyFigures]
    storm: StormFigures | None


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
        live=_live(city, seed, number),
        emergencies=emergencies_of(city, down, seed, number),
        storm=_storm(city, down.outages[Sort.FEEDER], seed, number),
    )


def _live(city: City, seed: int, number: int) -> LiveRequests | None:
    """The busiest hour of each day of the period."""
    if city.spec.traffic.licences is None:
        return None
    days = math.ceil(city.spec.period_h / _H_PER_DAY)
    return live_requests(_dice(seed, "live requests", number), city.spec.traffic, days)


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
