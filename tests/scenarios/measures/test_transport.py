"""Loss, jitter, delay and frame rate of live streams."""

from __future__ import annotations

import pytest
from measure_kit import A, B, C, live, measure, report, verdict

from camproof.media.receive.report import Percentiles, StreamReport
from camproof.scenarios.evidence import Evidence, RoundTripEvidence, StreamEvidence
from camproof.verdicts import Outcome


def streams(*each: StreamEvidence) -> Evidence:
    return Evidence(streams=list(each))


# Loss


def test_loss_is_over_all_packets_of_all_streams() -> None:
    evidence = streams(live(A, expected=900, lost=9), live(B, expected=100, lost=0))
    made = measure("packet loss", evidence)
    assert (made.value, made.n, made.census, made.interval) == (pytest.approx(0.009), 1000, True, None)
    assert "2 streams" in made.method


def test_reordered_and_doubled_packets_are_not_lost() -> None:
    evidence = streams(
        live(A, expected=1000, received=1000, lost=0, reordered=200, duplicates=50, packets=1050)
    )
    assert measure("packet loss", evidence).value == 0.0
    assert verdict("packet loss", evidence).outcome is Outcome.PASS


def test_packets_of_a_stream_without_a_picture_are_lost_all_the_same() -> None:
    evidence = streams(live(A, expected=500), live(B, first_s=None, expected=500, lost=250))
    assert measure("packet loss", evidence).value == pytest.approx(0.25)


def test_streams_that_brought_nothing_say_nothing_of_loss() -> None:
    nothing = live(A, first_s=None, expected=0, received=0, packets=0)
    never_opened = StreamEvidence(B, "live", "udp", 12.0, 13.0)
    assert verdict("packet loss", streams(nothing, never_opened)).outcome is Outcome.INCONCLUSIVE


def test_streams_are_looked_at_from_their_first_picture_to_their_end_inside_the_window() -> None:
    spans = []

    def look(from_s: float, to_s: float) -> StreamReport:
        spans.append((from_s, to_s))
        return report(from_s, to_s)

    for asked_s, first_s, ended_s in (
        (11.0, 0.5, 19.0),
        (5.0, 0.5, 30.0),
        (18.0, 1.0, None),
        (12.0, 0.5, 12.2),  # over before its first picture
        (19.8, 0.5, 25.0),  # the first picture comes after the window
    ):
        stream = live(A, asked_s, first_s, ended_s)
        stream.report = look
        measure("packet loss", streams(stream))
    assert spans == [(11.5, 19.0), (10.0, 20.0), (19.0, 20.0)]


@pytest.mark.parametrize("name", ["packet loss", "jitter", "information delay", "frame rate"])
def test_faulted_cameras_recordings_and_other_times_do_not_count(name: str) -> None:
    bad = {
        "expected": 100,
        "lost": 50,
        "worst_jitter_ms": 999.0,
        "latency_ms": Percentiles.of([9999.0]),
        "frames": 1,
    }
    recording = live(C, **bad)
    recording.kind = "playback"
    evidence = streams(live(A), live(B, **bad), recording, live(C, 21.0, ended_s=29.0, **bad))
    judged = verdict(name, evidence, faulted=(B,))
    assert judged.outcome is Outcome.PASS
    assert "1 cameras" in judged.measurement.detail
    assert verdict(name, evidence).outcome is Outcome.FAIL


# Jitter and delay


def test_jitter_is_the_percentile_over_streams_of_the_worst() -> None:
    evidence = streams(*(live(A, worst_jitter_ms=float(n), jitter_ms=0.0) for n in range(1, 21)))
    made = measure("jitter", evidence)
    assert (made.value, made.n, made.census, made.interval) == (19.0, 20, True, None)
    assert measure("jitter", evidence, percentile=50.0).value == 10.0


def test_a_stream_without_packets_has_no_jitter() -> None:
    silent = live(B, expected=0, worst_jitter_ms=0.0)
    assert measure("jitter", streams(live(A, worst_jitter_ms=7.0), silent)).n == 1
    assert measure("jitter", streams(silent)).value is None


def test_delay_is_in_seconds_and_needs_stamps() -> None:
    slow = live(A, latency_ms=Percentiles.of([100.0, 200.0, 2500.0]))
    unstamped = live(B, latency_ms=Percentiles())
    made = measure("information delay", streams(slow, unstamped))
    assert (made.value, made.n, made.census) == (pytest.approx(2.5), 1, True)
    assert measure("information delay", streams(unstamped)).value is None


# Frame rate


def test_the_slowest_stream_decides_the_frame_rate() -> None:
    evidence = streams(live(A), live(B, frames=150))
    made = measure("frame rate", evidence)
    assert (made.value, made.n, made.census) == (pytest.approx(20.0), 2, True)
    assert verdict("frame rate", evidence).outcome is Outcome.FAIL
    assert verdict("frame rate", streams(live(A))).outcome is Outcome.PASS


def test_a_stream_that_has_come_to_a_standstill_has_no_frames() -> None:
    """Nothing came in the window, yet nobody ended it: that is 0 pictures a second, not no stream."""
    stalled = live(B, 5.0, ended_s=None, frames=0, expected=0, packets=0)
    assert measure("frame rate", streams(live(A), stalled)).value == 0.0


def test_too_short_a_stream_says_nothing_of_the_frame_rate() -> None:
    short = live(A, 18.0, 0.5, frames=3)
    assert measure("frame rate", streams(short)).value is None
    assert measure("frame rate", streams(live(B), short)).n == 1


# Network delay and bit rate


def trip(took_ms: float, code: str = A, at_s: float = 12.0) -> RoundTripEvidence:
    return RoundTripEvidence(code, at_s, took_ms)


def test_the_network_delay_is_half_of_the_way_there_and_back() -> None:
    near, far = Evidence(round_trips=[trip(80.0), trip(790.0, B)]), Evidence(round_trips=[trip(820.0)])
    made = measure("network delay", near, percentile=95)
    assert (made.value, made.n, made.census) == (395.0, 2, False)
    assert verdict("network delay", near, percentile=95).outcome is Outcome.PASS
    assert verdict("network delay", far, percentile=95).outcome is Outcome.FAIL


def test_round_trips_of_others_and_of_other_times_do_not_count() -> None:
    evidence = Evidence(round_trips=[trip(900.0, at_s=9.0), trip(900.0, C), trip(10.0)])
    assert measure("network delay", evidence, percentile=95, codes=(A, B)).value == 5.0


def test_the_bit_rate_is_that_of_the_thinnest_stream() -> None:
    made = measure("bit rate", streams(live(A), live(B, bitrate_kbit=480.0)))
    assert (made.value, made.n, made.census) == (480.0, 2, True)
    brief = live(A, asked_s=11.0, first_s=0.5, ended_s=12.5)
    assert measure("bit rate", streams(brief)).value is None
