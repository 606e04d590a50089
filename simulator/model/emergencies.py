"""The emergencies of a period: when they come, and what the network gives them with whatever is down then."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from camproof.domain.seeds import stream
from camproof.simulator.draws import moments
from camproof.simulator.flows import EmergencyOutcome, Requests, requests_of, serve
from camproof.simulator.model.city import City
from camproof.simulator.model.standing import Down, state_at
from camproof.simulator.values import Emergency, Ints

__all__ = ["EmergencyFigures", "emergencies_of"]

_S_PER_H = 3600.0
_KEPT = 16
"""Requests of emergencies that are kept for those that are on beside them; drawn anew, they are the same."""


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


@dataclass(frozen=True, slots=True)
class _One:
    """One emergency. :param count: the how-maniest of its name; :param look_h: when it is looked at."""

    kind: Emergency
    count: int
    begin_h: float
    end_h: float
    look_h: float


def emergencies_of(city: City, down: Down, seed: int, number: int) -> Mapping[str, EmergencyFigures]:
    """By name, of every emergency that the city file has.

    Each is looked at once: at a moment that is as likely as any other from its last stream on until its end,
    so that the mean over many is that over their time. Others that are on at that moment keep their streams.
    """
    spec = city.spec

    @lru_cache(_KEPT)
    def asked(one: _One) -> Requests:
        own = stream(seed, f"emergency {one.kind.name}", f"{number}, {one.count}")
        rng = np.random.default_rng(own.getrandbits(64))
        return requests_of(city.network, city.inventory, spec.traffic, one.kind, rng)

    came = [one for each in spec.traffic.emergencies for one in _comings(city, each, seed, number)]
    tallies = {each.name: _Tally() for each in spec.traffic.emergencies}
    for one in sorted(came, key=lambda one: one.begin_h):
        requests = _beside(one, came, asked)
        tallies[one.kind.name].add(
            one, serve(city.network, spec.traffic, requests, state_at(city, down, one.look_h))
        )
    return {name: tally.figures() for name, tally in tallies.items()}


def _comings(city: City, emergency: Emergency, seed: int, number: int) -> list[_One]:
    period_h = city.spec.period_h
    came = []
    times = moments(seed, number, "emergency comes", emergency.name, emergency.every, period_h)
    for count, begin_h in enumerate(times):
        end_h = min(begin_h + emergency.lasts_h, period_h)
        all_open_h = min(begin_h + emergency.within_s / _S_PER_H, end_h)
        part = stream(seed, f"emergency {emergency.name}, look", f"{number}, {count}").random()
        came.append(_One(emergency, count, begin_h, end_h, all_open_h + part * (end_h - all_open_h)))
    return came


def _beside(one: _One, came: Sequence[_One], asked: Callable[[_One], Requests]) -> Requests:
    """What is asked for at the moment of the look, by this emergency and by the others that are on."""
    on = [other for other in came if other is not one and other.begin_h <= one.look_h < other.end_h]
    before = [_opened(other, one.look_h, asked) for other in on if other.begin_h <= one.begin_h]
    after = [_opened(other, one.look_h, asked) for other in on if other.begin_h > one.begin_h]
    return asked(one).beside(_joined(before), _joined(after))


def _opened(one: _One, look_h: float, asked: Callable[[_One], Requests]) -> Ints:
    """The streams of an emergency that are open by then."""
    requests = asked(one)
    return requests.wanted[: np.searchsorted(requests.opened_s, (look_h - one.begin_h) * _S_PER_H, "right")]


def _joined(streams: Sequence[Ints]) -> Ints:
    return np.concatenate([np.empty(0, np.int32), *streams])


class _Tally:
    """The emergencies of one name, added up one by one."""

    def __init__(self) -> None:
        self._count, self._hours = 0, 0.0
        self._shares = np.zeros(4)
        self._worst = np.full(3, np.nan)

    def add(self, one: _One, outcome: EmergencyOutcome) -> None:
        wanted, recordings = max(1, outcome.wanted), max(1, outcome.recordings)
        self._count += 1
        self._hours += one.end_h - one.begin_h
        self._shares += (
            outcome.full / wanted,
            outcome.refused / wanted,
            outcome.dark / wanted,
            outcome.recordings_full / recordings,
        )
        loads = outcome.carried.peak_link_load, outcome.carried.peak_media_load, outcome.invite_longest_ms
        self._worst = np.fmax(self._worst, loads)

    def figures(self) -> EmergencyFigures:
        full, refused, dark, recorded = (
            self._shares / self._count if self._count else self._shares * np.nan
        ).tolist()
        link_load, media_load, invite_ms = self._worst.tolist()
        return EmergencyFigures(
            count=self._count,
            hours=self._hours,
            full=full,
            refused=refused,
            dark=dark,
            recorded=recorded,
            link_load=link_load,
            media_load=media_load,
            invite_ms=invite_ms,
        )
