"""Dealing streams out, and what is told of all that came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from camproof.media.bulk.receive.burst import Burst
from camproof.media.clips.model import Clip
from camproof.media.load.dealing import Dealing, deal
from camproof.media.load.figures import FIGURES, as_row, over_streams, worst_first
from camproof.media.load.limits import Asked, judge_count, judge_streams
from camproof.media.load.listening import Heard
from camproof.media.load.measured import Census, MeasuredStream, Numbering
from camproof.media.load.picture import streams_png
from camproof.media.playout import ClipPlayout
from camproof.protocols.rtp import Bye, build_rtcp, rtp_header
from camproof.verdicts import Outcome

Stream = Callable[..., list[tuple[bytes, float]]]
EPOCH_S = 1_800_000_000.0


def _burst(packets: list[tuple[bytes, float]], port: int) -> Burst:
    sizes = np.array([len(data) for data, _ in packets], np.int64)
    arena = np.frombuffer(b"".join(data for data, _ in packets), np.uint8)
    at_s = np.array([at for _, at in packets])
    return Burst(arena, np.cumsum(sizes) - sizes, sizes, at_s, np.full(len(sizes), port, np.int64))


@pytest.fixture
def census() -> Census:
    return Census(99.5, 8, numbering=Numbering(1000, 7), wall_s=lambda at_s: at_s - 100 + EPOCH_S)


@pytest.fixture
def streams(census: Census, clip: Clip) -> list[MeasuredStream]:
    """SSRC 1000 and camera 7 whole at port 30000; 1001 shows camera 9, not 8, and lost a frame at 30002."""
    for place, (ssrc, camera, lost) in enumerate(((1000, 7, None), (1001, 9, 10))):
        times = iter(range(10**9))
        playout = ClipPlayout(
            clip, camera, lambda times=times: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000
        )
        packets, sequence = [], 0
        for number in range(50):
            payloads = playout.next_frame().payloads
            for index, payload in enumerate(payloads):
                head = rtp_header(96, sequence, number * 3600, ssrc, index == len(payloads) - 1)
                if number != lost:
                    packets.append((head + payload, 100 + number * 0.04))
                sequence += 1
        census.take(_burst(packets, place))
    return census.streams([30000, 30002], 102.0, connections=False)


def test_streams_go_to_the_ports_in_turn_and_count_up() -> None:
    dealt = deal(
        Dealing(
            host="127.0.0.1", ports=(4000, 4002), streams=5, ssrc=50, camera=7, spread=0.5, start_over_s=2
        )
    )
    assert [spec.remote for spec in dealt] == [("127.0.0.1", 4000 + number % 2 * 2) for number in range(5)]
    assert [(spec.ssrc, spec.camera, spec.spread) for spec in dealt] == [
        (50 + n, 7 + n, 0.5) for n in range(5)
    ]
    assert {int(spec.delay_s / 0.5) for spec in dealt} == {0, 1, 2, 3}


def test_a_camera_is_expected_only_of_ssrcs_that_are_numbered() -> None:
    numbering = Numbering(1000, 7)
    assert [numbering.camera_of(ssrc) for ssrc in (999, 1000, 1005)] == [None, 7, 12]
    assert Numbering(0, 0xFFFFFFFF).camera_of(1) is None


def test_every_figure_of_a_stream(streams: list[MeasuredStream]) -> None:
    row = as_row(streams[0])
    assert list(row) == [figure.name for figure in FIGURES]
    told = {name: row[name] for name in ("port", "connection", "ssrc", "camera", "payload", "codec", "fps")}
    assert told == {
        "port": 30000, "connection": None, "ssrc": 1000, "camera": 7, "payload": "PS", "codec": "H264",
        "fps": 25.0,
    }  # fmt: skip
    assert (row["width"], row["height"], row["lost"], row["gop_frames_mean"]) == (176, 144, 0, 5.0)
    assert row["latency_p50_ms"] == pytest.approx(30, rel=0.03)
    assert row["first_packet_s"] == row["first_key_frame_s"] == 0.5
    bad = as_row(streams[1])
    assert (bad["camera"], bad["other_camera"], bad["wrong_camera_frames"]) == (8, 9, 49)
    assert (bad["missing_frames"], bad["frame_loss_share"]) == (1, pytest.approx(1 / 50))
    assert bad["loss_share"] is not None


def test_silence_up_to_the_end_counts(census: Census, streams: list[MeasuredStream]) -> None:
    assert [one.fps for one in streams] == [25.0, 24.5]
    assert [one.longest_gap_s for one in streams] == pytest.approx([0.04, 0.08])
    late = census.streams([30000, 30002], 110.0, connections=False)
    assert [one.fps for one in late] == [5.0, 4.9]
    assert [one.timestamp_fps for one in late] == [25.0, 25.0]
    assert as_row(late[0])["longest_gap_ms"] == pytest.approx(8040)
    assert judge_streams(late, Asked("fps", 24)).verdict.outcome is Outcome.FAIL
    soon = census.streams([30000, 30002], 100.9, connections=False)
    assert [one.fps for one in soon] == [None, None]
    assert judge_streams(soon, Asked("fps", 24)).verdict.outcome is Outcome.INCONCLUSIVE


def test_frames_that_were_due_in_silence_are_lost(census: Census, streams: list[MeasuredStream]) -> None:
    late = census.streams([30000, 30002], 103.96, connections=False)
    assert [one.silence_s for one in late] == pytest.approx([2.0, 2.0])
    assert [one.silent_frames for one in late] == [50, 50]
    assert [one.frame_loss_share for one in late] == pytest.approx([50 / 100, 51 / 100])
    found = judge_streams(late, Asked("frame-loss", 0.5))
    assert (found.verdict.outcome, found.beyond) == (Outcome.FAIL, 1)
    soon = census.streams([30000, 30002], 102.95, connections=False)
    assert [(one.silence_s, one.silent_frames) for one in soon] == [(0.0, 0)] * 2


@pytest.mark.parametrize(
    ("name", "value", "outcome"),
    [
        ("loss", 0.5, Outcome.INCONCLUSIVE),
        ("loss", 0.0, Outcome.FAIL),
        ("jitter", 30.0, Outcome.INCONCLUSIVE),
        ("latency", 0.04, Outcome.INCONCLUSIVE),
        ("wrong-camera", 1.0, Outcome.INCONCLUSIVE),
        ("frame-loss", 0.1, Outcome.FAIL),
        ("fps", 20.0, Outcome.FAIL),
    ],
)
def test_a_stream_that_fell_silent_never_passes(
    census: Census, streams: list[MeasuredStream], name: str, value: float, outcome: Outcome
) -> None:
    late = census.streams([30000, 30002], 104.0, connections=False)
    verdict = judge_streams(late, Asked(name, value)).verdict
    told = verdict.outcome, "2 of 2 streams fell silent" in verdict.reason
    assert told == (outcome, outcome is Outcome.INCONCLUSIVE)


def test_a_stream_that_said_goodbye_has_ended_and_lost_nothing(
    census: Census, streams: list[MeasuredStream]
) -> None:
    census.take(_burst([(build_rtcp(Bye((1000,))), 101.97)], 0))
    late = census.streams([30000, 30002], 110.0, connections=False)
    assert [one.silence_s for one in late] == pytest.approx([0.0, 8.04])
    assert [one.frame_loss_share for one in late] == pytest.approx([0.0, 202 / 251])
    packets = [(rtp_header(96, 500 + n, (50 + n) * 3600, 1000) + bytes(50), 103 + n * 0.04) for n in range(5)]
    census.take(_burst(packets, 0))
    again = census.streams([30000, 30002], 110.0, connections=False)
    assert again[0].silence_s == pytest.approx(6.84)


def test_frames_due_in_silence_are_not_guessed_without_a_rate(
    census: Census, streams: list[MeasuredStream]
) -> None:
    late = census.streams([30000, 30002], 110.0, connections=False)
    unsteady = [replace(one, report=replace(one.report, timestamp_step=0)) for one in late]
    assert [(one.silent_frames, one.frame_loss_share) for one in unsteady] == [(None, None)] * 2
    assert judge_streams(unsteady, Asked("frame-loss", 1.0)).verdict.outcome is Outcome.INCONCLUSIVE


def test_the_worst_come_first_and_figures_are_sorted(streams: list[MeasuredStream]) -> None:
    assert [one.ssrc for one in worst_first(streams)] == [1001, 1000]
    assert over_streams("frame_loss_share", streams).tolist() == [0, pytest.approx(0.02)]
    assert over_streams("rtp_ntp_drift_ppm", streams).tolist() == []


@pytest.mark.parametrize(
    ("name", "value", "outcome", "beyond", "row"),
    [
        ("loss", 0.5, Outcome.PASS, 0, "TRANS-5"),
        ("loss", 0.0, Outcome.FAIL, 1, "TRANS-5"),
        ("jitter", 30.0, Outcome.PASS, 0, "TRANS-4"),
        ("latency", 0.04, Outcome.PASS, 0, "TRANS-1"),
        ("latency", 0.02, Outcome.FAIL, 2, "TRANS-1"),
        ("frame-loss", 0.02, Outcome.PASS, 0, "TRANS-11"),
        ("frame-loss", 0.01, Outcome.FAIL, 1, "TRANS-11"),
        ("wrong-camera", 0.0, Outcome.FAIL, 1, "TRANS-12"),
        ("fps", 24.4, Outcome.PASS, 0, "TRANS-9"),
        ("fps", 25.0, Outcome.FAIL, 1, "TRANS-9"),
        ("fps", 26.0, Outcome.FAIL, 2, "TRANS-9"),
    ],
)
def test_a_limit_holds_for_every_stream(
    streams: list[MeasuredStream], name: str, value: float, outcome: Outcome, beyond: int, row: str
) -> None:
    found = judge_streams(streams, Asked(name, value))
    told = found.verdict.outcome, found.beyond, found.streams, found.verdict.requirement.id
    assert told == (outcome, beyond, 2, row)
    assert (f"{beyond} of 2 streams do not hold it" in found.line) is (beyond > 0)
    saturated = judge_streams(streams, Asked(name, value), "its sockets were full").verdict
    assert saturated.outcome is Outcome.INCONCLUSIVE
    assert "its sockets were full" in saturated.reason


def test_what_was_not_measured_is_inconclusive_unless_others_fail(
    census: Census, streams: list[MeasuredStream]
) -> None:
    bare = [(rtp_header(96, n, n * 3600, 5) + bytes(50), 100 + n * 0.04) for n in range(20)]
    census.take(_burst(bare, 3))
    everyone = census.streams([30000, 30002, 0, 30006], 102.0, connections=True)
    assert [one.connection for one in everyone] == [0, 1, 3]
    lacking = judge_streams(everyone, Asked("latency", 1.0)).verdict
    assert (lacking.outcome, "1 of 3 streams have no stamps" in lacking.reason) == (
        Outcome.INCONCLUSIVE,
        True,
    )
    assert judge_streams(everyone, Asked("latency", 0.01)).verdict.outcome is Outcome.FAIL
    nobody = judge_streams([], Asked("loss", 0.1)).verdict
    assert (nobody.outcome, "no stream came" in nobody.reason) == (Outcome.INCONCLUSIVE, True)


def test_streams_are_counted(streams: list[MeasuredStream]) -> None:
    assert judge_count(streams, 2).verdict.outcome is Outcome.PASS
    assert judge_count(streams, 1).verdict.outcome is Outcome.PASS
    few = judge_count(streams, 3)
    assert (few.verdict.outcome, few.verdict.measurement.value) == (Outcome.FAIL, pytest.approx(2 / 3))


def test_a_stream_that_came_by_two_connections_is_one(streams: list[MeasuredStream]) -> None:
    twice = [replace(one, connection=number) for number, one in enumerate(streams * 2)]
    assert judge_count(twice, 4).verdict.outcome is Outcome.FAIL
    assert judge_count(twice, 2).verdict.outcome is Outcome.PASS


@pytest.mark.parametrize(("loss", "sent"), [(0.5, 2), (0.0, 3)])
def test_nothing_is_said_of_every_stream_where_some_were_not_heard(
    streams: list[MeasuredStream], loss: float, sent: int
) -> None:
    why = "7 packets of more streams than there is room for"
    for one in (
        judge_streams(streams, Asked("loss", loss), unheard=why),
        judge_count(streams, sent, unheard=why),
    ):
        assert (one.verdict.outcome, why in one.line) == (Outcome.INCONCLUSIVE, True)


def test_what_was_not_heard_is_told() -> None:
    small = Census(0.0, 1)
    packets = [(rtp_header(96, n // 2, n // 2 * 3600, 5 + n % 2) + bytes(50), 1.0 + n) for n in range(6)]
    small.take(_burst(packets, 0))
    heard = Heard(1.0, (), small.summary(9.0), 0, 2)
    assert heard.unheard == (
        "3 packets of more streams than there is room for and 2 connections more than there is room for"
    )
    assert Heard(1.0, (), Census(0.0, 1).summary(9.0), 0, 0).unheard == ""


def test_the_picture_has_curves_only_of_what_was_measured(streams: list[MeasuredStream]) -> None:
    def ink(png: bytes) -> Any:
        picture = cv2.imdecode(np.frombuffer(png, np.uint8), cv2.IMREAD_COLOR).astype(int)
        coloured = (picture.max(axis=2) - picture.min(axis=2)) > 100
        return picture.shape, int(coloured.sum())

    whole, empty = ink(streams_png("here", "2 streams", streams)), ink(streams_png("here", "none", []))
    assert whole[0] == empty[0]
    assert empty[1] == 0
    assert whole[1] > 5000
