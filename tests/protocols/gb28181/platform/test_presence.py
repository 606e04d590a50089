"""On-line, off-line, and exactly when."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from camproof.protocols.flow import Flow
from camproof.protocols.gb28181.platform import (
    DeviceOffline,
    DeviceRegistered,
    KeepaliveReceived,
    KeepaliveRefused,
)
from camproof.protocols.gb28181.platform.presence import DeviceRecord
from camproof.protocols.manscdp import notify_keepalive

Make = Callable[..., Any]
DEVICE = "34020000001320000001"


def gone(bench: Any) -> list[tuple[float, str, float]]:
    return [(event.at_s, event.reason, event.silent_since_s) for event in bench.seen(DeviceOffline)]


def test_off_line_exactly_after_three_missed_intervals(bench: Any, device: Any) -> None:
    bench.run_to(1060.0)
    assert device.keepalive().status == 200
    assert bench.machine.next_deadline_s() is not None
    bench.run_to(1239.999)
    assert gone(bench) == []
    bench.run_to(1240.0)
    assert gone(bench) == [(1240.0, "keepalives missed", 1060.0)]
    assert not bench.machine.device(DEVICE).online


def test_late_look_still_names_the_exact_time(bench: Any, device: Any) -> None:
    bench.now_s = 5000.0
    bench.machine.advance(5000.0)
    assert gone(bench) == [(1180.0, "keepalives missed", 1000.0)]


@pytest.mark.parametrize(
    ("interval_s", "count", "expires", "at_s", "reason"),
    [
        (5.0, 2, "3600", 1010.0, "keepalives missed"),
        (60.0, 3, "100", 1100.0, "registration expired"),
        (60.0, 3, "180", 1180.0, "registration expired"),
    ],
)
def test_the_earlier_of_silence_and_expiry(
    make_bench: Make, interval_s: float, count: int, expires: str, at_s: float, reason: str
) -> None:
    bench = make_bench(heartbeat_interval_s=interval_s, heartbeat_count=count, min_expires_s=60)
    bench.device().register(expires)
    bench.run_to(2000.0)
    assert gone(bench) == [(at_s, reason, 1000.0)]


def test_keepalives_do_not_outlive_the_registration(make_bench: Make) -> None:
    bench = make_bench(min_expires_s=60)
    device = bench.device()
    device.register("100")
    for at_s in (1060.0, 1099.0):
        bench.run_to(at_s)
        assert device.keepalive().status == 200
    bench.run_to(1100.0)
    assert gone(bench) == [(1100.0, "registration expired", 1099.0)]
    assert device.keepalive().status == 403
    assert [(event.reason, event.status) for event in bench.seen(KeepaliveRefused)] == [
        ("not registered", 403)
    ]


def test_refresh_starts_the_clock_anew(bench: Any, device: Any) -> None:
    bench.run_to(1179.0)
    assert device.register().status == 200
    assert not bench.seen(DeviceRegistered)[-1].first
    bench.run_to(1358.9)
    assert gone(bench) == []


@pytest.mark.parametrize("status", [403, 404])
def test_keepalive_of_a_stranger(make_bench: Make, status: int) -> None:
    bench = make_bench(unregistered_status=status)
    assert bench.device().keepalive().status == status
    assert bench.seen(KeepaliveRefused)[0].device == DEVICE


def test_keepalive_content(bench: Any, device: Any) -> None:
    bench.run_to(1060.0)
    device.message(notify_keepalive(9, DEVICE, status="ERROR", faulty=["34020000001320000003"]))
    (event,) = bench.seen(KeepaliveReceived)
    assert (event.status, event.faulty, event.since_last_s) == ("ERROR", ("34020000001320000003",), None)
    bench.run_to(1119.5)
    device.keepalive()
    assert bench.seen(KeepaliveReceived)[-1].since_last_s == 59.5


def test_keepalive_from_elsewhere_neither_moves_nor_counts(bench: Any, device: Any) -> None:
    bench.run_to(1100.0)
    assert bench.device(port=6666).keepalive().status == 403
    assert bench.machine.device(DEVICE).flow == device.flow
    assert bench.seen(KeepaliveRefused)[0].reason == "from another address than the registration"
    assert "MESSAGE comes from another address than the registration" in bench.deviations()
    bench.run_to(1180.0)
    assert gone(bench) == [(1180.0, "keepalives missed", 1000.0)]


def test_weak_platform_follows_a_keepalive(make_bench: Make) -> None:
    bench = make_bench(move_on_keepalive=True)
    bench.device().register()
    moved = bench.device(port=6666)
    assert moved.keepalive().status == 200
    assert bench.machine.device(DEVICE).flow == moved.flow


def test_weak_platform_lets_a_keepalive_revive(make_bench: Make) -> None:
    bench = make_bench(keepalive_revives=True, min_expires_s=60)
    device = bench.device()
    device.register("1000")
    bench.run_to(1500.0)
    assert not bench.machine.device(DEVICE).online
    assert device.keepalive().status == 200
    assert bench.machine.device(DEVICE).online
    bench.run_to(2500.0)
    assert device.keepalive().status == 403


def test_lost_connection_is_off_line_at_once(bench: Any) -> None:
    device = bench.device(transport="TCP")
    bench.machine.flow_opened(device.flow, bench.now_s)
    device.register()
    bench.run_to(1010.0)
    bench.machine.flow_lost(device.flow, 1010.0)
    bench.drain()
    assert gone(bench) == [(1010.0, "connection lost", 1000.0)]


def test_failed_dial_is_nobody_s_loss(bench: Any, device: Any) -> None:
    bench.machine.flow_lost(("192.0.2.10", 5070), bench.now_s)
    assert gone(bench) == []


def test_new_figures_after_basic_param(bench: Any, device: Any) -> None:
    bench.machine.set_heartbeat(DEVICE, interval_s=10.0, count=2)
    bench.run_to(1500.0)
    assert gone(bench) == [(1020.0, "keepalives missed", 1000.0)]
    device.register()
    bench.run_to(1600.0)
    assert gone(bench)[-1][0] == 1520.0


def test_a_keepalive_changes_nothing_but_the_signs_of_life() -> None:
    flow = Flow("udp", ("10.0.0.1", 5060), ("10.0.0.2", 5060))
    record = DeviceRecord(
        code=DEVICE,
        flow=flow,
        contact="sip:a@b",
        expires_s=60,
        registered_s=1.0,
        last_sign_s=2.0,
        version="3.0",
        edition="2022",
        call_id="call",
        cseq=7,
        heartbeat_interval_s=5.0,
        heartbeat_count=3,
        online=False,
    )
    assert record.signed(9.0) == replace(record, online=True, last_sign_s=9.0, last_keepalive_s=9.0)
