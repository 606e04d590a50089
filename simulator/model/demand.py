"""What is asked of a network: the busy hour, emergencies, the storm after the worst power cut."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.domain.seeds import stream
from camproof.simulator.failing import Sort
from camproof.simulator.flows import (
    Grid,
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
from camproof.simulator.values import NO_ONE, Emergency, Outages

__all__ = ["Demand", "EmergencyFigures", "StormFigures", "demand_of"]

_S_PER_H = 3600.0


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


def demand_of(city: City, outages: Mapping[Sort, Outages], seed: int, number: int) -> Demand:
    """Play them with the outages of a replication."""
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
        emergencies={
            each.name: _emergency(city, outages, each, seed, number) for each in traffic.emergencies
        },
        storm=_storm(city, outages[Sort.FEEDER], seed, number),
    )


def _emergency(
    city: City, outages: Mapping[Sort, Outages], emergency: Emergency, seed: int, number: int
) -> EmergencyFigures:
    rng = _dice(seed, f"emergency {emergency.name}", number)
    moment_h = rng.uniform(0.0, city.spec.period_h)
    network = city.network
    grid = Grid(
        network,
        _up(outages[Sort.NODE], len(network.node_kind), moment_h),
        _up(outages[Sort.LINK], len(network.link_a), moment_h),
    )
    went = rehearse(network, city.inventory, city.spec.traffic, emergency, rng, grid)
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


def _up(outages: Outages, units: int, moment_h: float) -> NDArray[np.bool_]:
    up = np.ones(units, np.bool_)
    up[outages.unit[(outages.down_h <= moment_h) & (moment_h < outages.up_h)]] = False
    return up


def _storm(city: City, feeders: Outages, seed: int, number: int) -> StormFigures | None:
    fed = np.bincount(
        city.network.camera_feeder[city.network.camera_feeder != NO_ONE],
        minlength=len(city.network.feeder_x_m),
    )
    if not len(feeders) or not fed.any():
        return None
    lasts_h = np.minimum(feeders.up_h, city.spec.period_h) - feeders.down_h
    worst = int(np.lexsort((feeders.down_h, -lasts_h, -fed[feeders.unit]))[0])
    lasts_s = float(lasts_h[worst]) * _S_PER_H
    cut = cut_of_feeder(city.network, int(feeders.unit[worst]), lasts_s)
    storm = storm_of(city.network, cut, city.spec.traffic.service, seed + number)
    return StormFigures(
        feeder=int(feeders.unit[worst]),
        at_h=float(feeders.down_h[worst]),
        lasts_s=lasts_s,
        size=storm.size,
        peak_per_s=storm.peak_per_s,
        recovery_s=storm.recovery_s,
    )


def _dice(seed: int, purpose: str, number: int) -> np.random.Generator:
    return np.random.default_rng(stream(seed, purpose, str(number)).getrandbits(64))
