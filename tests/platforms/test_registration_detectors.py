"""Detectors of registrations over hand-written observations."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.platforms import (
    Observation,
    address_findings,
    contest_findings,
    forgotten_findings,
    redirect_findings,
    storm_findings,
)
from camproof.verdicts.finding import Symptom

CODES = [f"340200000013200000{n:02d}" for n in range(40)]
A, B = CODES[1], CODES[2]
HOME, AWAY = "192.0.2.1:5060", "192.0.2.9:7777"


def registered(at_s: float, device: str = A, where: str = HOME, **data: Any) -> Observation:
    told = {"expires_s": 3600, "first": False, "moved": False, "from": where, "transport": "UDP", **data}
    return Observation(at_s, "registered", device, told)


def refused(at_s: float, reason: str, device: str = A, where: str = HOME) -> Observation:
    told = {"reason": reason, "status": 403, "from": where, "transport": "UDP"}
    return Observation(at_s, "keepalive-refused", device, told)


def offline(at_s: float, reason: str, device: str = A) -> Observation:
    return Observation(at_s, "offline", device, {"reason": reason, "silent_since_s": at_s - 1})


def joined(number: int) -> list[Observation]:
    return [registered(n * 0.01, code, first=True) for n, code in enumerate(CODES[:number])]


def test_a_storm_is_found_on_each_device_of_the_burst() -> None:
    again = [registered(100 + n * 0.1, code) for n, code in enumerate(CODES[:6])]
    found = storm_findings([*joined(10), *again])
    assert {finding.subject for finding in found} == set(CODES[:6])
    assert all(finding.symptom == Symptom.REGISTRATION_STORM for finding in found)
    assert [finding.from_s for finding in found] == [entry.at_s for entry in again]
    assert [finding.detected_s for finding in found] == pytest.approx([100.3] * 4 + [100.4, 100.5])
    assert found[0].detail == "4 of 10 known devices within 1 s"


@pytest.mark.parametrize(
    ("known", "coming", "step_s", "shift_s"),
    [
        (10, 0, 0.0, 0.0),  # the first registrations are none
        (10, 3, 0.1, 100.0),  # too few
        (40, 3, 0.1, 100.0),
        (10, 6, 1.1, 100.0),  # too slow
        (10, 6, 0.1, 2700.0),  # a refresh at three quarters of the life
    ],
)
def test_no_storm(known: int, coming: int, step_s: float, shift_s: float) -> None:
    again = [registered(shift_s + n * step_s, code) for n, code in enumerate(CODES[:coming])]
    assert storm_findings([*joined(known), *again]) == ()


def test_one_device_that_registers_again_and_again_is_no_storm() -> None:
    again = [registered(100 + n * 0.1, CODES[n % 2]) for n in range(8)]
    assert storm_findings([*joined(10), *again]) == ()


def test_devices_that_come_back_after_they_were_off_line_make_a_storm_however_late() -> None:
    gone = [offline(2000, "keepalives missed", code) for code in CODES[:5]]
    back = [registered(2700, code, first=True) for code in CODES[:5]]
    assert len(storm_findings([*joined(5), *gone, *back])) == 5


def test_a_refused_keepalive_of_a_registration_that_stands_was_forgotten() -> None:
    log = [registered(0), refused(60, "not registered"), refused(61, "not registered"), registered(62)]
    (finding,) = forgotten_findings(log)
    assert (finding.symptom, finding.subject) == (Symptom.REGISTRATION_FORGOTTEN, A)
    assert (finding.from_s, finding.to_s, finding.detected_s) == (60, 62, 60)


def test_a_register_that_counts_as_the_first_though_one_stands_was_forgotten() -> None:
    (finding,) = forgotten_findings([registered(0, first=True), registered(60, first=True)])
    assert (finding.from_s, finding.to_s) == (60, 60)
    assert "first" in finding.method


def test_the_platforms_own_word_of_its_restart_is_not_what_tells() -> None:
    log = [registered(0), offline(50, "platform restarted"), refused(60, "not registered")]
    assert [finding.from_s for finding in forgotten_findings(log)] == [60]
    assert forgotten_findings(log[:2]) == ()


@pytest.mark.parametrize(
    "log",
    [
        [registered(0), registered(60)],
        [refused(60, "not registered")],
        [registered(0), refused(60, "from another address than the registration")],
        [registered(0), offline(50, "keepalives missed"), refused(60, "not registered")],
        [registered(0), offline(50, "connection lost"), registered(51, first=True)],
        [registered(0, expires_s=20), refused(60, "not registered")],
    ],
)
def test_nothing_was_forgotten(log: list[Observation]) -> None:
    assert forgotten_findings(log) == ()


def test_a_moved_address_lasts_until_the_device_registers_there() -> None:
    strange = refused(60, "from another address than the registration", where=AWAY)
    (finding,) = address_findings([registered(0), strange, registered(61, where=AWAY, moved=True)])
    assert (finding.symptom, finding.from_s, finding.to_s) == (Symptom.ADDRESS_MOVED, 60, 61)
    assert AWAY in finding.detail
    (at_once,) = address_findings([registered(0), registered(61, where=AWAY, moved=True)])
    assert (at_once.from_s, at_once.to_s) == (61, 61)
    assert address_findings([registered(0), refused(60, "not registered"), registered(61)]) == ()


def test_a_code_is_contested_when_the_registration_goes_back_to_an_address() -> None:
    places = [HOME, AWAY, HOME, HOME, AWAY]
    log = [registered(10.0 * n, where=where) for n, where in enumerate(places)]
    (finding,) = contest_findings(log)
    assert (finding.symptom, finding.from_s, finding.detected_s) == (Symptom.IDENTITY_CONTESTED, 10, 20)
    assert finding.to_s == 40
    assert contest_findings(log[:2]) == ()
    moving = [registered(10.0 * n, where=f"192.0.2.{n}:5060") for n in range(6)]
    assert contest_findings(moving) == ()


def redirected(at_s: float, device: str = A) -> Observation:
    told = {"target": "sip:x@192.0.2.3:5060", "from": HOME, "transport": "UDP"}
    return Observation(at_s, "redirected", device, told)


def test_a_redirection_is_found_when_the_device_has_arrived_there() -> None:
    log = [registered(0), redirected(60), redirected(60, B), registered(90)]
    (finding,) = redirect_findings(log, [(A, 61.0), (A, 5.0), (B, 3.0)])
    assert (finding.symptom, finding.subject) == (Symptom.CAMERA_REDIRECTED, A)
    assert (finding.from_s, finding.to_s, finding.detected_s) == (60, 90, 61)
    assert redirect_findings(log, []) == ()
