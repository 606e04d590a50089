"""The bulk meter measures back what was done to streams, and agrees with the account of one stream."""

from __future__ import annotations

import random
import tracemalloc
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipPlayout, StreamAnalyser, stamp_access_unit
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.clips.model import Clip
from camproof.media.stamp import TruthStamp, find_stamp_text
from camproof.protocols.nal import split_annexb
from camproof.protocols.rtp import Bye, SenderReport, build_rtcp, ntp_from_epoch, rtp_header

from .kit import burst_of, feed, raw_packets

Packets = list[tuple[bytes, float]]
Stream = Callable[..., Packets]
EPOCH_S = 1_800_000_000.0


def _wall_s(at_s: float) -> float:
    return at_s - 100.0 + EPOCH_S


def _playout(clip: Clip, camera: int = 7) -> ClipPlayout:
    """Captured 30 ms before the perfect arrival of each frame."""
    times = iter(range(10**9))
    return ClipPlayout(clip, camera, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 - 30_000)


def _meter(ssrc: int | None, **more: Any) -> BulkMeter:
    return BulkMeter([MeterSpec(ssrc=ssrc, payload_type=96, **more)], 99.5, wall_s=_wall_s)


@pytest.mark.parametrize("cuts", [(), range(1000), (7, 8, 30, 31, 32)])
def test_a_perfect_stream(clip: Clip, stream: Stream, ssrc: int, cuts: range) -> None:
    packets = stream(_playout(clip), 100)
    report = feed(_meter(ssrc), packets, cuts).report(0)
    assert (report.expected, report.received, report.packets) == (len(packets),) * 3
    assert (report.lost, report.duplicates, report.reordered, report.wrong_ssrc) == (0, 0, 0, 0)
    assert (report.frames, report.key_frames, report.stamped_frames) == (100, 20, 100)
    assert (report.missing_frames, report.repeated_frames, report.bad_stamps, report.cut_stamps) == (0,) * 4
    assert report.jitter_ms == pytest.approx(0, abs=1e-6)
    assert report.bitrate_kbit == pytest.approx(sum(len(d) - 12 for d, _ in packets) * 8 / 1000 / 3.96)
    assert report.latency_ms.count == 100
    assert report.latency_ms.p50 == pytest.approx(30, rel=0.022)
    assert report.latency_ms.max == pytest.approx(30, abs=0.01)
    assert report.clock_error_ms == pytest.approx(-30, abs=0.01)
    assert (report.first_packet_s, report.first_key_frame_s) == (0.5, 0.5)
    assert (report.camera, report.wrong_camera_frames, report.other_camera) == (7, 0, None)
    assert report.longest_gap_s == pytest.approx(0.04)
    assert (report.timestamp_step, report.irregular_timestamps) == (3600, 0)
    assert (report.gop_frames.count, report.gop_frames.min, report.gop_frames.max) == (19, 5, 5)
    assert report.frame_interval_ms.count == 99
    assert report.frame_interval_ms.mean == pytest.approx(40)
    assert report.frame_interval_ms.deviation == pytest.approx(0, abs=0.01)
    assert report.freezes == 0


@given(
    st.sets(st.integers(1, 118), max_size=40), st.integers(0, 65535), st.sets(st.integers(1, 118), max_size=9)
)
def test_frames_and_stamps_are_those_of_the_analyser(
    clip: Clip, stream: Stream, ssrc: int, lost: set[int], start: int, cuts: set[int]
) -> None:
    packets = stream(_playout(clip), 120, sequence=start)
    kept = [packet for n, packet in enumerate(packets) if n not in lost]
    analyser = StreamAnalyser(99.5, ssrc=ssrc, payload_type=96, wall_s=_wall_s)
    for data, at_s in kept:
        analyser.packet(data, at_s)
    analyser.flush()
    one, bulk = analyser.report(), feed(_meter(ssrc), kept, sorted(cuts)).report(0)
    assert (bulk.expected, bulk.lost, bulk.octets) == (one.expected, one.lost, one.octets)
    assert (bulk.stamped_frames, bulk.missing_frames) == (one.stamped_frames, one.missing_frames)
    assert bulk.latency_ms.count == one.latency_ms.count
    assert bulk.jitter_ms == pytest.approx(one.jitter_ms, abs=1e-6)
    assert bulk.longest_gap_s == pytest.approx(one.longest_gap_s)


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_pictures_without_a_container(clip: Clip, clip265: Clip, ssrc: int, codec: Any) -> None:
    source = clip if codec == "H264" else clip265
    units = []
    for n in range(30):
        stamp = TruthStamp(7, n, int(EPOCH_S * 1e6) + n * 40_000 - 30_000)
        data = stamp_access_unit(codec, source.units[n % len(source.units)].data, stamp)
        units.append([bytes(nal) for nal in split_annexb(data)])
    packets = raw_packets(units, codec, ssrc)
    report = feed(_meter(ssrc, container=codec), packets, range(0, len(packets), 7)).report(0)
    assert (report.frames, report.key_frames, report.stamped_frames, report.missing_frames) == (30, 6, 30, 0)
    assert (report.gop_frames.count, report.gop_frames.mean) == (5, 5)
    assert report.gop_s.mean == pytest.approx(0.2)
    assert report.latency_ms.max == pytest.approx(30, abs=0.01)


