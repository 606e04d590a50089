"""Each detector: found in time, ended in time, silent on sound streams."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import (
    BlackDetector,
    ClockDetector,
    FreezeDetector,
    LossDetector,
    SilenceDetector,
    WrongCameraDetector,
)
from camproof.media.detect.span import SpanDetector
from camproof.verdicts.finding import Symptom

CODE = "34020000001320000001"


def test_a_freeze_is_found_after_a_second_and_ends_with_the_next_picture() -> None:
    detector = FreezeDetector(CODE)
    for n in range(25):
        detector.frame(n * 0.04, n)
    for n in range(25, 75):
        detector.frame(n * 0.04, 24)
    assert detector.found
    detector.frame(3.0, 25)
    (finding,) = detector.findings()
    assert (finding.symptom, finding.subject) == (Symptom.PICTURE_FROZEN, CODE)
    assert finding.from_s == pytest.approx(0.96)
    assert finding.detected_s == pytest.approx(1.96, abs=0.05)
    assert finding.to_s == 3.0
    assert not detector.found


@given(st.floats(0.01, 0.9))
def test_short_standstills_are_no_freeze(length_s: float) -> None:
    detector = FreezeDetector()
    for n in range(int(length_s / 0.04)):
        detector.frame(n * 0.04, "same")
    detector.frame(1.0, "next")
    assert detector.findings() == ()


def test_a_pause_is_no_freeze() -> None:
    detector = FreezeDetector()
    for at_s in (0.0, 0.5, 10.0, 10.5, 10.9):
        detector.frame(at_s, "same")
    assert detector.findings() == ()


def test_loss_above_the_limit_is_found_and_ends() -> None:
    detector = LossDetector(CODE)
    lost = 0
    for second in range(30):
        lost += 20 if 10 <= second < 12 else 0
        detector.counts(second, 1000 * second, lost)
    (finding,) = detector.findings()
    assert finding.symptom == Symptom.PACKET_LOSS
    assert (finding.from_s, finding.detected_s, finding.to_s) == (9, 10, 11)
    assert "20 of 5000 packets, 0.40%" in finding.detail


def test_one_lost_packet_is_no_finding() -> None:
    detector = LossDetector()
    for second in range(10):
        detector.counts(second, 100 * second, 1 if second > 3 else 0)
    assert detector.findings() == ()


def test_silence_is_found_after_five_seconds_and_ends_with_a_packet() -> None:
    detector = SilenceDetector(CODE)
    for second in range(20):
        last_s = min(second, 4) if second < 15 else second
        detector.packets(second, last_s)
    (finding,) = detector.findings()
    assert (finding.symptom, finding.from_s, finding.detected_s, finding.to_s) == (
        Symptom.STREAM_SILENT,
        4,
        9,
        15,
    )


def test_the_wrong_camera_is_found_at_once() -> None:
    detector = WrongCameraDetector(5, CODE)
    for at_s, camera in ((0.0, 5), (1.0, 6), (2.0, 6), (3.0, 5)):
        detector.frame(at_s, camera)
    (finding,) = detector.findings()
    assert (finding.symptom, finding.from_s, finding.to_s) == (Symptom.WRONG_CAMERA, 1.0, 3.0)
    assert finding.detail == "camera 6 where 5 was asked for"


@pytest.mark.parametrize(("off_s", "text"), [(8 * 3600, "+28800.0 s"), (-60, "-60.0 s")])
def test_a_false_clock_is_found_whichever_way(off_s: float, text: str) -> None:
    detector = ClockDetector(CODE)
    for n in range(50):
        detector.latency(n * 0.04, 100.0)
    for n in range(50, 100):
        detector.latency(n * 0.04, -off_s * 1000)
    (finding,) = detector.findings()
    assert (finding.symptom, finding.from_s, finding.to_s) == (Symptom.CLOCK_WRONG, 2.0, None)
    assert text in finding.detail


@given(st.lists(st.floats(-900, 9000), max_size=100))
def test_plausible_latencies_are_no_false_clock(latencies: list[float]) -> None:
    detector = ClockDetector()
    for n, latency_ms in enumerate(latencies):
        detector.latency(n, latency_ms)
    assert detector.findings() == ()


def test_black_is_dark_and_even() -> None:
    detector = BlackDetector(CODE)
    detector.picture(0.0, 20.0, 40.0)
    detector.picture(1.0, 16.0, 0.5)
    detector.picture(2.0, 120.0, 50.0)
    (finding,) = detector.findings()
    assert (finding.symptom, finding.from_s, finding.to_s) == (Symptom.PICTURE_BLACK, 1.0, 2.0)


def test_findings_are_bounded() -> None:
    span = SpanDetector(Symptom.PACKET_LOSS, "", "test", 0.0)
    for n in range(3000):
        span.holds(n)
        span.over(n + 0.5)
    assert len(span.findings()) == 1000
