"""Registrations at a server: by hand, against the queue alone, with repeats, losses, bans."""

from __future__ import annotations

import random
from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.queues import fifo_waits
from camproof.simulator.storms import Comers, Registrations, Server, register_all, server_of
from camproof.simulator.values import ServiceTimes

SERVICE = ServiceTimes(round_trip_s=0.1, retry_s=60.0, retry_jitter_s=0.0)


def played(
    comers: Comers, server: Server, service: ServiceTimes = SERVICE, horizon_s: float = 86_400.0
) -> Registrations:
    return register_all(comers, server, service, random.Random(1), horizon_s)


def server(request_s: float, workers: int = 1, room: int = 10_000) -> Server:
    return Server(workers=workers, request_s=request_s, room=room)


def test_one_alone_needs_two_round_trips() -> None:
    went = played(Comers.plain(np.array([1.0]), 0.1), server(0.01))
    assert went.accepted_s == pytest.approx([1.0 + 0.05 + 0.01 + 0.1 + 0.01])
    assert went.done_s == pytest.approx([1.0 + 2 * (0.1 + 0.01)])
    assert (went.repeated, went.timeouts, went.lost, went.peak_per_s) == (0, 0, 0, 2)


def test_first_requests_wait_as_in_the_queue_alone() -> None:
    """While nothing is answered in time to matter: all come at once, the last one waits for the others."""
    went = played(Comers.plain(np.zeros(40), 0.0), server(0.01))
    assert went.longest_wait_s == pytest.approx(fifo_waits(np.zeros(40), np.full(40, 0.01)).max())
    assert went.accepted_s.max() == pytest.approx(80 * 0.01)


def test_two_workers_need_half_the_time() -> None:
    one = played(Comers.plain(np.zeros(40), 0.0), server(0.01)).accepted_s.max()
    two = played(Comers.plain(np.zeros(40), 0.0), server(0.01, 2)).accepted_s.max()
    assert two == pytest.approx(one / 2)


def test_who_waits_longer_than_t1_sends_again() -> None:
    went = played(Comers.plain(np.zeros(100), 0.0), server(0.01))
    assert went.repeated > 0
    assert went.timeouts == 0
    assert len(went.arrivals_s) == 200 + went.repeated


def test_before_the_network_is_back_all_is_lost() -> None:
    went = played(Comers.plain(np.array([0.0]), 0.1, np.array([10.0])), server(0.001))
    assert went.repeated == 5
    assert went.done_s == pytest.approx([11.5 + 0.202])


def test_after_64_t1_it_waits_and_begins_anew() -> None:
    went = played(Comers.plain(np.array([0.0]), 0.1, np.array([40.0])), server(0.001))
    assert went.timeouts == 1
    assert went.done_s == pytest.approx([32 + 60 + 0.202])


def test_a_full_waiting_room_loses_requests_and_all_come_through_later() -> None:
    went = played(Comers.plain(np.zeros(50), 0.0), server(0.01, room=5))
    assert went.lost > 0
    assert np.isfinite(went.done_s).all()


def test_power_that_goes_again() -> None:
    comers = replace(Comers.plain(np.zeros(2), 0.1), until_s=np.array([0.15, np.inf]))
    went = played(comers, server(0.001))
    assert np.isinf(went.done_s[0])
    assert np.isfinite(went.done_s[1])


def test_lost_packets_are_made_up_for_but_not_counted_over_tcp() -> None:
    plain = Comers.plain(np.arange(300.0), 0.1)
    lossy = played(replace(plain, loss=np.full(300, 0.3)), server(0.0001))
    assert 0.5 < lossy.repeated / 600 < 1.5
    assert np.isfinite(lossy.done_s).all()
    over_tcp = played(replace(plain, loss=np.full(300, 0.3), reliable=np.ones(300, bool)), server(0.0001))
    assert over_tcp.repeated == 0


def test_repeats_bring_a_ban_where_the_platform_is_strict() -> None:
    strict = replace(SERVICE, ban_after=3, ban_s=30.0)
    went = played(Comers.plain(np.zeros(300), 0.0), server(0.02), strict)
    assert went.bans > 0
    assert went.done_s.max() > played(Comers.plain(np.zeros(300), 0.0), server(0.02)).done_s.max()


def test_a_server_without_workers_takes_nobody() -> None:
    assert np.isinf(played(Comers.plain(np.zeros(3), 0.0), server(0.01, 0)).done_s).all()


def test_the_horizon_ends_it() -> None:
    went = played(Comers.plain(np.zeros(1), 0.1, np.array([1e9])), server(0.01), horizon_s=500.0)
    assert np.isinf(went.done_s).all()
    assert went.timeouts == 6


def test_keepalives_take_their_share_of_the_server() -> None:
    service = ServiceTimes(
        register_s=0.002, keepalive_s=0.001, keepalive_interval_s=60.0, registration_expires_s=1e12
    )
    assert server_of(service, 1, 0).request_s == pytest.approx(0.001)
    assert server_of(service, 1, 30_000).request_s == pytest.approx(0.002)
    assert server_of(service, 2, 60_000).request_s == pytest.approx(0.002)
    assert np.isinf(server_of(service, 1, 60_000).request_s)


def test_refreshes_of_registrations_take_theirs() -> None:
    service = ServiceTimes(register_s=0.002, keepalive_s=0.0, registration_expires_s=60.0)
    assert server_of(service, 1, 15_000).request_s == pytest.approx(0.002)
    rare = replace(service, registration_expires_s=600.0)
    assert server_of(rare, 1, 15_000).request_s == pytest.approx(0.001 / 0.95)
    assert np.isinf(server_of(service, 1, 30_000).request_s)


def test_keepalives_take_it_as_if_they_were_queued() -> None:
    """The shortcut against requests and keepalives in one queue: when a burst is worked off."""
    burst, every = 3_000, 30_000 / 60.0
    service = ServiceTimes(register_s=0.002, keepalive_s=0.001)
    keepalives_s = np.sort(np.random.default_rng(2).uniform(0.0, 20.0, round(20 * every)))
    at_s = np.concatenate([np.zeros(burst), keepalives_s])
    ends_s = at_s + fifo_waits(at_s, np.full(len(at_s), 0.001)) + 0.001
    idle = np.flatnonzero(at_s[1:] >= ends_s[:-1] - 1e-9)[0]
    fluid_s = burst * server_of(service, 1, 30_000).request_s
    assert ends_s[idle] == pytest.approx(fluid_s, rel=0.08)