def test_latency_that_is_put_in_is_measured_back(clip: Clip, stream: Stream, ssrc: int) -> None:
    rng = random.Random(3)
    packets, late = stream(_playout(clip), 500), {}
    for _, at_s in packets:
        late.setdefault(at_s, rng.uniform(0, 0.039))
    report = feed(
        _meter(ssrc), [(data, at_s + late[at_s]) for data, at_s in packets], range(0, 999, 20)
    ).report(0)
    row = sorted(30 + extra_s * 1000 for extra_s in late.values())
    told = report.latency_ms
    assert told.count == 500
    assert told.min == pytest.approx(row[0], abs=0.01)
    assert told.max == pytest.approx(row[-1], abs=0.01)
    for value, rank in ((told.p50, 249), (told.p95, 474), (told.p99, 494)):
        assert value == pytest.approx(row[rank], rel=0.022)


def test_a_wrong_clock_shows_in_latency(clip: Clip, stream: Stream, ssrc: int) -> None:
    times = iter(range(10**9))
    ahead = ClipPlayout(clip, 7, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000 + 5_000_000)
    report = feed(_meter(ssrc), stream(ahead, 50)).report(0)
    assert report.clock_error_ms == pytest.approx(5000, abs=0.1)
    assert report.latency_ms.p50 == pytest.approx(-5000, abs=0.1)


def test_freeze_and_wrong_camera(clip: Clip, stream: Stream, ssrc: int) -> None:
    still = _playout(clip).next_frame()
    packets, sequence = stream(_playout(clip), 25), 1000
    sequence = int.from_bytes(packets[-1][0][2:4]) + 1
    for n in range(25, 75):
        for place, payload in enumerate(still.payloads):
            last = place == len(still.payloads) - 1
            packets.append((rtp_header(96, sequence, n * 3600, ssrc, last) + payload, 100 + n * 0.04))
            sequence += 1
    other = stream(_playout(clip, camera=9), 10, sequence=sequence, start_s=103.0)
    packets += [
        (data[:4] + (270_000 + int.from_bytes(data[4:8])).to_bytes(4) + data[8:], at) for data, at in other
    ]
    report = feed(_meter(ssrc), packets, range(0, len(packets), 9)).report(0)
    assert (report.freezes, report.repeated_frames) == (1, 50)
    assert report.longest_freeze_s == pytest.approx(2.0, abs=0.05)
    assert (report.camera, report.wrong_camera_frames, report.other_camera) == (7, 10, 9)
    assert report.frames == 85
    expecting = feed(_meter(ssrc, camera=9), packets).report(0)
    assert (expecting.wrong_camera_frames, expecting.other_camera) == (75, 7)


def test_timestamps_that_jump_are_seen_and_lost_frames_are_not_taken_for_that(
    clip: Clip, stream: Stream, ssrc: int
) -> None:
    packets = stream(_playout(clip), 60)
    moved = []
    for data, at_s in packets:
        timestamp = int.from_bytes(data[4:8])
        timestamp += 90_000 if timestamp >= 20 * 3600 else 0
        moved.append((data[:4] + timestamp.to_bytes(4) + data[8:], at_s))
    jumped = feed(_meter(ssrc), moved, range(0, 300, 4)).report(0)
    assert (jumped.timestamp_step, jumped.irregular_timestamps, jumped.frames) == (3600, 1, 60)
    lossy = [(d, at) for d, at in packets if int.from_bytes(d[4:8]) not in (10 * 3600, 11 * 3600)]
    report = feed(_meter(ssrc), lossy).report(0)
    assert (report.irregular_timestamps, report.frames, report.missing_frames) == (0, 58, 2)
    assert report.frame_interval_ms.max == pytest.approx(40)


