"""The course of a scenario in the model: what a platform would have observed, camera by camera."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np

from camproof.domain.camera import CameraRecord
from camproof.domain.seeds import stream
from camproof.domain.timeline import TimelineEntry
from camproof.domain.topology import District, Link
from camproof.platforms import Observation
from camproof.scenarios.evidence import RegistrationEvidence
from camproof.scenarios.mil.lives import Come, observed
from camproof.scenarios.mil.outages import STORM, Coming, comings, silences
from camproof.scenarios.schema import PlatformSpec
from camproof.simulator.storms import Comers, register_all, server_of
from camproof.simulator.values import ServiceTimes

__all__ = ["Course", "course_of"]

FLIGHT_S = 0.0001
"""One way between camera and platform where the scenario describes no link, as in virtual time."""


@dataclass(frozen=True, slots=True)
class Course:
    """What the model says happened.

    :param observations: registrations and cameras held for off-line, in order of time.
    :param registrations: from the first REGISTER of each boot, and of each storm, to its 200.
    """

    observations: tuple[Observation, ...]
    registrations: tuple[RegistrationEvidence, ...]


def course_of(
    records: Sequence[CameraRecord],
    cast: Sequence[tuple[TimelineEntry, Sequence[CameraRecord]]],
    ends_s: Mapping[int, float],
    network: Sequence[District],
    platform: PlatformSpec,
    service: ServiceTimes,
    seed: int,
    horizon_s: float,
) -> Course:
    """Play a scenario in the model.

    :param cast: entries of all phases in scenario time with their cameras; those that are not modelled do
        nothing. :param ends_s: by the place in the cast, the end of the entry's phase.
    :param service: work of the platform; keepalives and patience are the scenario's.
    """
    rows = {record.code: row for row, record in enumerate(records)}
    dark = silences(cast, ends_s, rows)
    storms = [each for each in cast if each[0].name == STORM]
    coming = comings(records, dark, storms, rows, seed)
    went = _register(records, coming, network, service, seed, horizon_s)
    seen: list[Observation] = []
    timed: list[RegistrationEvidence] = []
    for row, comes in groupby(went, key=lambda come: come.coming.row):
        code, own = records[row].code, list(comes)
        seen += observed(code, own, dark.get(row, ()), platform)
        timed += [_timed(code, come) for come in own if come.coming.after is None]
    seen.sort(key=lambda entry: (entry.at_s, entry.device))
    return Course(tuple(entry for entry in seen if entry.at_s <= horizon_s), tuple(timed))


def _register(
    records: Sequence[CameraRecord],
    coming: Sequence[Coming],
    network: Sequence[District],
    service: ServiceTimes,
    seed: int,
    horizon_s: float,
) -> list[Come]:
    links = {district.name: district.link for district in network}
    rng = np.random.default_rng(stream(seed, "model", "round trips").getrandbits(64))
    own = [links.get(records[each.row].district, Link()) for each in coming]
    swing = rng.uniform(-1.0, 1.0, (2, len(coming))).sum(axis=0)
    trip_s = 2 * FLIGHT_S + np.array([2 * link.delay_ms for link in own]) / 1000
    trip_s = trip_s + swing * np.array([link.jitter_ms for link in own]) / 1000
    tcp = np.array([records[each.row].sip_transport == "tcp" for each in coming], bool)
    refused_s = np.where([each.after is not None for each in coming], trip_s, 0.0)
    begin_s = np.array([each.begin_s for each in coming]) + refused_s
    comers = Comers(
        begin_s=begin_s,
        round_trip_s=trip_s,
        reachable_s=np.full(len(coming), -np.inf),
        until_s=np.array([each.until_s for each in coming]),
        loss=np.array([link.loss for link in own]),
        reliable=tcp,
    )
    server = server_of(service, 1, len(records))
    went = register_all(comers, server, service, stream(seed, "model", "registering"), horizon_s)
    return [
        Come(each, *figures)
        for each, *figures in zip(
            coming,
            went.accepted_s.tolist(),
            went.done_s.tolist(),
            (trip_s / 2).tolist(),
            tcp.tolist(),
            strict=True,
        )
    ]


def _timed(code: str, come: Come) -> RegistrationEvidence:
    took_s = come.done_s - come.coming.begin_s
    return RegistrationEvidence(code, come.coming.begin_s, took_s if math.isfinite(took_s) else None)
