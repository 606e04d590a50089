"""What is shown of a stream, and the verdicts on it."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from probe_wire import EPOCH_S, Packets

from camproof.media.probe.drawing.picture import timing_png
from camproof.media.probe.figures import as_json
from camproof.media.probe.limits import judge_jitter, judge_loss
from camproof.media.probe.packet_probe import PacketProbe
from camproof.media.probe.summary import ProbeSummary, of_packets
from camproof.protocols.rtp import rtp_header
from camproof.verdicts import Outcome


def _summary(packets: Packets, **more: Any) -> ProbeSummary:
    probe = PacketProbe(EPOCH_S)
    for data, at_s in packets:
        probe.packet(data, at_s)
    return of_packets(probe.result(), "RTP over UDP", **more)


def test_a_stream_with_loss_and_a_wrong_camera(sent: Any) -> None:
    packets = sent(100)
    kept = [packet for n, packet in enumerate(packets) if n not in (20, 21, 50)]
    summary = _summary(kept, camera=8, width=30)
    found = as_json(summary.figures)
    assert (found["packets"]["lost"], found["packets"]["received"]) == (3, len(kept))
    assert found["packets"]["loss_share"] == pytest.approx(3 / len(packets))
    assert found["truth"]["cameras"] == "7"
    assert found["truth"]["wrong_camera_frames"] == found["truth"]["stamped_frames"] > 90
    assert found["truth"]["missing_frames"] > 0
    assert found["truth"]["clock_error_ms"] == pytest.approx(-30, abs=0.1)
    assert (found["frames"]["gop_p50_frames"], found["packets"]["timestamp_step_ticks"]) == (5, 3600)
    assert found["picture"]["codec"] == "H264"
    assert summary.headline == "RTP over UDP, PS with H264"
    assert [spark.label for spark in summary.sparks] == ["delay", "jitter", "loss", "frame size"]
    assert {len(spark.text) for spark in summary.sparks} == {30}
    assert len(summary.panels) == 4
    assert summary.until_s == pytest.approx(3.96)
    bad = {figure.name for figure in summary.figures if figure.bad}
    assert {"lost", "loss_share", "wrong_camera_frames", "missing_frames"} <= bad


@pytest.mark.parametrize(("late_s", "wrong"), [(8 * 3600, True), (-8 * 3600, True), (3, False)])
def test_a_clock_that_is_wrong_by_hours_is_marked_and_a_slow_picture_is_not(
    sent: Any, late_s: float, wrong: bool
) -> None:
    summary = _summary([(data, at_s + late_s) for data, at_s in sent(20)])
    (clock,) = [figure for figure in summary.figures if figure.name == "clock_error_ms"]
    assert clock.value == pytest.approx(-1000 * late_s - 30, abs=1)
    assert clock.bad == wrong


def test_what_this_machine_dropped_is_not_blamed_on_the_stream(sent: Any) -> None:
    packets = sent(100)
    summary = _summary([*packets[:30], *packets[60:]], drops=30)
    assert as_json(summary.figures)["packets"]["own_drops"] == 30
    assert "this machine dropped 30 datagrams itself" in summary.notes[0]
    verdict = judge_loss(summary.report, 0.001, summary.drops)
    assert verdict.outcome is Outcome.INCONCLUSIVE
    assert judge_loss(summary.report, 0.001).outcome is Outcome.FAIL


def test_limits_are_judged_by_their_requirements(sent: Any) -> None:
    rng = random.Random(1)
    summary = _summary([(data, at_s + rng.uniform(0, 0.03)) for data, at_s in sent(100)])
    assert judge_loss(summary.report, 0.0).outcome is Outcome.PASS
    assert judge_jitter(summary.report, 50.0).line.startswith("PASS TRANS-4 jitter: ")
    assert judge_jitter(summary.report, 1.0).outcome is Outcome.FAIL
    for verdict in (judge_loss(None, 0.1), judge_jitter(None, 0.1), judge_loss(_summary([]).report, 0.1)):
        assert verdict.outcome is Outcome.INCONCLUSIVE


def test_a_payload_that_nothing_tells_has_no_figures_of_frames() -> None:
    rng = random.Random(3)
    packets = [(rtp_header(111, n, n * 900, 5) + rng.randbytes(60), EPOCH_S + n * 0.01) for n in range(50)]
    summary = _summary(packets)
    assert set(as_json(summary.figures)) == {"stream", "packets"}
    assert "the payload is none of PS, H264, H265, PCMA; name one with --payload" in summary.notes
    assert len(summary.panels) == 3


def test_what_is_longer_than_the_account_is_said_to_be() -> None:
    packets = [(rtp_header(8, n, n * 8000, 5) + bytes(20), EPOCH_S + n) for n in range(7300)]
    assert _summary(packets[:7200]).notes == ()
    summary = _summary(packets)
    assert summary.notes == ("packets and stamps are counted over the last two hours only",)
    assert as_json(summary.figures)["packets"]["received"] == 7200


def test_a_transport_stream_without_rtp_is_recognised() -> None:
    summary = _summary([(b"\x47\x01\x00" + bytes(185), EPOCH_S + n) for n in range(4)])
    assert summary.notes == (
        "4 datagrams came and none is RTP; it looks like an MPEG transport stream without RTP",
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=6)
@given(st.lists(st.floats(-1e12, 1e12), min_size=1, max_size=60))
def test_times_of_a_broken_capture_are_drawn_too(sent: Any, times: list[float]) -> None:
    packets = [(data, at_s) for (data, _), at_s in zip(sent(12), times, strict=False)]
    summary = _summary(packets)
    assert timing_png("x", "y", summary.panels, summary.until_s).startswith(b"\x89PNG")
    assert as_json(summary.figures)["packets"]["received"] == len(packets)


def test_what_was_due_in_silence_is_lost(sent: Any) -> None:
    packets = sent(100)
    summary = _summary(packets, silence_s=2.0)
    assert summary.silence is not None
    assert summary.report is not None
    pace = summary.report.expected / (packets[-1][1] - packets[0][1])
    assert summary.silence.packets == round(2.0 * pace)
    assert summary.notes[0] == "it fell silent 2.0 s before the end"
    verdict = judge_loss(summary.report, 0.01, 0, summary.silence)
    assert verdict.outcome is Outcome.FAIL
    assert verdict.measurement.value == pytest.approx(2.0 / (2.0 + packets[-1][1] - packets[0][1]), rel=0.01)
    assert judge_loss(summary.report, 0.5, 0, summary.silence).outcome is Outcome.PASS


def test_one_packet_before_the_silence_tells_no_pace(sent: Any) -> None:
    summary = _summary(sent(100)[:1], silence_s=2.0)
    assert judge_loss(summary.report, 0.5, 0, summary.silence).outcome is Outcome.INCONCLUSIVE
