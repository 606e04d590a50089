"""Receiver reports: what is in them, and their way back to the sender."""

from __future__ import annotations

from typing import Any

import pytest

from camproof.media import ClipPlayout, MediaPlan, MediaReceiver, MediaSender, StreamAnalyser
from camproof.media.clips.model import Clip
from camproof.media.send.peer_reports import PeerReports
from camproof.protocols.rtp import (
    ReceiverReport,
    ReportBlock,
    Sdes,
    SenderReport,
    build_rtcp,
    ntp_from_epoch,
    ntp_middle,
    parse_rtcp,
    rtp_header,
)


def _block(analyser: StreamAnalyser, now_s: float) -> ReportBlock:
    report, names = parse_rtcp(analyser.feedback(now_s) or b"")
    assert isinstance(report, ReceiverReport)
    assert isinstance(names, Sdes)
    assert names.chunks[0].ssrc == report.ssrc != report.reports[0].ssrc
    return report.reports[0]


def test_a_block_tells_loss_sequence_jitter_and_the_last_sender_report(ssrc: int) -> None:
    analyser = StreamAnalyser(0.0, ssrc=ssrc)
    assert analyser.feedback(1.0) is None
    for n in [*range(65_500, 65_536), *range(18), *range(28, 38)]:
        analyser.packet(rtp_header(96, n, n * 90, ssrc) + b"x", n * 0.001)
    first = _block(analyser, 66.0)
    assert (first.ssrc, first.last_sr, first.delay_since_sr) == (ssrc, 0, 0)
    assert (first.cumulative_lost, first.fraction_lost) == (10, 10 * 256 // 74)
    assert first.highest_sequence == 65_536 + 37
    ntp = ntp_from_epoch(1_800_000_000.25)
    analyser.packet(build_rtcp(SenderReport(ssrc, ntp, 0, 0, 0)), 70.0)
    second = _block(analyser, 71.5)
    assert (second.cumulative_lost, second.fraction_lost) == (10, 0)
    assert (second.last_sr, second.delay_since_sr) == (ntp_middle(ntp), 98_304)
    assert second.jitter == pytest.approx(analyser.report().jitter_ms * 90, abs=1)


def test_a_sender_reads_its_round_trip(ssrc: int) -> None:
    now_s = [1_800_000_000.0]
    reports = PeerReports(lambda: now_s[0])
    sent = ntp_middle(ntp_from_epoch(now_s[0]))
    now_s[0] += 2.04
    block = ReportBlock(ssrc, 3, 4, 5, 6, sent, 2 * 65536)
    reports.packet(build_rtcp(ReceiverReport(1, (ReportBlock(9), block))), ssrc)
    assert reports.last == block
    assert reports.round_trip_ms == pytest.approx(40, abs=0.1)
    for data in (b"", b"\x80\xc9", b"\x81\xc9\xff\xff", rtp_header(96, 1, 1, ssrc)):
        reports.packet(data, ssrc)
    assert reports.last == block


@pytest.mark.parametrize("on", [True, False])
def test_reports_reach_the_sender_over_udp(clip: Clip, ssrc: int, run: Any, until: Any, on: bool) -> None:
    async def session() -> None:
        receiver = await MediaReceiver.open(ssrc=ssrc, rtcp_interval_s=0.05 if on else None)
        plan = MediaPlan(stream="s", kind="live", ssrc=ssrc, transport="udp", remote=receiver.address)
        sender = MediaSender(plan, ClipPlayout(clip, 7, lambda: 0), rtcp_interval_s=0.05)
        await sender.prepare()
        sender.start()
        if on:
            await until(lambda: sender.stats.round_trip_ms is not None)
            assert sender.stats.reported is not None
            assert (sender.stats.reported.ssrc, sender.stats.reported.cumulative_lost) == (ssrc, 0)
        else:
            await until(lambda: receiver.report().sender_reports >= 3)
            assert sender.stats.reported is None

    run(session())
