"""What a link does to a stream is measured back: by the account of one stream and by the bulk one.

Stated errors: loss, copies and changed order exactly; latency of one stream to 0.01 ms, also where packets
overtake each other, of the bulk account percentiles to 2.2 %; jitter is the RFC 3550 recurrence over the
arrivals that were made, to 1 µs, its highest value too, and of delays spread evenly over ``±a`` between 0.35
and 1.05 ``a`` (2/3 on average).
"""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import ClipPlayout, StreamAnalyser
from camproof.media.bulk.receive.burst import Burst
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.report import BulkReport
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.media.clips.model import Clip
from camproof.media.receive.frame_clock import FrameClock
from camproof.media.receive.report import Percentiles, StreamReport
from camproof.protocols.rtp import JitterMeter, SenderReport, build_rtcp, ntp_from_epoch, rtp_header
from camproof.runtimes.impairment import Impairment

Packets = list[tuple[bytes, float]]
Stream = Callable[..., Packets]
EPOCH_S = 1_800_000_000.0
SSRC = 0x0BEEF001


def _playout(clip: Clip) -> ClipPlayout:
    times = iter(range(10**9))
    return ClipPlayout(clip, 7, lambda: int(EPOCH_S * 1e6) + next(times) * 40_000)


def _through(packets: Packets, link: Impairment) -> tuple[Packets, list[int]]:
    """What comes out of a link in its order, and how many copies of each packet did."""
    arrived, copies = [], []
    for place, (data, at_s) in enumerate(packets):
        delays = link.decide(len(data), at_s) if 0 < place < len(packets) - 1 else (link.delay_s,)
        copies.append(len(delays))
        arrived += [(data, at_s + delay_s) for delay_s in delays]
    return sorted(arrived, key=lambda packet: packet[1]), copies


def _one(packets: Packets, container: str = "PS") -> StreamReport:
    analyser = StreamAnalyser(
        100.0, ssrc=SSRC, container=container, wall_s=lambda at_s: at_s - 100.0 + EPOCH_S
    )  # type: ignore[arg-type]
    for data, at_s in packets:
        analyser.packet(data, at_s)
    analyser.flush()
    return analyser.report()


def _bulk(packets: Packets, container: str = "PS") -> BulkReport:
    spec = MeterSpec(ssrc=SSRC, container=container)  # type: ignore[arg-type]
    meter = BulkMeter([spec], 100.0, wall_s=lambda at_s: at_s - 100.0 + EPOCH_S)
    for start in range(0, len(packets), 50):
        part = packets[start : start + 50]
        size = np.array([len(data) for data, _ in part], np.int64)
        arena = np.frombuffer(b"".join(data for data, _ in part) or b"\0", np.uint8)
        at_s = np.array([at_s for _, at_s in part])
        meter.take(Burst(arena, np.cumsum(size) - size, size, at_s, np.zeros(len(part), np.int64)))
    return meter.report(0)


