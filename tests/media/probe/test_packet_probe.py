"""One stream from packets: the payload is found out and nothing of it is lost meanwhile."""

from __future__ import annotations

import random
import tracemalloc
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from probe_wire import EPOCH_S, Packets

from camproof.media.probe.packet_probe import PacketProbe, PacketResult
from camproof.protocols.rtp import (
    ReceiverReport,
    SenderReport,
    build_rtcp,
    ntp_from_epoch,
    parse_rtcp,
    rtp_header,
)


def _probed(packets: Packets, **more: Any) -> PacketResult:
    probe = PacketProbe(EPOCH_S - 0.5, **more)
    for data, at_s in packets:
        probe.packet(data, at_s)
    assert probe.came == len(packets)
    return probe.result()


def test_a_program_stream_is_found_out_and_measured_from_its_first_packet(sent: Any, ssrc: int) -> None:
    packets = sent(50)
    result = _probed(packets)
    report = result.report
    assert (result.container, result.guessed, result.ssrc, result.payload_type) == ("PS", True, ssrc, 96)
    assert (report.packets, report.lost, report.frames, report.first_packet_s) == (len(packets), 0, 50, 0.5)
    figures = result.frames.figures()
    assert (figures.frames, figures.key_frames, figures.gop_frames.p50) == (50, 10, 5)
    assert (report.gop_frames.p50, report.facts.timestamp_step, report.irregular_timestamps) == (5, 3600, 0)
    assert figures.types == {"I": 10, "P": 40}
    assert result.times.delay_ms.max() == pytest.approx(0, abs=1e-3)
    assert result.deviations == ()


@pytest.mark.parametrize("share", [0.01, 0.1])
def test_injected_loss_duplication_order_and_jitter_are_measured_back(share: float, sent: Any) -> None:
    rng = random.Random(6)
    packets = sent(400)
    sure = packets[0], packets[-1]
    late = [(d, at + rng.uniform(0, 0.02)) for d, at in packets[1:-1]]
    lost = [packet for packet in late if rng.random() < share]
    kept = [packet for packet in late if packet not in lost]
    doubled = [packet for packet in kept if rng.random() < share]
    arrived = [
        sure[0],
        *sorted([*kept, *((d, at + 0.001) for d, at in doubled)], key=lambda p: p[1]),
        sure[1],
    ]
    report = _probed(arrived).report
    assert (report.lost, report.duplicates) == (len(lost), len(doubled))
    assert report.reordered > 0
    assert report.jitter_ms == pytest.approx(20 / 3, rel=0.4)


def test_what_is_known_to_be_another_codec_is_not_guessed_at_and_has_its_own_clock(sent: Any) -> None:
    packets = sent(50)
    result = _probed(packets, announced="JPEG", clock_hz=45_000)
    assert (result.container, result.guessed, result.announced) == (None, False, "JPEG")
    assert result.report.packets == len(packets)
    assert result.report.jitter_ms > 20


def test_receiver_reports_tell_what_came(sent: Any, ssrc: int) -> None:
    probe = PacketProbe(EPOCH_S)
    assert probe.feedback(EPOCH_S) is None
    for data, at_s in sent(50):
        probe.packet(data, at_s)
    packet = probe.feedback(EPOCH_S + 9)
    assert packet is not None
    (report, _) = parse_rtcp(packet)
    assert isinstance(report, ReceiverReport)
    assert (report.reports[0].ssrc, report.reports[0].cumulative_lost) == (ssrc, 0)


def test_an_unknown_payload_is_measured_as_packets_and_said_to_be_unknown() -> None:
    rng = random.Random(7)
    packets = [(rtp_header(111, n, n * 900, 5) + rng.randbytes(60), EPOCH_S + n * 0.01) for n in range(5000)]
    result = _probed(packets)
    assert (result.container, result.report.packets, result.report.lost) == (None, 5000, 0)
    assert (len(result.frames.at_s), result.deviations) == (0, ())


def test_what_nobody_can_name_does_not_fill_the_memory() -> None:
    probe = PacketProbe(EPOCH_S)
    tracemalloc.start()
    for number in range(800):
        probe.packet(rtp_header(111, number, number * 900, 5) + b"\x55" * 60_000, EPOCH_S + number * 0.01)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    result = probe.result()
    assert (result.container, result.report.packets) == (None, 800)
    assert peak < 30_000_000


def test_another_ssrc_and_what_is_no_rtp_are_counted_apart(sent: Any, ssrc: int) -> None:
    packets = sent(20)
    stranger = (rtp_header(96, 1, 2, 9) + b"abc", EPOCH_S + 0.1)
    result = _probed([*packets, stranger, (b"\x47\x40\x00", EPOCH_S + 0.2)], ssrc=ssrc, container="PS")
    report = result.report
    assert (report.wrong_ssrc, report.unreadable, report.lost, result.guessed) == (1, 1, 0, False)
    assert (report.facts.foreign_ssrcs, result.foreign_head) == ((9,), b"\x47\x40\x00")
    assert len(result.times.at_s) == len(packets)


def test_rtcp_before_the_payload_is_known_is_not_forgotten(sent: Any, ssrc: int) -> None:
    report = _probed([(build_rtcp(SenderReport(ssrc, 1, 2, 3, 4)), EPOCH_S), *sent(10)]).report
    assert (report.sender_reports, report.frames) == (1, 10)


def test_the_clocks_of_sender_reports_are_compared(sent: Any, ssrc: int) -> None:
    """The RTP clock runs 100 ppm faster than NTP time, which is 2 s ahead of ours."""
    reports = [
        (
            build_rtcp(SenderReport(ssrc, ntp_from_epoch(EPOCH_S + at + 2), round(at * 90_009), 1, 1)),
            EPOCH_S + at,
        )
        for at in (1.0, 6.0, 11.0)
    ]
    other = (build_rtcp(SenderReport(9, 1, 2, 3, 4)), EPOCH_S + 12)
    facts = _probed([*sent(10), *reports, other, (b"\x80\xc8\xff\xff", EPOCH_S + 13)]).report.facts
    assert facts.rtp_ntp_drift_ppm == pytest.approx(100, abs=1)
    assert facts.sender_clock_error_s == pytest.approx(2, abs=1e-3)


def test_nothing_is_a_result_too() -> None:
    result = _probed([])
    assert (result.container, result.ssrc, result.report.packets, len(result.times.at_s)) == (
        None,
        None,
        0,
        0,
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.tuples(st.integers(0, 10**4), st.integers(0, 1500), st.integers(1, 255)), max_size=40),
    st.lists(st.binary(max_size=40), max_size=5),
)
def test_whatever_the_bytes_nothing_is_raised(
    sent: Any, damage: list[tuple[int, int, int]], noise: list[bytes]
) -> None:
    packets = [(bytearray(data), at_s) for data, at_s in sent(15)]
    for place, at, change in damage:
        data = packets[place % len(packets)][0]
        data[at % len(data)] ^= change
    mixed = [*((data, EPOCH_S) for data in noise), *((bytes(data), at_s) for data, at_s in packets)]
    report = _probed(mixed).report
    assert report.packets + report.unreadable + report.wrong_ssrc <= len(mixed)
