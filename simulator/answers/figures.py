"""A replication as single figures, each with a key; whatever is compared is compared by key."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.model import City, Demand, Replication, sip_loads
from camproof.simulator.values import CLASS_WORDS, HOURS_PER_YEAR, NO_ONE, Floats, Inventory

__all__ = ["COUNTED", "LOADS", "RATES", "Key", "figures", "standing"]

RATES = ("online rate", "intact rate", "recording completeness")
"""Shares of camera time, by class and district."""

COUNTED = frozenset({"outages", "camera hours lost by cause", "parts used"})
"""Measures that are 0 where a replication does not name them."""

LOADS = frozenset({"peak link load", "peak media server load", "peak SIP server load", "crew use"})
"""Shares of what there is room for, not of a whole: they may be above 1 (crews finish after hours)."""


@dataclass(frozen=True, slots=True, order=True)
class Key:
    """What a figure is of.

    :param measure: "intact rate"; :param unit: "share", "h", "s", "ms", "count", "per s",
        "cameras" or the currency.
    :param camera_class: one of ``CLASS_WORDS``; empty for all.
    :param district: a district; empty for all.
    :param of: a team, a part, a kind of failure, a type of place, a group of servers; empty where the
        measure has no such.
    """

    measure: str
    unit: str
    camera_class: str = ""
    district: str = ""
    of: str = ""

    @property
    def title(self) -> str:
        """As in "intact rate, key-public-area, Altrincham"."""
        return ", ".join(part for part in (self.measure, self.of, self.camera_class, self.district) if part)


def figures(city: City, replication: Replication) -> dict[Key, float]:
    """All figures of a replication; what there is nothing to say of, or what has no end, is left out."""
    found = dict(_rates(city, replication))
    found.update(_moments(replication))
    found.update(_demand(replication.demand))
    found.update(_causes(replication))
    found.update(_repairs(city, replication))
    found.update(_costs(city, replication))
    found.update(
        {Key("coverage in effect", "share", of=kind): share for kind, share in replication.seen.items()}
    )
    found.update(standing(city))
    return {key: value for key, value in found.items() if math.isfinite(value)}


def standing(city: City) -> dict[Key, float]:
    """What is the same in every replication: how much is joined, HD, seen; what signalling takes."""
    found = dict(_signalling(city))
    for word, rows in _classes(city.inventory):
        if rows.any():
            joined = city.inventory.networked & (city.network.camera_node != NO_ONE)
            found[Key("networking rate", "share", word)] = float(joined[rows].mean())
            found[Key("HD share", "share", word)] = float(city.inventory.hd[rows].mean())
    if city.sight is not None:
        found.update({Key("video coverage", "share", of=kind): s for kind, s in city.sight.shares().items()})
    return found


def _signalling(city: City) -> Iterator[tuple[Key, float]]:
    """Of the fullest group of SIP servers; where there are several, of each, too."""
    loads = sip_loads(city.network, city.spec.traffic.service).tolist()
    if loads:
        yield Key("peak SIP server load", "share"), max(loads)
    for group, load in enumerate(loads if len(loads) > 1 else ()):
        yield Key("peak SIP server load", "share", of=f"group {group + 1}"), load


def _classes(inventory: Inventory) -> Iterator[tuple[str, NDArray[np.bool_]]]:
    yield "", np.ones(len(inventory), np.bool_)
    for number, word in enumerate(CLASS_WORDS):
        yield word, np.asarray(inventory.camera_class == number)


def _rates(city: City, replication: Replication) -> Iterator[tuple[Key, float]]:
    tables = (replication.offline_h, replication.lost_h, replication.unrecorded_h)
    cameras = replication.cameras.astype(float)
    districts = city.inventory.districts
    for measure, hours in zip(RATES, tables, strict=True):
        yield Key(measure, "share"), _share(cameras.sum(), hours.sum(), city)
        for row, word in enumerate(CLASS_WORDS):
            yield Key(measure, "share", word), _share(cameras[row].sum(), hours[row].sum(), city)
            for at, district in enumerate(districts):
                yield Key(measure, "share", word, district), _share(cameras[row, at], hours[row, at], city)
        for at, district in enumerate(districts):
            whole = _share(cameras[:, at].sum(), hours[:, at].sum(), city)
            yield Key(measure, "share", "", district), whole


def _share(cameras: float, hours: float, city: City) -> float:
    return float(1.0 - hours / (cameras * city.spec.period_h)) if cameras else math.nan


def _moments(replication: Replication) -> Iterator[tuple[Key, float]]:
    yield Key("most cameras off-line at once", "cameras"), float(replication.peak_offline)


def _demand(demand: Demand | None) -> Iterator[tuple[Key, float]]:
    if demand is None:
        return
    yield Key("peak link load", "share"), demand.busy_link_load
    yield Key("peak media server load", "share"), demand.busy_media_load
    if demand.live is not None:
        yield Key("live requests refused", "share"), demand.live.blocked
    for name, each in demand.emergencies.items():
        yield Key("emergencies", "count", of=name), float(each.count)
        yield Key("time in emergencies", "h", of=name), each.hours
        yield Key("streams at full rate", "share", of=name), each.full
        yield Key("streams refused", "share", of=name), each.refused
        yield Key("streams out of reach", "share", of=name), each.dark
        yield Key("recordings at full rate", "share", of=name), each.recorded
        yield Key("peak link load", "share", of=name), each.link_load
        yield Key("peak media server load", "share", of=name), each.media_load
        yield Key("longest wait of an INVITE", "ms", of=name), each.invite_ms
    if demand.storm is not None:
        yield Key("storm size", "cameras"), float(demand.storm.size)
        yield Key("storm peak", "per s"), float(demand.storm.peak_per_s)
        yield Key("storm recovery", "s"), demand.storm.recovery_s
        yield Key("storms not over in a day", "count"), float(math.isinf(demand.storm.recovery_s))


def _causes(replication: Replication) -> Iterator[tuple[Key, float]]:
    for kind, hours in replication.cause_h.items():
        yield Key("camera hours lost by cause", "h", of=kind), hours
    for kind, count in replication.outages.items():
        yield Key("outages", "count", of=kind), float(count)


def _repairs(city: City, replication: Replication) -> Iterator[tuple[Key, float]]:
    repairs = replication.repairs
    yield Key("repairs", "count"), float(repairs.count)
    yield Key("time to repair", "h"), repairs.restore_h
    yield Key("time to repair p95", "h"), repairs.restore_p95_h
    yield Key("wait for a crew", "h"), repairs.wait_h
    yield Key("wait for a part", "h"), repairs.part_h
    for team, busy in zip(city.spec.teams, repairs.team_busy, strict=True):
        yield Key("crew use", "share", of=team.name), float(busy)
    for shelf, used in zip(city.spec.spares, repairs.spares_used, strict=True):
        yield Key("parts used", "count", of=shelf.name), float(used)


def _costs(city: City, replication: Replication) -> Iterator[tuple[Key, float]]:
    costs = city.spec.costs
    years = city.spec.period_h / HOURS_PER_YEAR
    repairs = replication.repairs
    used: Floats = np.asarray(repairs.spares_used, float)
    parts: Mapping[str, float] = {
        "crews": years * sum(team.count * team.cost_per_year for team in city.spec.teams),
        "visits": repairs.visits * costs.truck_roll,
        "parts": float(sum(shelf.cost * count for shelf, count in zip(city.spec.spares, used, strict=True))),
        "cameras": years * len(city.inventory) * costs.camera_per_year,
        "switches": years * len(city.network.node_kind) * costs.switch_per_year,
    }
    for name, money in parts.items():
        yield Key("yearly cost", costs.currency, of=name), money / years
    yield Key("yearly cost", costs.currency), sum(parts.values()) / years
