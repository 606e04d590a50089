"""Five hundred operators: what gives way first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.flows import EmergencyOutcome, rehearse, watched_cameras
from camproof.simulator.flows.requests import MOSTLY
from camproof.simulator.values import Emergency, ServiceTimes, Traffic
from tests.simulator.kit import inventory_of, network_of, ring_city

CALM = Traffic(viewers=0, media_server_mbit=1e9)


def played(traffic: Traffic, emergency: Emergency = Emergency()) -> EmergencyOutcome:  # noqa: B008
    network = ring_city(1_920)
    return rehearse(network, inventory_of(1_920), traffic, emergency, np.random.default_rng(5))


def test_enough_of_everything() -> None:
    outcome = played(CALM)
    assert (outcome.wanted, outcome.refused, outcome.dark, outcome.full) == (8_000, 0, 0, 8_000)
    assert outcome.recordings_full == outcome.recordings == 1_920
    assert outcome.gives_way == ()


def test_licences_run_out() -> None:
    outcome = played(replace(CALM, licences=5_000, viewers=100, streams_each=10.0))
    assert outcome.refused == 4_000
    (first,) = outcome.gives_way
    assert (first.what, first.load) == ("licences", pytest.approx(9_000 / 5_000))
    assert first.at_s == pytest.approx(60.0, abs=3.0)


def test_media_servers_run_out_after_half_the_time() -> None:
    outcome = played(replace(CALM, media_server_mbit=8_000 * 4.0 / 2))
    (first,) = outcome.gives_way
    assert (first.what, first.load) == ("media servers", pytest.approx(2.0))
    assert first.at_s == pytest.approx(60.0, abs=3.0)
    assert outcome.full == 0
    assert outcome.recordings_full == outcome.recordings


def test_sip_servers_that_are_too_slow() -> None:
    outcome = played(replace(CALM, service=ServiceTimes(invite_s=0.03)))
    assert [each.what for each in outcome.gives_way] == ["SIP servers"]
    assert outcome.invite_longest_ms == pytest.approx((8_000 * 0.03 - 120) * 1000, rel=0.02)


def test_a_link_gives_way_when_its_cameras_are_opened() -> None:
    links = [(0, 1, 1_000.0), (1, 2, 42.0), (1, 3, 1_000.0)]
    network = network_of([2, 1, 0, 0], links, [2] * 10 + [3] * 10, mbit=4.0, recorders=[0])
    emergency = Emergency(operators=20, streams=16)
    outcome = rehearse(network, inventory_of(20), CALM, emergency, np.random.default_rng(1))
    (first,) = outcome.gives_way
    assert (first.what, first.number) == ("link", 1)
    assert 0.0 < first.at_s < 20.0
    assert first.load == pytest.approx(80 / 42)
    assert 0 < outcome.full < outcome.wanted
    assert outcome.recordings_full == 10


def test_recorders_alone_may_be_too_much() -> None:
    network = network_of([2, 0], [(0, 1, 10.0)], [1] * 10, recorders=[0])
    outcome = rehearse(network, inventory_of(10), CALM, Emergency(operators=1), np.random.default_rng(1))
    assert outcome.gives_way[0].at_s == 0.0


def test_most_streams_are_of_the_district() -> None:
    network, inventory = ring_city(1_920), inventory_of(1_920)
    inside = inventory.district == 0
    watched = watched_cameras(np.random.default_rng(5), network, 20_000, inside)
    assert inside[watched].mean() == pytest.approx(MOSTLY + (1 - MOSTLY) / 2, abs=0.01)


def test_one_seed_one_outcome() -> None:
    assert played(CALM).carried.offered.tolist() == played(CALM).carried.offered.tolist()
