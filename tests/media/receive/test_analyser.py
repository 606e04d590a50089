"""The analyser measures back exactly what was done to a stream."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipPlayout, ReceivedFrame, StreamAnalyser, StreamReport
from camproof.media.clips.model import Clip
from camproof.media.receive.report import Percentiles
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp

Packets = list[tuple[bytes, float]]
Stream = Callable[..., Packets]
EPOCH_S = 1_800_000_000.0


def _playout(clip: Clip, camera: int = 7, off_us: int = 0) -> ClipPlayout:
    """Captured 30 ms before the perfect arrival of each frame."""
    times = iter(range(10**9))
    return ClipPlayout(clip, camera, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000 + off_us)


def _analyser(ssrc: int | None, frames: list[ReceivedFrame] | None = None) -> StreamAnalyser:
    return StreamAnalyser(
        99.5,
        ssrc=ssrc,
        payload_type=96,
        wall_s=lambda at_s: at_s - 100.0 + EPOCH_S,
        on_frame=None if frames is None else frames.append,
    )


def _measured(packets: Packets, ssrc: int | None, frames: list[ReceivedFrame] | None = None) -> StreamReport:
    analyser = _analyser(ssrc, frames)
    for data, at_s in packets:
        analyser.packet(data, at_s)
    analyser.flush()
    return analyser.report()


def test_a_perfect_stream(clip: Clip, stream: Stream, ssrc: int) -> None:
    packets = stream(_playout(clip), 100)
    report = _measured(packets, ssrc)
    assert (report.expected, report.received, report.packets) == (len(packets),) * 3
    assert (report.lost, report.duplicates, report.reordered, report.wrong_ssrc) == (0, 0, 0, 0)
    assert (report.frames, report.key_frames, report.stamped_frames) == (100, 20, 100)
    assert (report.missing_frames, report.repeated_frames, report.damaged_frames) == (0, 0, 0)
    assert report.loss_share == 0.0
    assert report.jitter_ms == pytest.approx(0, abs=1e-6)
    assert report.duration_s == pytest.approx(3.96)
    assert report.bitrate_kbit == pytest.approx(sum(len(d) - 12 for d, _ in packets) * 8 / 1000 / 3.96)
    assert report.latency_ms.p50 == pytest.approx(30, abs=0.01)
    assert report.latency_ms.count == 100
    assert (report.first_packet_s, report.first_key_frame_s) == (0.5, 0.5)
    assert report.facts.first_key_frame_at_s == 100.0
    assert report.cameras == ((7, 100),)
    assert report.longest_gap_s == pytest.approx(0.04)
    assert report.deviations == ()
    assert report.freezes == ()
    assert report.sps is not None
    assert (report.sps.width, report.sps.height, report.sps.codec) == (176, 144, "H264")


@given(st.sets(st.integers(1, 118), max_size=40), st.integers(0, 65535))
def test_losses_are_counted_exactly(
    clip: Clip, stream: Stream, ssrc: int, lost: set[int], start: int
) -> None:
    packets = stream(_playout(clip), 120, sequence=start)
    kept = [packet for n, packet in enumerate(packets) if n not in lost]
    frames: list[ReceivedFrame] = []
    report = _measured(kept, ssrc, frames)
    assert report.lost == len(lost)
    assert report.expected == len(packets)
    assert report.duplicates == report.reordered == 0
    whole = [frame for frame in frames if not frame.damaged and frame.stamp]
    assert len({frame.stamp for frame in whole}) == len(whole)
    assert report.frames + report.missing_frames <= 120


@given(st.sets(st.integers(0, 150), max_size=40), st.integers(0, 99))
def test_copies_and_changed_order_are_not_loss(
    clip: Clip, stream: Stream, ssrc: int, doubled: set[int], seed: int
) -> None:
    rng = random.Random(seed)
    packets = stream(_playout(clip), 100)
    sent = [(data, at_s, n + rng.uniform(0, 3)) for n, (data, at_s) in enumerate(packets)]
    sent += [(data, at_s, key + 0.1) for n, (data, at_s, key) in enumerate(sent) if n in doubled]
    sent = [sent[0], *sorted(sent[1:], key=lambda entry: entry[2])]
    last_s = 0.0
    ordered: Packets = []
    for data, at_s, _ in sent:
        last_s = max(last_s, at_s)
        ordered.append((data, last_s))
    report = _measured(ordered, ssrc)
    assert report.lost == 0
    assert report.duplicates == len(sent) - len(packets)
    assert report.damaged_frames == report.missing_frames == 0
    assert report.frames == 100


def test_jitter_follows_rfc_3550(clip: Clip, stream: Stream, ssrc: int) -> None:
    rng = random.Random(5)
    packets = stream(_playout(clip), 300)
    late = {at_s: rng.uniform(0, 0.02) for _, at_s in packets}
    jittered = [(data, at_s + late[at_s]) for data, at_s in packets]
    jitter, transit = 0.0, None
    for data, at_s in jittered:
        now = at_s - int.from_bytes(data[4:8]) / 90_000
        jitter += 0.0 if transit is None else (abs(now - transit) - jitter) / 16
        transit = now
    report = _measured(jittered, ssrc)
    assert report.jitter_ms == pytest.approx(jitter * 1000, abs=0.01)
    assert report.worst_jitter_ms >= report.jitter_ms
    assert report.latency_ms.p50 == pytest.approx(40, abs=3)
    assert report.latency_ms.max == pytest.approx(50, abs=1)


def test_windows_judge_one_phase_alone(clip: Clip, stream: Stream, ssrc: int) -> None:
    packets = stream(_playout(clip), 250)
    lossy = [(d, at) for n, (d, at) in enumerate(packets) if not (102 <= at < 103 and n % 4 == 0)]
    silent = [(d, at) for d, at in lossy if not 105.5 <= at < 107.5]
    analyser = _analyser(ssrc)
    for data, at_s in silent:
        analyser.packet(data, at_s)
    before, during = analyser.window(100.0, 102.0), analyser.window(101.5, 103.9)
    assert (before.lost, before.from_s, before.to_s) == (0, 100.0, 102.0)
    assert before.frame_rate == 25.0
    assert (during.from_s, during.to_s) == (102.0, 103.0)
    assert during.lost == pytest.approx(len(packets) - len(lossy), abs=1)
    assert during.loss_share == pytest.approx(0.25, abs=0.03)
    assert analyser.window(103.0, 105.0).lost <= 1
    quiet = analyser.window(105.0, 109.0)
    assert quiet.longest_gap_s == pytest.approx(2.04, abs=0.05)
    assert quiet.frames == pytest.approx(50, abs=1)
    dead = analyser.window(106.0, 107.0)
    assert (dead.packets, dead.expected, dead.loss_share, dead.longest_gap_s) == (0, 0, None, 1.0)
    assert analyser.window(200.0, 200.4).packets == 0
    total = analyser.report()
    assert total.packets == len(silent)
    assert total.lost == len(packets) - len(silent)


def test_a_freeze_is_seen_and_its_repeats_are_no_latency(clip: Clip, stream: Stream, ssrc: int) -> None:
    playout = _playout(clip)
    packets = stream(playout, 50)
    playout.frozen = True
    more = stream(playout, 50, sequence=len(packets), start_s=102.0)
    playout.frozen = False
    rest = stream(playout, 25, sequence=len(packets) + len(more), start_s=104.0)
    report = _measured(_retimed([*packets, *more, *rest]), ssrc)
    ((from_s, to_s),) = report.freezes
    assert from_s == pytest.approx(102.0, abs=0.05)
    assert to_s == pytest.approx(104.0, abs=0.05)
    assert report.repeated_frames >= 49
    assert report.missing_frames == 0
    assert report.lost == 0


def _retimed(packets: Packets) -> Packets:
    """RTP timestamps from arrival, as one sender would write them."""
    return [(data[:4] + round((at_s - 100) * 90_000).to_bytes(4) + data[8:], at_s) for data, at_s in packets]


def test_a_false_clock_is_the_latency(clip: Clip, stream: Stream, ssrc: int) -> None:
    report = _measured(stream(_playout(clip, off_us=8 * 3600 * 10**6), 25), ssrc)
    assert report.latency_ms.p50 == pytest.approx(-28_800_000 + 30, abs=0.1)


def test_another_ssrc_is_counted_and_not_read(clip: Clip, stream: Stream, ssrc: int) -> None:
    packets = stream(_playout(clip), 25)
    foreign = [(d[:8] + (9).to_bytes(4) + d[12:], at) for d, at in stream(_playout(clip, 8), 25)]
    mixed = sorted([*packets, *foreign], key=lambda packet: packet[1])
    report = _measured(mixed, ssrc)
    assert report.wrong_ssrc == len(foreign)
    assert report.facts.foreign_ssrcs == (9,)
    assert report.cameras == ((7, 25),)
    assert report.lost == 0
    assert [count.deviation.what for count in report.deviations] == ["SSRC is not the one of y="]
    assert _measured(packets, None).frames == 25


def test_two_cameras_in_one_stream_are_both_named(clip: Clip, stream: Stream, ssrc: int) -> None:
    first = stream(_playout(clip, 1), 10)
    second = stream(_playout(clip, 2), 10, sequence=len(first), start_s=100.4)
    report = _measured(_retimed([*first, *second]), ssrc)
    assert report.cameras == ((1, 10), (2, 10))


def test_a_sender_that_starts_anew_is_followed(clip: Clip, stream: Stream, ssrc: int) -> None:
    packets = stream(_playout(clip), 25, sequence=1000)
    again = stream(_playout(clip), 25, sequence=40_000, start_s=101.0)
    report = _measured([*packets, *_retimed(again)], ssrc)
    assert report.lost == 0
    assert report.frames >= 48


def test_rtcp_on_the_same_port_is_counted(ssrc: int) -> None:
    analyser = _analyser(ssrc)
    analyser.packet(build_rtcp(SenderReport(ssrc, 1, 2, 3, 4)), 100.0)
    analyser.packet(build_rtcp(SenderReport(ssrc, 1, 2, 3, 4), Bye((ssrc,))), 100.1)
    analyser.packet(b"\x80\xc8\xff\xff", 100.2)
    report = analyser.report()
    assert (report.sender_reports, report.goodbyes, report.packets) == (2, 1, 0)
    assert len(report.deviations) == 1


def test_streams_without_markers_lose_nothing(clip: Clip, stream: Stream, ssrc: int) -> None:
    packets = [(bytes((d[0], d[1] & 0x7F)) + d[2:], at) for d, at in stream(_playout(clip), 25)]
    report = _measured(packets, ssrc)
    assert (report.frames, report.damaged_frames) == (25, 0)


def test_markers_on_every_packet_break_no_frame(clip: Clip, stream: Stream, ssrc: int) -> None:
    packets = [(bytes((d[0], d[1] | 0x80)) + d[2:], at) for d, at in stream(_playout(clip), 25)]
    frames: list[ReceivedFrame] = []
    report = _measured(packets, ssrc, frames)
    assert report.frames == 25
    assert [f.stamp.frame for f in frames if f.stamp] == [*range(25)]


@pytest.mark.soak
@given(st.lists(st.tuples(st.binary(max_size=80), st.booleans()), max_size=60))
def test_any_bytes_are_only_counted(ssrc: int, chunks: list[tuple[bytes, bool]]) -> None:
    analyser = _analyser(None)
    for n, (data, headed) in enumerate(chunks):
        head = b"\x80\x60" + n.to_bytes(2) + bytes(4) + ssrc.to_bytes(4) + b"\x00\x00\x01\xba"
        analyser.packet(head + data if headed else data, 100.0 + n * 0.01)
    analyser.flush()
    report = analyser.report()
    assert report.packets + report.unreadable + report.wrong_ssrc <= len(chunks)


@pytest.mark.soak
@given(st.lists(st.tuples(st.integers(0, 200), st.integers(0, 1500), st.integers(1, 255)), max_size=30))
def test_damaged_streams_never_raise(
    clip: Clip, stream: Stream, ssrc: int, damage: list[tuple[int, int, int]]
) -> None:
    packets = [(bytearray(data), at_s) for data, at_s in stream(_playout(clip), 60)]
    for place, at, change in damage:
        data = packets[place % len(packets)][0]
        data[at % len(data)] ^= change
    report = _measured([(bytes(data), at_s) for data, at_s in packets], ssrc)
    assert report.packets + report.unreadable + report.wrong_ssrc <= len(packets)
    assert report.frames >= 60 - len(damage) * 10, "a false sequence number costs 16 packets: ten frames here"


@pytest.mark.parametrize(("place", "lost"), [(0, 10), (4, 5), (30, 5)])
def test_a_false_number_far_ahead_is_found_out(
    clip: Clip, stream: Stream, ssrc: int, place: int, lost: int
) -> None:
    """It proves to be false when 16 packets came below it; reading goes on with the last of these."""
    packets = [(bytearray(data), at_s) for data, at_s in stream(_playout(clip), 60)]
    packets[place][0][3] ^= 32
    report = _measured([(bytes(data), at_s) for data, at_s in packets], ssrc)
    assert 60 - lost <= report.frames < 60
    assert report.lost == (place > 0)


def test_memory_is_bounded_over_a_long_watch(ssrc: int) -> None:
    analyser = _analyser(ssrc)
    for second in range(8000):
        analyser.packet(b"\x00" * 3, 100.0 + second)
    assert analyser.report().unreadable == 7200


@given(st.lists(st.floats(-1e9, 1e9), max_size=200))
def test_percentiles_are_values_in_order(values: list[float]) -> None:
    found = Percentiles.of(values)
    assert found.count == len(values)
    if values:
        assert None not in (found.min, found.p50, found.p95, found.p99, found.max)
        row = [found.min, found.p50, found.p95, found.p99, found.max]
        assert row == sorted(row)  # type: ignore[type-var]
        assert set(row) <= set(values)