def _fine(frames: int) -> Packets:
    """Four packets a frame, spread over its time."""
    return [
        (rtp_header(96, n, n // 4 * 3600, SSRC, n % 4 == 3) + bytes(100), 100 + n * 0.01)
        for n in range(frames * 4)
    ]


@pytest.mark.parametrize("loss", [0.001, 0.02, 0.2])
def test_loss_and_copies(loss: float) -> None:
    packets, copies = _through(_fine(500), Impairment(random.Random(1), loss=loss, duplicate=0.05))
    lost, doubled = copies.count(0), copies.count(2)
    assert lost + doubled > 0
    for report in (_one(packets), _bulk(packets)):
        assert (report.lost, report.duplicates, report.expected) == (lost, doubled, 2000)


def test_reordering_is_not_loss() -> None:
    link = Impairment(random.Random(2), delay_s=0.05, reorder=0.05)
    packets, _ = _through(_fine(300), link)
    numbers = [int.from_bytes(data[2:4]) for data, _ in packets]
    late = sum(1 for at, number in enumerate(numbers) if number < max(numbers[: at + 1]))
    assert late > 20
    for report in (_one(packets), _bulk(packets)):
        assert (report.lost, report.duplicates, report.reordered) == (0, 0, late)


@pytest.mark.parametrize("jitter_s", [0.0, 0.004, 0.02])
def test_jitter(jitter_s: float) -> None:
    packets, _ = _through(_fine(500), Impairment(random.Random(3), delay_s=0.05, jitter_s=jitter_s))
    meter, worst_ms = JitterMeter(), 0.0
    for data, at_s in packets:
        meter.packet(int.from_bytes(data[4:8]), at_s)
        worst_ms = max(worst_ms, meter.jitter_ms)
    for report in (_one(packets), _bulk(packets)):
        assert report.jitter_ms == pytest.approx(meter.jitter_ms, abs=1e-3)
        assert report.worst_jitter_ms == pytest.approx(worst_ms, abs=1e-3)
    even = [
        (data[:4] + round((at_s - 100) * 90_000).to_bytes(4) + data[8:], at_s) for data, at_s in _fine(500)
    ]
    packets, _ = _through(even, Impairment(random.Random(3), delay_s=0.05, jitter_s=jitter_s))
    for report in (_one(packets), _bulk(packets)):
        assert 0.35 * jitter_s * 1000 <= report.jitter_ms + 1e-3
        assert report.jitter_ms <= 1.05 * jitter_s * 1000 + 1e-3


@pytest.mark.parametrize("delay_s", [0.005, 0.2, 1.5])
def test_latency(clip: Clip, stream: Stream, delay_s: float) -> None:
    packets, _ = _through(stream(_playout(clip), 100), Impairment(random.Random(4), delay_s=delay_s))
    one, bulk = _one(packets), _bulk(packets)
    for told in (one.latency_ms, bulk.latency_ms):
        assert (told.count, told.min) == (100, pytest.approx(delay_s * 1000, abs=0.01))
    assert one.latency_ms.p99 == pytest.approx(delay_s * 1000, abs=0.01)
    assert bulk.latency_ms.p50 == pytest.approx(delay_s * 1000, rel=0.022)
    assert one.clock_error_ms == pytest.approx(-delay_s * 1000, abs=0.01)


def _in_pieces(packets: Packets, size: int = 150) -> Packets:
    """The same frames in packets of at most ``size`` bytes of payload."""
    pieces: Packets = []
    for data, at_s in packets:
        timestamp, starts = int.from_bytes(data[4:8]), range(12, len(data), size)
        for start in starts:
            marker = data[1] & 0x80 > 0 and start == starts[-1]
            header = rtp_header(96, len(pieces), timestamp, SSRC, marker)
            pieces.append((header + data[start : start + size], at_s))
    return pieces


def test_a_picture_arrives_with_the_last_of_its_packets_to_come(clip: Clip, stream: Stream) -> None:
    link = Impairment(random.Random(5), delay_s=0.06, reorder=0.6)
    pieces = _in_pieces(stream(_playout(clip), 100))
    begins = sum(at_s == pieces[0][1] for _, at_s in pieces)
    late, copies = _through(pieces[begins:], link)
    assert set(copies) == {1}
    packets = pieces[:begins] + late
    whole_s: dict[int, float] = {}
    for data, at_s in packets:
        number = int.from_bytes(data[4:8]) // 3600
        whole_s[number] = max(whole_s.get(number, 0.0), at_s)
    delays_ms = [(at_s - 100 - number * 0.04) * 1000 for number, at_s in whole_s.items()]
    report = _one(packets)
    told, wanted = report.latency_ms, Percentiles.of(delays_ms)
    assert (report.lost, report.frames, report.damaged_frames, told.count) == (0, 100, 0, 100)
    for name in ("min", "p50", "p95", "p99", "max"):
        assert getattr(told, name) == pytest.approx(getattr(wanted, name), abs=0.01)
    assert told.p50 == pytest.approx(60, abs=0.01)


def test_frame_interval_and_gop(clip: Clip, stream: Stream) -> None:
    report = _one(stream(_playout(clip), 51))
    assert report.frame_interval_ms.count == 50
    assert report.frame_interval_ms.p50 == pytest.approx(40)
    assert report.frame_interval_ms.max == pytest.approx(40)
    assert (report.gop_frames.count, report.gop_frames.min, report.gop_frames.max) == (10, 5, 5)
    assert (report.facts.timestamp_step, report.irregular_timestamps) == (3600, 0)


def test_drift_and_clock_of_the_sender() -> None:
    packets = _fine(300)
    for n in range(3):
        report = SenderReport(
            SSRC, ntp_from_epoch(EPOCH_S + n * 5 - 1.5), round(n * 5 * 90_000 * 0.9999), 0, 0
        )
        packets.append((build_rtcp(report), 100.0 + n * 5))
    packets.sort(key=lambda packet: packet[1])
    facts = _one(packets).facts
    assert facts.rtp_ntp_drift_ppm == pytest.approx(-100, abs=0.5)
    assert facts.sender_clock_error_s == pytest.approx(-1.5, abs=1e-3)
    assert _bulk(packets).rtp_ntp_drift_ppm == pytest.approx(-100, abs=0.5)


@given(
    st.lists(st.sampled_from([3600, 3600, 3600, 3601, 7200, 1800, -2_000_000, 45_000]), max_size=60),
    st.data(),
)
def test_timestamps_are_judged_alike(steps: list[int], data: st.DataObject) -> None:
    lost = data.draw(st.sets(st.integers(1, len(steps) + 1), max_size=5))
    timestamp, packets, clock, gap = 1 << 31, [], FrameClock(), False
    irregular = count = 0
    for n, step in enumerate([0, *steps]):
        timestamp += step
        gap = gap or n in lost
        if n in lost:
            continue
        packets.append((rtp_header(96, n, timestamp & 0xFFFFFFFF, SSRC, True) + b"x", 100 + n * 0.04))
        if gap:
            clock.gap()
        gap = False
        judged = clock.packet(timestamp & 0xFFFFFFFF, 100 + n * 0.04)
        if judged is not None:
            count += 1
            irregular += judged.irregular
    bulk = _bulk(packets)
    assert (bulk.frame_interval_ms.count, bulk.irregular_timestamps) == (count, irregular)
    assert bulk.timestamp_step == clock.step


@given(
    st.sampled_from(["PS", "H264", "H265"]),
    st.lists(st.tuples(st.integers(0, 10**6), st.integers(0, 1500), st.integers(1, 255)), max_size=30),
    st.sets(st.integers(0, 80), max_size=10),
)
def test_damaged_and_truncated_streams_stop_no_receiver(
    clip: Clip, stream: Stream, container: str, damage: list[tuple[int, int, int]], cut: set[int]
) -> None:
    packets = [(bytearray(data), at_s) for data, at_s in stream(_playout(clip), 60)]
    for place, at, change in damage:
        data = packets[place % len(packets)][0]
        data[at % len(data)] ^= change
    for place in cut:
        data = packets[place % len(packets)][0]
        del data[len(data) * (place % 7) // 7 :]
    row = [(bytes(data), at_s) for data, at_s in packets]
    one, bulk = _one(row, container), _bulk(row, container)
    assert (one.packets, one.lost, one.octets) == (bulk.packets, bulk.lost, bulk.octets)
