"""Heights and pictures that are whole."""

from __future__ import annotations

import pytest
from measure_kit import A, B, C, found, live, measure, online, seen, verdict

from camproof.scenarios.evidence import Evidence, StreamEvidence
from camproof.verdicts import Outcome, Symptom

ABC = (A, B, C)


def test_hd_is_720_lines_or_more() -> None:
    evidence = Evidence(streams=[live(A, height=1080), live(B, height=720), live(C, height=719)])
    made = measure("HD share", evidence, codes=ABC)
    assert (made.value, made.n, made.census, made.interval) == (pytest.approx(2 / 3), 3, True, None)


def test_a_camera_that_was_asked_and_showed_nothing_is_not_hd() -> None:
    made = measure("HD share", Evidence(streams=[live(A), live(B, first_s=None, height=0)]), codes=(A, B))
    assert (made.value, made.n) == (0.5, 2)


def test_a_camera_that_nobody_asked_makes_the_hd_share_unknown() -> None:
    judged = verdict("HD share", Evidence(streams=[live(A), live(B)]), codes=ABC)
    assert judged.outcome is Outcome.INCONCLUSIVE
    assert "1 of 3 cameras were not asked" in judged.reason


def test_no_height_at_all_is_no_measurement() -> None:
    judged = verdict("HD share", Evidence(streams=[live(A, first_s=None, height=0)]), codes=(A,))
    assert judged.outcome is Outcome.INCONCLUSIVE
    assert "no stream" in judged.reason


def test_the_best_of_a_cameras_streams_counts_once() -> None:
    evidence = Evidence(streams=[live(A, 11.0, height=1080), live(A, 12.0, first_s=None, height=0)])
    made = measure("HD share", evidence, codes=(A,))
    assert (made.value, made.n) == (1.0, 1)


def test_hd_leaves_out_faulted_cameras_recordings_and_other_times() -> None:
    recording = StreamEvidence(A, "playback", "udp", 12.0, 18.0, 0.5, height=100)
    evidence = Evidence(
        streams=[live(B, height=100), live(A, 9.0, height=1080), recording, live(A, 10.0, height=700)]
    )
    made = measure("HD share", evidence, faulted=(B,), codes=(A, B))
    assert (made.value, made.n) == (0.0, 1)
    assert "1 cameras" in made.detail


def intact(*streams: StreamEvidence, **view: object) -> float | None:
    return measure("intact rate", seen(*ABC, streams=list(streams)), codes=ABC, **view).value


def test_intact_is_on_line_with_a_sound_picture() -> None:
    made = measure("intact rate", seen(*ABC, streams=[live(A), live(B), live(C)]), codes=ABC)
    assert (made.value, made.n, made.census, made.interval) == (1.0, 3, True, None)


def test_a_camera_without_a_picture_in_time_is_not_intact() -> None:
    assert intact(live(A), live(B, first_s=None), live(C, first_s=5.1)) == pytest.approx(1 / 3)
    assert intact(live(A), live(B), live(C, first_s=5.0)) == 1.0


def test_a_camera_that_left_before_the_end_is_not_intact() -> None:
    presence = online(*ABC)
    presence.mark(C, 19.9, online=False)
    evidence = Evidence(presence=presence, streams=[live(A), live(B), live(C)])
    assert measure("intact rate", evidence, codes=ABC).value == pytest.approx(2 / 3)


@pytest.mark.parametrize(
    ("symptom", "bad"),
    [
        (Symptom.PICTURE_FROZEN, True),
        (Symptom.PICTURE_BLACK, True),
        (Symptom.WRONG_CAMERA, True),
        (Symptom.STREAM_SILENT, True),
        (Symptom.PICTURE_BLURRED, True),
        (Symptom.PICTURE_OCCLUDED, True),
        (Symptom.COLOUR_CAST, True),
        (Symptom.PICTURE_MONOCHROME, False),  # by night
        (Symptom.SCENE_CHANGED, False),  # a turned head
        (Symptom.PACKET_LOSS, False),  # judged by itself
        (Symptom.CLOCK_WRONG, False),
        (Symptom.INTRUDER_REFUSED, False),
    ],
)
def test_findings_that_spoil_a_picture(symptom: str, bad: bool) -> None:
    streams = (live(A), live(B), live(C))
    assert intact(*streams, findings=(found(symptom, B),)) == pytest.approx(2 / 3 if bad else 1.0)


@pytest.mark.parametrize(
    ("from_s", "to_s", "bad"),
    [(5.0, 10.0, False), (5.0, 10.1, True), (19.9, None, True), (20.0, None, False), (12.0, 13.0, True)],
)
def test_findings_count_when_they_touch_the_window(from_s: float, to_s: float | None, bad: bool) -> None:
    streams = (live(A), live(B), live(C))
    finding = found(Symptom.PICTURE_FROZEN, A, from_s, to_s)
    assert intact(*streams, findings=(finding,)) == pytest.approx(2 / 3 if bad else 1.0)


def test_a_share_of_all_cameras_needs_all_of_them_to_be_asked() -> None:
    made = measure("intact rate", seen(*ABC, streams=[live(A), live(B)]), codes=ABC)
    assert made.value is None
    assert made.detail == "1 of 3 cameras were not asked"
    made = measure("intact rate", seen(*ABC, streams=[live(A), live(B)]), codes=ABC, faulted=(C,))
    assert (made.value, made.n) == (1.0, 2)
