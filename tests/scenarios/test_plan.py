"""Planned faults against findings: what explains what, what was missed, and when all was well again."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.domain.faults import fault, load_faults
from camproof.scenarios.evidence import Presence
from camproof.scenarios.plan import MatchedFault, PlannedFault, match
from camproof.verdicts import Finding, Symptom

A, B, C = (f"3402000000132000000{n}" for n in (1, 2, 3))
ALL_FAULTS = [row.id for row in load_faults()]


def planned(
    name: str, *codes: str, from_s: float = 10.0, to_s: float | None = 20.0, label: str = ""
) -> PlannedFault:
    return PlannedFault(fault(name), label or name, codes or (A,), from_s, to_s)


def found(
    symptom: str, code: str = A, from_s: float = 11.0, to_s: float | None = 21.0, detected_s: float = 12.0
) -> Finding:
    return Finding(symptom, code, from_s, to_s, detected_s, "made")


def one(
    plan: PlannedFault, *findings: Finding, presence: Presence | None = None, end_s: float = 40.0
) -> MatchedFault:
    (matched,) = match([plan], findings, presence or Presence(), end_s)
    return matched


@pytest.mark.parametrize("name", ALL_FAULTS)
def test_every_fault_is_found_by_its_own_symptom(name: str) -> None:
    plan = planned(name)
    matched = one(plan, found(plan.row.symptom_id))
    assert matched.detected
    assert matched.matched == matched.found == (0,)
    assert matched.missed == frozenset()
    assert matched.detected_after_s == pytest.approx(2.0)


@pytest.mark.parametrize("name", ALL_FAULTS)
def test_no_fault_is_found_by_nothing_or_by_another_symptom(name: str) -> None:
    plan = planned(name)
    other = next(s for s in Symptom if s not in (plan.row.symptom_id, *plan.row.also))
    for matched in (one(plan), one(plan, found(other))):
        assert not matched.detected
        assert matched.matched == ()
        assert matched.detected_after_s is None
        assert matched.recovered_after_s is None


@pytest.mark.parametrize("name", [row.id for row in load_faults() if row.also])
def test_consequences_are_explained_but_do_not_find_the_fault(name: str) -> None:
    plan = planned(name)
    consequences = [found(symptom) for symptom in plan.row.also]
    matched = one(plan, *consequences)
    assert matched.matched == tuple(range(len(consequences)))
    assert matched.found == ()
    assert not matched.detected
    assert matched.detected_after_s is None


def test_every_subject_must_be_found() -> None:
    plan = planned("power.cut", A, B, C)
    matched = one(plan, found(Symptom.CAMERA_OFFLINE, A), found(Symptom.CAMERA_OFFLINE, C, detected_s=14.0))
    assert matched.missed == {B}
    assert not matched.detected
    assert matched.detected_after_s == pytest.approx(2.0)


def test_a_link_is_found_by_any_stream_across_it() -> None:
    plan = planned("link.loss", A, B, C)
    matched = one(plan, found(Symptom.PACKET_LOSS, B))
    assert matched.detected
    assert matched.missed == frozenset()
    assert not one(plan, found(Symptom.CAMERA_OFFLINE, B)).detected


def test_findings_on_other_cameras_are_not_explained() -> None:
    assert one(planned("picture.freeze", A), found(Symptom.PICTURE_FROZEN, B)).matched == ()


@pytest.mark.parametrize(
    ("from_s", "detected_s", "explained"),
    [
        (9.0, 9.5, False),  # known before the fault began
        (9.0, 10.0, True),  # the last sign of life lies before the fault
        (19.0, 23.0, True),  # detection takes its time
        (20.0, 23.0, True),
        (20.5, 23.0, False),  # began after the fault's end
    ],
)
def test_the_time_of_a_finding_decides(from_s: float, detected_s: float, explained: bool) -> None:
    matched = one(planned("keepalive.silence"), found(Symptom.CAMERA_OFFLINE, A, from_s, None, detected_s))
    assert matched.matched == ((0,) if explained else ())


@pytest.mark.parametrize(("from_s", "explained"), [(21.0, True), (79.0, True), (81.0, False), (8.0, False)])
def test_some_symptoms_follow_when_a_fault_is_over(from_s: float, explained: bool) -> None:
    storm = found(Symptom.REGISTRATION_STORM, A, from_s, from_s, from_s)
    assert bool(one(planned("power.cut"), storm, end_s=100.0).matched) is explained
    forgotten = found(Symptom.REGISTRATION_FORGOTTEN, A, from_s, from_s, from_s)
    assert one(planned("platform.restart"), forgotten, end_s=100.0).detected is explained


def test_a_fault_without_an_end_explains_to_the_last() -> None:
    matched = one(planned("clock.offset", to_s=None), found(Symptom.CLOCK_WRONG, A, 35.0, None, 35.0))
    assert matched.detected
    assert matched.recovered_after_s is None


def test_two_faults_on_one_camera_each_have_their_own_findings() -> None:
    plan = [planned("picture.freeze"), planned("clock.offset")]
    findings = [found(Symptom.CLOCK_WRONG), found(Symptom.PICTURE_FROZEN), found(Symptom.PACKET_LOSS)]
    freeze, clock = match(plan, findings, Presence(), 40.0)
    assert freeze.matched == (1,)
    assert clock.matched == (0,)


def test_an_intruder_who_got_in_is_explained_but_not_refused() -> None:
    matched = one(planned("intruder.replay"), found(Symptom.REPLAY_ACCEPTED))
    assert matched.matched == (0,)
    assert not matched.detected
    assert not matched.plan.harms


def presence_of(**backs: tuple[float, float | None]) -> Presence:
    """Each camera on-line from 0; gone at the first moment, back at the second."""
    presence = Presence()
    for code, (gone_s, back_s) in backs.items():
        at = {"a": A, "b": B, "c": C}[code]
        presence.mark(at, 0.0, online=True)
        presence.mark(at, gone_s, online=False)
        if back_s is not None:
            presence.mark(at, back_s, online=True)
    return presence


def offline(*codes: str) -> tuple[Finding, ...]:
    return tuple(found(Symptom.CAMERA_OFFLINE, code, 10.0, None, 15.0) for code in codes)


def test_recovery_is_the_slowest_camera_from_the_end_of_the_fault() -> None:
    presence = presence_of(a=(15.0, 22.0), b=(15.0, 27.5))
    matched = one(planned("power.cut", A, B), *offline(A, B), presence=presence)
    assert matched.recovered_after_s == pytest.approx(7.5)


def test_one_camera_that_does_not_come_back_is_no_recovery() -> None:
    presence = presence_of(a=(15.0, 22.0), b=(15.0, None))
    assert one(planned("power.cut", A, B), *offline(A, B), presence=presence).recovered_after_s is None


def test_a_camera_that_was_back_and_left_again_has_not_recovered_before_the_last_time() -> None:
    presence = presence_of(a=(15.0, 22.0))
    presence.mark(A, 25.0, online=False)
    presence.mark(A, 30.0, online=True)
    assert one(planned("power.cut"), *offline(A), presence=presence).recovered_after_s == pytest.approx(10.0)


def test_nobody_recovers_before_the_fault_has_ended_or_without_having_been_found() -> None:
    presence = presence_of(a=(15.0, 22.0))
    assert one(planned("power.cut", to_s=50.0), *offline(A), presence=presence).recovered_after_s is None
    there = Presence()
    there.mark(A, 0.0, online=True)
    assert one(planned("power.cut"), presence=there).recovered_after_s is None


@pytest.mark.parametrize(
    ("ends", "after_s"), [((18.0,), 0.0), ((23.0,), 3.0), ((21.0, 26.0), 6.0), ((21.0, None), None)]
)
def test_other_faults_are_over_when_their_findings_are(
    ends: tuple[float | None, ...], after_s: float | None
) -> None:
    findings = [found(Symptom.PICTURE_FROZEN, A, 11.0 + i, end) for i, end in enumerate(ends)]
    matched = one(planned("picture.freeze"), *findings)
    assert matched.recovered_after_s == (None if after_s is None else pytest.approx(after_s))


def test_what_takes_cameras_off_line_and_what_harms_them() -> None:
    kinds: dict[str, Any] = {name: planned(name) for name in ALL_FAULTS}
    assert {n for n, plan in kinds.items() if plan.takes_offline} == {
        "power.cut",
        "keepalive.silence",
        "registration.refresh-lost",
        "platform.restart",
    }
    assert {n for n, plan in kinds.items() if plan.takes_offline and not plan.silences} == {
        "platform.restart"
    }
    assert {n for n, plan in kinds.items() if not plan.harms} == {
        "intruder.wrong-password",
        "intruder.replay",
        "intruder.guess",
    }


def test_a_defect_that_was_there_before_or_stays_is_not_the_faults_doing() -> None:
    early = one(planned("picture.freeze"), found(Symptom.PICTURE_FROZEN, A, 2.3, 15.0, 10.5))
    stays = one(planned("picture.freeze"), found(Symptom.PICTURE_FROZEN, A, 11.0, None))
    for matched in (early, stays):
        assert not matched.matched
        assert not matched.detected
        assert matched.recovered_after_s is None
