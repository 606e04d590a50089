"""What a run asks of its own detectors, and of whom the platform lets in."""

from __future__ import annotations

import math
from typing import Literal

import pytest
from measure_kit import A, B, C, D, found, live, measure, planned, seen, verdict

from camproof.scenarios.evidence import Evidence, IntrusionEvidence
from camproof.verdicts import Outcome, Symptom

FREEZE_A = found(Symptom.PICTURE_FROZEN, A, 12.0)
CLOCK_B = found(Symptom.CLOCK_WRONG, B, 14.0)


def test_planned_faults_that_were_found() -> None:
    findings = (FREEZE_A, CLOCK_B)
    faults = (planned("picture.freeze", A, findings=findings), planned("clock.offset", B, findings=findings))
    made = measure("planned faults detected", seen(A, B), faults=faults, findings=findings)
    assert (made.value, made.n, made.census, made.interval) == (1.0, 2, True, None)
    assert made.detail == ""


def test_a_fault_missed_on_one_camera_is_missed_and_named() -> None:
    findings = (FREEZE_A,)
    faults = (
        planned("picture.freeze", A, B, findings=findings),
        planned("clock.offset", C, findings=findings),
        planned("link.loss", D, findings=findings),
    )
    judged = verdict("planned faults detected", seen(A, B, C, D), faults=faults, findings=findings)
    assert (judged.measurement.value, judged.measurement.n) == (0.0, 3)
    assert judged.outcome is Outcome.FAIL
    assert judged.measurement.detail == (
        "picture.freeze: 1 missed; clock.offset: 1 missed; link.loss: all missed"
    )


def test_two_faults_of_one_name_are_two() -> None:
    findings = (FREEZE_A,)
    faults = (
        planned("picture.freeze", A, findings=findings),
        planned("picture.freeze", B, findings=findings),
    )
    assert measure("planned faults detected", seen(A, B), faults=faults).value == 0.5


def test_a_scope_looks_at_its_own_faults_alone() -> None:
    findings = (FREEZE_A,)
    faults = (planned("picture.freeze", A, B, findings=findings),)
    assert measure("planned faults detected", seen(A, B), faults=faults, codes=(A,)).value == 1.0
    assert measure("planned faults detected", seen(A, B), faults=faults, codes=(B,)).value == 0.0
    assert measure("planned faults detected", seen(A, B), faults=faults, codes=(C,)).value is None


def test_detection_time_is_the_slowest_of_the_faults_that_leave_cameras_on_line() -> None:
    findings = (FREEZE_A, CLOCK_B)
    faults = (
        planned("picture.freeze", A, findings=findings),
        planned("clock.offset", B, findings=findings),
        planned("power.cut", C),
    )
    made = measure("fault detection time", seen(A, B), faults=faults)
    assert (made.value, made.n, made.census) == (pytest.approx(3.0), 2, True)


def test_a_fault_that_was_never_found_took_endless() -> None:
    judged = verdict("fault detection time", seen(A), faults=(planned("picture.freeze", A),))
    assert judged.measurement.value == math.inf
    assert judged.outcome is Outcome.FAIL
    assert measure("fault detection time", seen(A), faults=(planned("power.cut", A),)).value is None


def test_findings_that_no_fault_explains_are_false() -> None:
    findings = (FREEZE_A, CLOCK_B, found(Symptom.PACKET_LOSS, C, 13.0))
    faults = (planned("picture.freeze", A, findings=findings),)
    judged = verdict("false findings", seen(A, B, C, D), faults=faults, findings=findings)
    assert (judged.measurement.value, judged.measurement.n) == (2.0, 4)
    assert judged.outcome is Outcome.FAIL
    assert B in judged.measurement.detail
    assert C in judged.measurement.detail


def test_no_finding_is_a_pass_only_where_somebody_looked() -> None:
    assert verdict("false findings", seen(A)).outcome is Outcome.PASS
    assert verdict("false findings", Evidence(streams=[live(A)])).outcome is Outcome.PASS
    assert verdict("false findings", Evidence(platform_seen=True)).outcome is Outcome.INCONCLUSIVE
    assert verdict("false findings", Evidence(streams=[live(A, 25.0)])).outcome is Outcome.INCONCLUSIVE


@pytest.mark.parametrize(("detected_s", "number"), [(9.9, 0), (10.0, 1), (19.9, 1), (20.0, 0)])
def test_a_finding_belongs_to_the_window_in_which_it_was_made(detected_s: float, number: int) -> None:
    finding = found(Symptom.PICTURE_FROZEN, A, 9.0, None, detected_s)
    assert measure("false findings", seen(A), findings=(finding,)).value == number


def test_findings_of_other_scopes_do_not_count_but_those_on_strangers_do() -> None:
    stranger = found(Symptom.INTRUDER_REFUSED, "34020000009990000009")
    nobody = found(Symptom.INTRUDER_REFUSED, "")
    findings = (FREEZE_A, CLOCK_B, stranger, nobody)
    made = measure("false findings", seen(A, B), findings=findings, codes=(A,), elsewhere=(B, C, D))
    assert made.value == 3.0


# Intruders


Kind = Literal["wrong-password", "guess", "replay"]


def attempt(
    kind: Kind, status: int | None, *, got_in: bool = False, code: str = A, at_s: float = 12.0
) -> IntrusionEvidence:
    return IntrusionEvidence(kind, code, at_s, status, got_in)


CASES: tuple[tuple[str, Kind], ...] = (
    ("intruders refused", "wrong-password"),
    ("guessed passwords refused", "guess"),
    ("replayed credentials refused", "replay"),
)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_attempts_that_were_refused(name: str, kind: Kind) -> None:
    evidence = Evidence(intrusions=[attempt(kind, 403), attempt(kind, 401)])
    made = measure(name, evidence)
    assert (made.value, made.n, made.census, made.interval) == (1.0, 2, True, None)
    assert verdict(name, evidence).outcome is Outcome.PASS


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_one_who_got_in_and_one_without_an_answer_were_not_refused(name: str, kind: Kind) -> None:
    tried = [attempt(kind, 403), attempt(kind, 200, got_in=True), attempt(kind, None)]
    judged = verdict(name, Evidence(intrusions=tried))
    assert judged.measurement.value == pytest.approx(1 / 3)
    assert judged.outcome is Outcome.FAIL
    assert verdict(name, Evidence(intrusions=[attempt(kind, None)])).outcome is Outcome.FAIL


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_other_kinds_times_and_scopes_do_not_count(name: str, kind: Kind) -> None:
    other: Kind = "replay" if kind == "wrong-password" else "wrong-password"
    tried = [
        attempt(other, 200, got_in=True),
        attempt(kind, 200, got_in=True, at_s=20.0),
        attempt(kind, 200, got_in=True, at_s=9.9),
        attempt(kind, 200, got_in=True, code=D),
        attempt(kind, 403),
    ]
    made = measure(name, Evidence(intrusions=tried), codes=(A, B, C))
    assert (made.value, made.n) == (1.0, 1)


@pytest.mark.parametrize(("name", "kind"), CASES)
def test_an_intruder_harms_nobody_so_its_camera_stays_in_scope(name: str, kind: Kind) -> None:
    evidence = Evidence(intrusions=[attempt(kind, 200, got_in=True)])
    assert measure(name, evidence, faulted=(A,)).value == 0.0
