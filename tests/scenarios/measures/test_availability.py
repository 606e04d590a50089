"""Always available: registration, being on-line, clocks, detection, recovery, recordings."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measure_kit import A, B, C, D, found, measure, online, planned, seen, verdict

from camproof.scenarios.evidence import (
    ClockEvidence,
    Evidence,
    Presence,
    RecordEvidence,
    RegistrationEvidence,
)
from camproof.verdicts import Outcome, Symptom

# Registration time


def registrations(*took: float | None, started_s: float = 12.0) -> Evidence:
    codes = (A, B, C, D)
    return Evidence(
        registrations=[RegistrationEvidence(codes[i % 4], started_s, took_s) for i, took_s in enumerate(took)]
    )


def test_registration_time_is_the_percentile_of_all_cameras() -> None:
    made = measure("registration time", registrations(0.1, 0.4, 0.2, 0.3), percentile=50.0)
    assert (made.value, made.n, made.census, made.interval) == (0.2, 4, True, None)
    assert measure("registration time", registrations(0.1, 0.4, 0.2, 0.3)).value == 0.4


def test_a_camera_that_never_registered_took_endless() -> None:
    judged = verdict("registration time", registrations(0.1, 0.2, 0.3, None))
    assert judged.measurement.value == math.inf
    assert judged.outcome is Outcome.FAIL


@pytest.mark.parametrize(("started_s", "n"), [(9.999, 0), (10.0, 4), (19.999, 4), (20.0, 0)])
def test_registrations_count_where_they_began(started_s: float, n: int) -> None:
    assert measure("registration time", registrations(1, 1, 1, 1, started_s=started_s)).n == n


def test_registrations_of_faulted_cameras_and_strangers_do_not_count() -> None:
    evidence = registrations(0.1, None, 0.3, 0.4)
    made = measure("registration time", evidence, faulted=(B,), codes=(A, B, C))
    assert (made.value, made.n) == (0.3, 2)
    assert "1 cameras under planned faults" in made.detail


def test_a_storm_is_no_excuse_for_registering_late_but_a_cut_in_it_is() -> None:
    evidence = registrations(0.1, 0.2, 9.0, None)
    storm, cut = planned("registration.storm", A, B, C, D), planned("power.cut", D)
    made = measure("registration time", evidence, faults=(storm, cut), faulted=(A, B, C, D))
    assert (made.value, made.n) == (9.0, 3)
    assert made.detail.startswith("1 cameras under planned faults")


# Online rate


def test_online_rate_weighs_by_time() -> None:
    presence = online(A, B)
    presence.mark(C, 15.0, online=True)
    made = measure("online rate", Evidence(presence=presence))
    assert made.value == pytest.approx((10 + 10 + 5 + 0) / 40)
    assert (made.n, made.census, made.interval) == (4, True, None)


def test_online_rate_of_nobody_is_zero_when_somebody_looked() -> None:
    assert verdict("online rate", Evidence(platform_seen=True)).outcome is Outcome.FAIL
    presence = Presence()
    presence.mark(A, 0.0, online=False)
    assert measure("online rate", Evidence(presence=presence)).value == 0.0


def test_online_rate_leaves_faulted_cameras_out() -> None:
    presence = online(A, B, C)
    made = measure("online rate", Evidence(presence=presence), faulted=(D,))
    assert (made.value, made.n) == (1.0, 3)
    assert "1 cameras" in made.detail


def test_what_happens_outside_the_window_is_of_no_account() -> None:
    presence = online(A)
    presence.mark(A, 20.0, online=False)
    assert measure("online rate", Evidence(presence=presence), codes=(A,)).value == 1.0
    presence = online(A, since_s=20.0)
    assert measure("online rate", Evidence(presence=presence), codes=(A,)).value == 0.0


# Clock accuracy


@pytest.mark.parametrize(
    ("off_by_s", "right"),
    [
        (0.0, True),
        (-0.9, True),  # DeviceTime is told in whole seconds
        (-2.0, True),  # between 2 s and 1 s behind
        (-2.1, False),
        (1.0, True),
        (1.1, False),
        (28_800.0, False),
        (-28_800.0, False),
        (None, False),  # no answer, or a time that cannot be read
    ],
)
def test_clock_accuracy_allows_one_second_as_far_as_whole_seconds_tell(
    off_by_s: float | None, right: bool
) -> None:
    made = measure("clock accuracy", Evidence(clocks=[ClockEvidence(A, 12.0, off_by_s)]), codes=(A,))
    assert (made.value, made.n, made.census) == (float(right), 1, True)


def test_the_last_clock_reading_of_the_window_counts() -> None:
    clocks = [
        ClockEvidence(A, 9.0, 50.0),
        ClockEvidence(A, 12.0, 50.0),
        ClockEvidence(A, 13.0, 0.0),
        ClockEvidence(A, 20.0, 50.0),
        ClockEvidence(B, 13.0, 50.0),
        ClockEvidence(C, 13.0, 50.0),
    ]
    made = measure("clock accuracy", Evidence(clocks=clocks), faulted=(B,), codes=(A, B, C))
    assert (made.value, made.n) == (0.5, 2)


@pytest.mark.parametrize("name", ["clock accuracy", "recording completeness", "longest gap"])
def test_cameras_that_nobody_asked_make_the_figure_unknown(name: str) -> None:
    evidence = Evidence(
        clocks=[ClockEvidence(code, 12.0, 0.0) for code in (A, B)],
        records=[records((1000.0, 1100.0), code=code) for code in (A, B)],
    )
    judged = verdict(name, evidence)
    assert judged.outcome is Outcome.INCONCLUSIVE
    assert "2 of 4 cameras were not asked" in judged.reason
    assert verdict(name, evidence, faulted=(C, D)).outcome is Outcome.PASS


# Detection of offline


def test_offline_detection_is_the_slowest_in_intervals() -> None:
    findings = (
        found(Symptom.CAMERA_OFFLINE, A, 11.0, None, 18.5),
        found(Symptom.CAMERA_OFFLINE, B, 9.0, None, 19.0),
    )
    faults = (planned("keepalive.silence", A, B, findings=findings),)
    made = measure("detection of offline", seen(A, B), faults=faults, findings=findings)
    assert (made.value, made.n, made.census) == (pytest.approx(10.0 / 5.0), 2, True)


def test_a_silent_camera_that_nobody_missed_is_endless() -> None:
    findings = (found(Symptom.CAMERA_OFFLINE, A, 11.0, None, 18.5),)
    faults = (planned("power.cut", A, B, to_s=30.0, findings=findings),)
    judged = verdict("detection of offline", seen(A, B), faults=faults, findings=findings)
    assert judged.measurement.value == math.inf
    assert judged.outcome is Outcome.FAIL
    alone = measure("detection of offline", seen(A), faults=faults, findings=findings, codes=(A,))
    assert alone.value == pytest.approx(1.5)


def test_a_fault_that_is_over_before_the_limit_need_not_be_seen() -> None:
    faults = (planned("registration.refresh-lost", A, to_s=20.0),)
    made = measure("detection of offline", seen(A), faults=faults)
    assert made.value is None
    assert "over before the limit" in made.detail


def test_only_faults_that_silence_are_asked_for_detection_of_offline() -> None:
    faults = (planned("picture.freeze", A),)
    assert measure("detection of offline", seen(A), faults=faults).value is None


# Recovery


def cut(backs: dict[str, float | None], gone_s: float = 13.0) -> Presence:
    presence = online(*backs)
    for code, back_s in backs.items():
        presence.mark(code, gone_s, online=False)
        if back_s is not None:
            presence.mark(code, back_s, online=True)
    return presence


def test_recovery_is_the_time_from_the_faults_end_to_99_percent() -> None:
    presence = cut({A: 15.5, B: 17.0})
    made = measure("recovery time to 99 %", Evidence(presence=presence), faults=(planned("power.cut", A, B),))
    assert (made.value, made.n, made.census) == (pytest.approx(2.0), 2, True)


def test_one_of_a_hundred_may_stay_away() -> None:
    codes = [f"340200000013200{n:05d}" for n in range(1, 101)]
    presence = cut({code: 16.0 if n else None for n, code in enumerate(codes)})
    faults = (planned("power.cut", *codes),)
    made = measure("recovery time to 99 %", Evidence(presence=presence), faults=faults, codes=codes)
    assert (made.value, made.n) == (pytest.approx(1.0), 100)
    presence.mark(codes[1], 18.0, online=False)
    made = measure("recovery time to 99 %", Evidence(presence=presence), faults=faults, codes=codes, limit=5)
    assert made.value == math.inf


def test_a_camera_that_does_not_come_back_never_recovers() -> None:
    evidence = Evidence(presence=cut({A: 16.0, B: None}))
    judged = verdict("recovery time to 99 %", evidence, faults=(planned("power.cut", A, B),), limit=5.0)
    assert judged.measurement.value == math.inf
    assert judged.outcome is Outcome.FAIL


def test_a_phase_that_ends_before_the_limit_does_not_know_whether_a_camera_would_have_come_back() -> None:
    evidence = Evidence(presence=cut({A: 16.0, B: None}))
    judged = verdict("recovery time to 99 %", evidence, faults=(planned("power.cut", A, B),), limit=5.1)
    assert judged.outcome is Outcome.INCONCLUSIVE
    assert "5.0 s after the fault" in judged.reason


def test_the_fault_that_was_watched_longest_decides_whether_that_was_long_enough() -> None:
    """A recovers at once from a cut near the end; B never did from an early one."""
    presence = cut({B: None})
    presence.mark(A, 0.0, online=True)
    presence.mark(A, 18.0, online=False)
    presence.mark(A, 19.5, online=True)
    faults = (planned("power.cut", B), planned("power.cut", A, from_s=17.0, to_s=19.0))
    for order in (faults, faults[::-1]):
        made = measure("recovery time to 99 %", Evidence(presence=presence), faults=order, limit=5.0)
        assert made.value == math.inf


def test_whom_nobody_missed_cannot_recover() -> None:
    """A cut shorter than three keepalives: the platform holds the camera for on-line throughout."""
    faults = (planned("power.cut", A),)
    assert verdict("recovery time to 99 %", seen(A), faults=faults).outcome is Outcome.INCONCLUSIVE
    two = (planned("power.cut", A, B),)
    presence = cut({A: 16.0})
    presence.mark(B, 0.0, online=True)
    made = measure("recovery time to 99 %", Evidence(presence=presence), faults=two)
    assert made.n == 1
    assert made.detail == "1 cameras were never held for off-line"


@pytest.mark.parametrize("to_s", [None, 20.0, 30.0])
def test_a_fault_that_has_not_ended_in_the_window_says_nothing_of_recovery(to_s: float | None) -> None:
    evidence = Evidence(presence=cut({A: 16.0}))
    assert (
        measure("recovery time to 99 %", evidence, faults=(planned("power.cut", A, to_s=to_s),)).value is None
    )


def test_recovery_looks_at_the_scope_alone() -> None:
    evidence = Evidence(presence=cut({A: 15.5, B: None}))
    faults = (planned("power.cut", A, B),)
    assert measure("recovery time to 99 %", evidence, faults=faults, codes=(A,)).value == pytest.approx(0.5)
    assert measure("recovery time to 99 %", evidence, faults=faults, codes=(C,)).value is None


# Recordings


def records(*covered: tuple[float, float], code: str = A, at_s: float = 12.0) -> RecordEvidence:
    return RecordEvidence(code, at_s, (1000.0, 1100.0), covered)


def test_recordings_without_a_hole() -> None:
    evidence = Evidence(records=[records((900.0, 1050.0), (1050.0, 1200.0))])
    made = measure("recording completeness", evidence, codes=(A,))
    assert (made.value, made.n, made.census) == (1.0, 1, True)
    assert measure("longest gap", evidence, codes=(A,)).value == 0.0


def test_holes_and_overlaps() -> None:
    evidence = Evidence(
        records=[
            records((1060.0, 1080.0), (1010.0, 1040.0), (1020.0, 1030.0)),
            records((1000.0, 1100.0), code=B),
        ]
    )
    assert measure("recording completeness", evidence, codes=(A, B)).value == pytest.approx((0.5 + 1.0) / 2)
    assert measure("longest gap", evidence, codes=(A, B)).value == 20.0


@pytest.mark.parametrize("covered", [(), None])
def test_no_recording_and_no_answer_are_one_hole(covered: tuple[()] | None) -> None:
    evidence = Evidence(records=[RecordEvidence(A, 12.0, (1000.0, 1100.0), covered)])
    assert measure("recording completeness", evidence, codes=(A,)).value == 0.0
    assert measure("longest gap", evidence, codes=(A,)).value == 100.0


def test_recordings_outside_what_was_asked_cover_nothing() -> None:
    evidence = Evidence(records=[records((0.0, 999.0), (1101.0, 2000.0))])
    assert measure("recording completeness", evidence, codes=(A,)).value == 0.0
    assert measure("longest gap", evidence, codes=(A,)).value == 100.0


def test_a_recording_that_ends_before_it_begins_covers_nothing_and_uncovers_nothing() -> None:
    evidence = Evidence(records=[records((1050.0, 1010.0), (1060.0, 1100.0))])
    assert measure("recording completeness", evidence, codes=(A,)).value == pytest.approx(0.4)
    assert measure("longest gap", evidence, codes=(A,)).value == 60.0


def test_a_question_for_no_time_at_all_is_no_question() -> None:
    evidence = Evidence(records=[RecordEvidence(A, 12.0, (1000.0, 1000.0), ((900.0, 1200.0),))])
    assert measure("recording completeness", evidence, codes=(A,)).value is None
    assert measure("longest gap", evidence, codes=(A,)).value is None


def test_records_of_faulted_cameras_and_other_times_do_not_count() -> None:
    evidence = Evidence(
        records=[
            records(code=B),
            records(at_s=20.0),
            records((1000, 1100)),
            records(at_s=9.9),
        ]
    )
    made = measure("recording completeness", evidence, faulted=(B,), codes=(A, B))
    assert (made.value, made.n) == (1.0, 1)
    assert "1 cameras" in made.detail


spans = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 40)), max_size=8)


@given(spans)
def test_completeness_and_gap_agree_with_counting_seconds(covered: list[tuple[int, int]]) -> None:
    due = (10, 30)
    covers = [any(a <= second < b for a, b in covered) for second in range(*due)]
    longest, run = 0, 0
    for is_covered in covers:
        run = 0 if is_covered else run + 1
        longest = max(longest, run)
    entry = RecordEvidence(A, 12.0, (10.0, 30.0), tuple((float(a), float(b)) for a, b in covered))
    evidence = Evidence(records=[entry])
    completeness = measure("recording completeness", evidence, codes=(A,))
    assert completeness.value == pytest.approx(sum(covers) / 20)
    assert measure("longest gap", evidence, codes=(A,)).value == pytest.approx(float(longest))
