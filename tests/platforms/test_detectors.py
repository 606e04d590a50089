"""Detectors over hand-written observations."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.platforms import (
    Observation,
    clock_findings,
    clock_readings,
    intruder_findings,
    offline_findings,
)
from camproof.protocols.manscdp import format_time
from camproof.verdicts.finding import Symptom

A, B = "34020000001320000001", "34020000001320000002"
EPOCH_S = 1_700_000_000.0


def seen(at_s: float, kind: str, device: str = A, **data: Any) -> Observation:
    return Observation(at_s, kind, device, data)


def status(at_s: float, told: str, device: str = A, took_s: float = 0.1) -> Observation:
    return seen(at_s, "answer", device, command="DeviceStatus", DeviceTime=told, sent_s=at_s - took_s)


def wall_s(at_s: float) -> float:
    return EPOCH_S + at_s


def test_offline_and_back_again() -> None:
    log = [
        seen(0.0, "registered"),
        seen(240.0, "offline", reason="keepalives missed", silent_since_s=60.0),
        seen(250.0, "registered", B),
        seen(300.0, "registered"),
        seen(400.0, "offline", B, reason="connection lost", silent_since_s=390.0),
    ]
    first, second = offline_findings(log, heartbeat_interval_s=60.0)
    assert (first.symptom, first.subject) == (Symptom.CAMERA_OFFLINE, A)
    assert (first.from_s, first.to_s, first.detected_s) == (60.0, 300.0, 240.0)
    assert first.detail == "known after 180 s of silence, 3.00 keepalive intervals"
    assert (second.from_s, second.to_s, second.method) == (400.0, None, "connection lost")


def test_no_offline_without_evidence() -> None:
    assert offline_findings([seen(0.0, "registered"), seen(60.0, "keepalive")]) == ()


@pytest.mark.parametrize(
    ("reason", "symptom"),
    [
        ("wrong password", Symptom.INTRUDER_REFUSED),
        ("unknown device", Symptom.INTRUDER_REFUSED),
        ("replayed nonce", Symptom.REPLAY_REFUSED),
        ("nonce of another device", Symptom.REPLAY_REFUSED),
    ],
)
def test_refused_intruders(reason: str, symptom: Symptom) -> None:
    entry = seen(
        5.0, "registration-refused", reason=reason, status=403, transport="UDP", **{"from": "1.2.3.4:9"}
    )
    (finding,) = intruder_findings([entry])
    assert (finding.symptom, finding.subject, finding.from_s, finding.to_s) == (symptom, A, 5.0, 5.0)
    assert finding.detail == f"from 1.2.3.4:9 over UDP: {reason}, answered 403"


@pytest.mark.parametrize("reason", ["expired nonce", "unknown nonce", "Expires is below the least allowed"])
def test_honest_mistakes_are_no_intrusion(reason: str) -> None:
    where = {"from": "1.2.3.4:9"}
    entry = seen(5.0, "registration-refused", reason=reason, status=401, transport="UDP", **where)
    assert intruder_findings([entry]) == ()


def test_accepted_replay() -> None:
    where = {"from": "1.2.3.4:9"}
    fresh = seen(1.0, "registered", nonce="fresh", transport="UDP", **where)
    stolen = seen(2.0, "registered", nonce="replayed nonce", transport="UDP", **where)
    (finding,) = intruder_findings([fresh, stolen])
    assert (finding.symptom, finding.detected_s) == (Symptom.REPLAY_ACCEPTED, 2.0)


def test_clock_reading_is_an_interval() -> None:
    (reading,) = clock_readings([status(10.0, format_time(EPOCH_S + 9))], wall_s)
    assert reading.least_s == pytest.approx(-1.0)
    assert reading.most_s == pytest.approx(0.1)
    assert not reading.is_beyond(0.9)


@pytest.mark.parametrize(
    ("offset_s", "found"), [(0, False), (-1, False), (2, True), (-3, True), (28_800, True)]
)
def test_wrong_clock(offset_s: float, found: bool) -> None:
    findings = clock_findings([status(10.0, format_time(EPOCH_S + 10 + offset_s))], wall_s)
    assert bool(findings) is found
    if found:
        assert (findings[0].symptom, findings[0].subject) == (Symptom.CLOCK_WRONG, A)


def test_clock_put_right_ends_the_finding() -> None:
    wrong, right = format_time(EPOCH_S - 500), format_time(EPOCH_S + 30)
    log = [status(10.0, wrong), status(20.0, wrong), status(30.0, right), status(31.0, right, B)]
    (finding,) = clock_findings(log, wall_s)
    assert (finding.from_s, finding.to_s, finding.detected_s) == (10.0, 30.0, 10.0)


def test_unreadable_device_time_is_no_finding() -> None:
    assert clock_findings([status(10.0, "yesterday"), seen(1.0, "answer", command="Catalog")], wall_s) == ()
