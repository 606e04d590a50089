"""Emergencies of a period: as many as come, as long as they last, with what works then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.availability import Lost
from camproof.simulator.failing import Sort
from camproof.simulator.model import City, EmergencyFigures
from camproof.simulator.model.emergencies import emergencies_of
from camproof.simulator.model.standing import Down
from camproof.simulator.reach import empty
from camproof.simulator.values import NO_OUTAGES, Emergency, Law


def after(hours: float) -> Law:
    """The first comes after so many hours, and so do all others."""
    return Law("observed", hours, observed_h=(hours,))


FIXED = Emergency(name="fire", every=after(1000.0), operators=10, streams=4, lasts_h=50.0)


@pytest.fixture(scope="module")
def calm(small_city: Callable[..., City]) -> City:
    return small_city(120)


def played(city: City, *emergencies: Emergency, licences: int | None = None) -> dict[str, EmergencyFigures]:
    traffic = replace(
        city.spec.traffic, emergencies=emergencies, licences=licences, viewers=5, streams_each=2.0
    )
    city = replace(city, spec=replace(city.spec, traffic=traffic))
    return dict(emergencies_of(city, nothing_down(city), 1, 0))


def nothing_down(city: City, camera: tuple[int, ...] = (), begin_h: float = 0.0, end_h: float = 0.0) -> Down:
    count = len(camera)
    lost = Lost(
        empty(len(city.parents)),
        np.array(camera, np.int64),
        np.full(count, begin_h),
        np.full(count, end_h),
        np.zeros(len(city.inventory)),
    )
    return Down(dict.fromkeys(Sort, NO_OUTAGES), lost)


def test_they_come_at_their_rate_and_last_as_long_as_they_say(calm: City) -> None:
    found = played(calm, FIXED)["fire"]
    assert (found.count, found.hours) == (8, pytest.approx(8 * 50.0))
    assert played(calm, replace(FIXED, every=after(4_000.0)))["fire"].count == 2
    last = played(calm, replace(FIXED, every=after(8_750.0)))["fire"]
    assert (last.count, last.hours) == (1, pytest.approx(10.0))  # the period ends before it does
    never = played(calm, replace(FIXED, every=Law()))["fire"]
    assert never.count == 0
    assert np.isnan(never.full)


def test_random_ones_come_as_often_as_a_poisson_process(calm: City) -> None:
    month = replace(FIXED, every=Law("exponential", 730.0), operators=1, streams=1)
    traffic = replace(calm.spec.traffic, emergencies=(month,))
    city = replace(calm, spec=replace(calm.spec, traffic=traffic))
    counts = [emergencies_of(city, nothing_down(city), 1, number)["fire"].count for number in range(40)]
    assert np.mean(counts) == pytest.approx(12.0, abs=4 * np.sqrt(12.0 / 40))


def test_two_at_a_time_share_the_licences_first_come_first_served(calm: City) -> None:
    licences = 10 + 40 + 15
    first = replace(FIXED, name="first", every=after(5000.0), lasts_h=2000.0)
    second = replace(FIXED, name="second", every=after(5001.0), lasts_h=2000.0)
    together = played(calm, first, second, licences=licences)
    assert together["first"].refused == 0.0
    assert together["second"].refused == pytest.approx(25 / 40)
    assert played(calm, second, licences=licences)["second"].refused == 0.0
    apart = played(calm, replace(first, lasts_h=0.5), second, licences=licences)
    assert apart["second"].refused == 0.0


def test_what_is_down_in_half_of_the_time_is_met_by_half_of_them(calm: City) -> None:
    often = replace(FIXED, every=Law("fixed", 10.0), lasts_h=10.0, operators=1, streams=1)
    traffic = replace(calm.spec.traffic, emergencies=(often,), viewers=0)
    city = replace(calm, spec=replace(calm.spec, traffic=traffic, period_h=3000.0))
    down = nothing_down(city, tuple(range(120)), 0.0, 1500.0)
    dark = emergencies_of(city, down, 1, 0)["fire"].dark
    assert dark == pytest.approx(0.5, abs=0.01)


def test_streams_of_another_that_are_not_open_yet_take_no_licence(calm: City) -> None:
    """The slow one began before, and opens its streams over its whole 2 000 hours."""
    slow = replace(
        FIXED, name="slow", every=after(5000.0), lasts_h=2000.0, within_s=2000.0 * 3600, operators=100
    )
    brief = replace(FIXED, name="brief", every=after(5001.0), lasts_h=0.5, within_s=60.0)
    licences = 10 + 40 + 15
    assert played(calm, slow, brief, licences=licences)["brief"].refused == 0.0
    assert played(calm, replace(slow, within_s=60.0), brief, licences=licences)["brief"].refused == 1.0
