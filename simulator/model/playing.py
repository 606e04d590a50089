"""One replication, from failures to figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from camproof.simulator.availability import (
    Lost,
    above,
    by_hour,
    lost,
    own_dead,
    own_offline,
    own_picture,
    peak,
)
from camproof.simulator.failing import Failing, Sort, fail_and_repair
from camproof.simulator.model.causes import causes_of, infrastructure
from camproof.simulator.model.city import City
from camproof.simulator.model.demand import demand_of
from camproof.simulator.model.repairs import repair_figures
from camproof.simulator.model.replication import SHARE_EDGES, Replication
from camproof.simulator.model.sight import seen_in_effect
from camproof.simulator.model.standing import Down
from camproof.simulator.values import CLASS_WORDS, Floats, Ints, Kind, Outages

__all__ = ["Asked", "Played", "compose", "figures_of", "replicate"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What is asked besides the rates.

    :param causes: whether it is worked out what each kind of failure costs.
    :param demand: whether busy hours, emergencies and storms are played.
    """

    causes: bool = True
    demand: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Played:
    """When cameras are off-line, without a good picture, without a recording."""

    offline: Lost
    picture: Lost
    recorded: Lost


def replicate(city: City, seed: int, number: int, asked: Asked | None = None) -> Replication:
    """Play one period and say what came of it; the same seed and number give the same, bit for bit.

    :param number: of the replication, from 0; other designs with this seed and number share its fates.
    """
    failing = fail_and_repair(
        city.groups,
        city.shocks,
        city.upkeep,
        city.repair,
        period_h=city.spec.period_h,
        seed=seed,
        replication=number,
    )
    return figures_of(city, failing, seed, number, asked or Asked())


def compose(city: City, outages: Mapping[Sort, Outages]) -> Played:
    """From outages to what cameras give."""
    period_h = city.spec.period_h
    own = outages[Sort.CAMERA]
    over = above(
        city.network,
        city.plan,
        city.parents,
        infrastructure(outages),
        period_h=period_h,
        failover_h=city.spec.traffic.service.failover_s / 3600,
    )
    cameras, groups = len(city.inventory), city.parents.of_camera
    return Played(
        offline=lost(over.offline, own_offline(own, cameras, period_h), groups),
        picture=lost(over.picture, own_picture(own, cameras, period_h), groups),
        recorded=lost(
            over.recorded, own_dead(own, city.network.edge_storage_h, over.way, groups, period_h), groups
        ),
    )


def figures_of(city: City, failing: Failing, seed: int, number: int, asked: Asked) -> Replication:
    """What one played period says."""
    played = compose(city, failing.outages)
    period_h = city.spec.period_h
    most, when_h = peak(played.offline, city.parents.of_camera)
    counts, hours = _by_kind(failing.outages, period_h)
    return Replication(
        number=number,
        cameras=_table(city, np.ones(len(city.inventory))).astype(np.int32),
        offline_h=_table(city, played.offline.hours),
        lost_h=_table(city, played.picture.hours),
        unrecorded_h=_table(city, played.recorded.hours),
        offline_by_hour=by_hour(
            played.offline, city.parents.of_camera, city.inventory.camera_class, len(CLASS_WORDS), period_h
        ),
        peak_offline=most,
        peak_at_h=when_h,
        by_share=_by_share(city, played.picture.hours),
        outages=counts,
        outage_h=hours,
        cause_h=causes_of(city, failing.outages, played.picture) if asked.causes else {},
        repairs=repair_figures(failing.log, len(city.spec.modes) + len(city.spec.shocks)),
        demand=demand_of(city, Down(failing.outages, played.picture), seed, number) if asked.demand else None,
        seen=_seen(city, played),
        camera_lost_h=played.picture.hours.astype(np.float32),
    )


def _seen(city: City, played: Played) -> dict[str, float]:
    if city.sight is None:
        return {}
    return seen_in_effect(city.sight, played.picture, city.parents, city.spec.period_h)


def _table(city: City, weights: Floats) -> Floats:
    """(classes, districts) sums over cameras."""
    districts = len(city.inventory.districts)
    both = city.inventory.camera_class.astype(np.int64) * districts + city.inventory.district
    sums = np.bincount(both, weights=weights, minlength=len(CLASS_WORDS) * districts)
    return np.asarray(sums.reshape(len(CLASS_WORDS), districts))


def _by_share(city: City, lost_h: Floats) -> Ints:
    share = 1.0 - lost_h / city.spec.period_h
    at = np.searchsorted(np.array(SHARE_EDGES), share, side="right") - 1
    both = city.inventory.camera_class.astype(np.int64) * len(SHARE_EDGES) + np.maximum(at, 0)
    counts = np.bincount(both, minlength=len(CLASS_WORDS) * len(SHARE_EDGES))
    return counts.reshape(len(CLASS_WORDS), len(SHARE_EDGES)).astype(np.int32)


def _by_kind(outages: Mapping[Sort, Outages], period_h: float) -> tuple[dict[str, int], dict[str, float]]:
    counts = np.zeros(len(Kind), np.int64)
    hours = np.zeros(len(Kind))
    for each in outages.values():
        lasted_h = np.minimum(each.up_h, period_h) - each.down_h
        counts += np.bincount(each.cause, minlength=len(Kind))
        hours += np.bincount(each.cause, weights=lasted_h, minlength=len(Kind))
    return (
        {kind.word: int(counts[kind]) for kind in Kind if counts[kind]},
        {kind.word: float(hours[kind]) for kind in Kind if counts[kind]},
    )
