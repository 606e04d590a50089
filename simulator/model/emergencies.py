"""The emergencies of a period: when they come, and what the network gives them with whatever is down then."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from camproof.domain.seeds import stream
from camproof.simulator.draws import moments
from camproof.simulator.flows import EmergencyOutcome, Requests, requests_of, serve
from camproof.simulator.model.city import City
from camproof.simulator.model.standing import Down, state_at
from camproof.simulator.values import Emergency, Ints

__all__ = ["EmergencyFigures", "emergencies_of"]

_S_PER_H = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyFigures:
    """The emergencies of one name in a period. Shares are means over them; not a number where none came.

    :param count: that began; :param hours: that they lasted within the period.
    :param full: share of the streams asked for that come at their full rate; ``refused``: for want of a
        licence; ``dark``: of cameras out of reach.
    :param recorded: share of the recorder streams at their full rate meanwhile.
    :param link_load: of the fullest link over its capacity, in the worst; ``media_load`` of the fullest media
        group likewise.
    :param invite_ms: longest wait of an INVITE in any.
    """

    count: int
    hours: float
    full: float
    refused: float
    dark: float
    recorded: float
    link_load: float
    media_load: float
    invite_ms: float


@dataclass(frozen=True, slots=True, eq=False)
class _One:
    """One emergency. :param look_h: the moment at which it is looked at."""

    name: str
    begin_h: float
    end_h: float
    look_h: float
    asked: Requests


def emergencies_of(city: City, down: Down, seed: int, number: int) -> Mapping[str, EmergencyFigures]:
    """By name, of every emergency that the city file has.

    Each is looked at once: at a moment that is as likely as any other from its last stream on until its end,
    so that the mean over many is that over their time. Others that are on at that moment keep their streams.
    """
    spec = city.spec
    came = [one for each in spec.traffic.emergencies for one in _comings(city, each, seed, number)]
    outcomes = [
        serve(city.network, spec.traffic, _beside(one, came), state_at(city, down, one.look_h))
        for one in came
    ]
    found = {}
    for emergency in spec.traffic.emergencies:
        mine = [at for at, one in enumerate(came) if one.name == emergency.name]
        hours = sum(came[at].end_h - came[at].begin_h for at in mine)
        found[emergency.name] = _figures([outcomes[at] for at in mine], hours)
    return found


def _comings(city: City, emergency: Emergency, seed: int, number: int) -> list[_One]:
    period_h = city.spec.period_h
    came = []
    times = moments(seed, number, "emergency comes", emergency.name, emergency.every, period_h)
    for count, begin_h in enumerate(times):
        own = stream(seed, f"emergency {emergency.name}", f"{number}, {count}")
        rng = np.random.default_rng(own.getrandbits(64))
        asked = requests_of(city.network, city.inventory, city.spec.traffic, emergency, rng)
        end_h = min(begin_h + emergency.lasts_h, period_h)
        all_open_h = min(begin_h + emergency.within_s / _S_PER_H, end_h)
        came.append(_One(emergency.name, begin_h, end_h, rng.uniform(all_open_h, end_h), asked))
    return came


def _beside(one: _One, came: Sequence[_One]) -> Requests:
    """What is asked for at the moment of the look, by this emergency and by the others that are on."""
    on = [other for other in came if other is not one and other.begin_h <= one.look_h < other.end_h]
    before = [other.asked.wanted for other in on if other.begin_h <= one.begin_h]
    after = [other.asked.wanted for other in on if other.begin_h > one.begin_h]
    return one.asked.beside(_joined(before), _joined(after))


def _joined(streams: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, np.int32), *streams])


def _figures(outcomes: Sequence[EmergencyOutcome], hours: float) -> EmergencyFigures:
    def mean(shares: Sequence[float]) -> float:
        return sum(shares) / len(shares) if shares else float("nan")

    def most(figures: Sequence[float]) -> float:
        return max(figures, default=float("nan"))

    return EmergencyFigures(
        count=len(outcomes),
        hours=hours,
        full=mean([each.full / max(1, each.wanted) for each in outcomes]),
        refused=mean([each.refused / max(1, each.wanted) for each in outcomes]),
        dark=mean([each.dark / max(1, each.wanted) for each in outcomes]),
        recorded=mean([each.recordings_full / max(1, each.recordings) for each in outcomes]),
        link_load=most([each.carried.peak_link_load for each in outcomes]),
        media_load=most([each.carried.peak_media_load for each in outcomes]),
        invite_ms=most([each.invite_longest_ms for each in outcomes]),
    )