def test_reordering_over_a_frame_boundary_makes_no_frames(ssrc: int) -> None:
    packets = [
        (rtp_header(96, n, n // 2 * 3600, ssrc, n % 2 == 1) + bytes(50), 100 + n // 2 * 0.04)
        for n in range(100)
    ]
    firsts = range(2, 100, 6)
    for n in firsts:
        packets[n - 1], packets[n] = packets[n], packets[n - 1]
    for cuts in ((), range(0, 100, 3)):
        report = feed(_meter(ssrc), packets, cuts).report(0)
        assert (report.frames, report.lost, report.reordered) == (50, 0, len(firsts))


def test_sender_reports_give_drift_and_clock(ssrc: int) -> None:
    packets = []
    for n in range(5):
        ntp = ntp_from_epoch(EPOCH_S + n * 5 + 2.5)
        ticks = 0xFFFFF000 + round(n * 5 * 90_000 * (1 + 50e-6))
        data = build_rtcp(
            SenderReport(ssrc, ntp, ticks & 0xFFFFFFFF, 1, 1), Bye((ssrc, 5) if n == 4 else (5,))
        )
        packets.append((data, 100.0 + n * 5))
    meter = feed(_meter(ssrc), packets)
    report = meter.report(0)
    assert (report.sender_reports, report.goodbyes) == (5, 1)
    assert report.rtp_ntp_drift_ppm == pytest.approx(50, abs=0.2)
    assert report.sender_clock_error_s == pytest.approx(2.5, abs=1e-3)
    assert meter.summary(120.0).rtcp == 5


@pytest.mark.parametrize("cut", range(40, 100, 7))
def test_a_stamp_that_is_cut_in_two(clip: Clip, stream: Stream, ssrc: int, cut: int) -> None:
    packets: Packets = []
    for number in range(30):
        data = b"".join(_playout_frame(clip, number))
        at = find_stamp_text(data)
        split = at - 24 + (cut - 40)
        for place, payload in enumerate((data[:split], data[split:])):
            packets.append(
                (rtp_header(96, len(packets), number * 3600, ssrc, place == 1) + payload, 100 + number * 0.04)
            )
    report = feed(_meter(ssrc), packets).report(0)
    assert (report.stamped_frames, report.cut_stamps, report.missing_frames) == (30, 0, 0)
    apart = feed(_meter(ssrc), packets, range(1, 60)).report(0)
    assert apart.stamped_frames == (30 if cut == 40 else 0)
    assert apart.cut_stamps == (30 if cut - 40 >= 24 and cut - 40 < 64 else 0)


def _playout_frame(clip: Clip, number: int) -> list[bytes]:
    playout = _playout(clip)
    for _ in range(number):
        playout.next_frame()
    return list(playout.next_frame().payloads)


def test_streams_with_a_port_each(clip: Clip, stream: Stream, ssrc: int) -> None:
    meter = BulkMeter([MeterSpec(port=n) for n in range(3)], 99.5, by="port", wall_s=_wall_s)
    packets = stream(_playout(clip), 10)
    for port in (2, 0):
        meter.take(burst_of(packets, [port] * len(packets)))
    foreign = [(rtp_header(96, 1, 1, ssrc + 1) + b"x", 101.0)]
    meter.take(burst_of(foreign, [0]))
    meter.take(burst_of(foreign, [3]))
    assert [meter.report(n).frames for n in range(3)] == [10, 0, 10]
    assert (meter.report(0).wrong_ssrc, meter.report(2).wrong_ssrc) == (1, 0)
    summary = meter.summary(101.0)
    assert (summary.foreign, summary.foreign_ssrcs) == (1, (ssrc + 1,))
    assert summary.alive.tolist() == [True, False, True]


def test_streams_must_be_told_apart() -> None:
    with pytest.raises(ValueError, match="its own ssrc"):
        BulkMeter([MeterSpec(ssrc=1), MeterSpec(ssrc=1)], 0.0)
    with pytest.raises(ValueError, match="its own port"):
        BulkMeter([MeterSpec(), MeterSpec()], 0.0, by="port")


def test_memory_of_a_stream_is_small_even_when_all_lose_much() -> None:
    count, rounds = 200, 5
    specs = [MeterSpec(ssrc=n) for n in range(count)]
    _meter(1)  # what is loaded once is no stream's
    tracemalloc.start()
    try:
        meter = BulkMeter(specs, 0.0, wall_s=_wall_s)
        for turn in range(rounds):
            row = [(rtp_header(96, turn * 50, turn * 3600, n) + b"x", turn * 0.04) for n in range(count)]
            meter.take(burst_of(row))
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert meter.report(0).lost == 49 * (rounds - 1)
    assert kept / count < 20_000
