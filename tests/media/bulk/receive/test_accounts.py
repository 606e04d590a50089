"""The vectorised accounts are those of one stream, whatever the pattern and however it is cut into bursts."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.bulk.receive import jitter
from camproof.media.bulk.receive.meter import BulkMeter
from camproof.media.bulk.receive.sequence import MAX_MISSING
from camproof.media.bulk.receive.spec import MeterSpec
from camproof.protocols.rtp import JitterMeter, SequenceTracker, parse_rtp, rtp_header, serialise_rtp
from camproof.protocols.rtp.packet import RtpExtension, RtpPacket

from .kit import Packets, burst_of, feed

SEEDS = st.integers(0, 2**31)


def _pattern(seed: int, count: int, damage: float) -> list[int]:
    """Sequence numbers with losses, gaps, copies, swaps, strays and new starts."""
    rng = random.Random(seed)
    number, row = rng.randrange(65536), []
    for _ in range(count):
        number += 1
        if rng.random() >= damage:
            row.append(number)
            continue
        kind = rng.randrange(8)
        if kind == 0:
            number += rng.choice([1, 2, 30, 500, 19_000, 30_000])
        elif kind == 1:
            row += [number] * 2
        elif kind == 2:
            row.append(number - rng.randrange(1, 400))
        elif kind == 3 and row:
            row.insert(max(0, len(row) - rng.randrange(1, 12)), number)
        elif kind == 4:
            row.append(rng.randrange(65536))
        elif kind == 5:
            number = rng.randrange(1 << 20)
    return [number & 0xFFFF for number in row]


def _counts(tracker: SequenceTracker) -> tuple[int, ...]:
    return (
        tracker.received, tracker.expected, tracker.duplicates, tracker.reordered, tracker.strays,
        tracker.restarts, tracker.highest,
    )  # fmt: skip


def _streams(seed: int, damage: float, streams: int = 3) -> dict[int, list[int]]:
    return {100 + n: _pattern(seed + n, 60 * (n + 1), damage) for n in range(streams)}


def _mixed(seed: int, rows: dict[int, list[int]]) -> Packets:
    """All streams' packets in one row, each stream in its order."""
    rng = random.Random(seed)
    turns = [ssrc for ssrc, row in rows.items() for _ in row]
    rng.shuffle(turns)
    left = {ssrc: iter(row) for ssrc, row in rows.items()}
    return [
        (rtp_header(96, next(left[ssrc]), n * 90, ssrc) + b"payload", 5 + n * 0.001)
        for n, ssrc in enumerate(turns)
    ]


@given(SEEDS, st.sampled_from([0.0, 0.02, 0.3]), st.sets(st.integers(1, 400), max_size=30))
def test_counts_are_those_of_the_tracker(seed: int, damage: float, cuts: set[int]) -> None:
    rows = _streams(seed, damage)
    meter = feed(BulkMeter([MeterSpec(ssrc=ssrc) for ssrc in rows], 0.0), _mixed(seed, rows), sorted(cuts))
    for stream, row in enumerate(rows.values()):
        tracker = SequenceTracker(max_missing=MAX_MISSING)
        for number in row:
            tracker.packet(number)
        assert _counts(meter.sequence.tracker(stream)) == _counts(tracker)
    summary = meter.summary(10.0)
    assert summary.packets.tolist() == [len(row) for row in rows.values()]
    assert summary.lost.tolist() == [max(0, meter.sequence.tracker(n).lost) for n in range(3)]


@given(SEEDS, st.floats(0, 0.3), st.floats(0, 0.1), st.floats(0, 0.2), st.integers(0, 65535))
def test_known_losses_copies_and_swaps_are_measured_exactly(
    seed: int, loss: float, doubled: float, swapped: float, start: int
) -> None:
    rng = random.Random(seed)
    kept = [0, *(n for n in range(1, 299) if rng.random() >= loss), 299]
    order = sorted(kept, key=lambda n: n + (rng.uniform(0, 8) if n and rng.random() < swapped else 0))
    copies = [n for n in kept if n and rng.random() < doubled]
    row = [n for n in order for _ in range(1 + (n in set(copies)))]
    packets = [(rtp_header(96, start + n, n * 90, 100) + b"p", n * 0.001) for n in row]
    cuts = sorted(rng.sample(range(1, 299), 10))
    report = feed(BulkMeter([MeterSpec(ssrc=100)], 0.0), packets, cuts).report(0)
    assert (report.lost, report.expected) == (300 - len(kept), 300)
    assert report.duplicates == len(copies)
    late = sum(1 for at, n in enumerate(order) if n < max(order[: at + 1]))
    assert report.reordered == late
    assert report.received == len(kept)


@given(SEEDS, st.sets(st.integers(1, 300), max_size=20), st.booleans())
def test_jitter_is_that_of_the_meter(seed: int, cuts: set[int], jumps: bool) -> None:
    rng = random.Random(seed)
    meters = {ssrc: JitterMeter() for ssrc in (100, 101, 102)}
    worst_ms = dict.fromkeys(meters, 0.0)
    packets, jump = [], 0
    for n in range(300):
        ssrc = rng.choice([100, 101, 102])
        jump += rng.choice([2_000_000, -3_000_000]) if jumps and rng.random() < 0.02 else 0
        timestamp = (0xFFFFF000 + n * 900 + jump) & 0xFFFFFFFF
        arrival_s = 1000 + n * 0.01 + rng.uniform(0, 0.02)
        packets.append((rtp_header(96, n, timestamp, ssrc) + b"p", arrival_s))
        meters[ssrc].packet(timestamp, arrival_s)
        worst_ms[ssrc] = max(worst_ms[ssrc], meters[ssrc].jitter_ms)
    bulk = feed(BulkMeter([MeterSpec(ssrc=ssrc) for ssrc in meters], 0.0), packets, sorted(cuts))
    for stream, (ssrc, meter) in enumerate(meters.items()):
        report = bulk.report(stream)
        assert report.jitter_ms == pytest.approx(meter.jitter_ms, abs=1e-6)
        assert report.worst_jitter_ms == pytest.approx(worst_ms[ssrc], abs=1e-6)
        assert report.jitter_jumps == meter.jumps


def test_a_peak_of_jitter_inside_a_burst_is_seen() -> None:
    late_s = [0.16 if n >= 50 else 0.0 for n in range(300)]
    packets = [(rtp_header(96, n, n * 900, 100) + b"p", 5 + n * 0.01 + late_s[n]) for n in range(300)]
    report = feed(BulkMeter([MeterSpec(ssrc=100)], 0.0), packets).report(0)
    assert report.worst_jitter_ms == pytest.approx(10, abs=1e-6)
    assert report.jitter_ms < 0.001


def test_the_loop_is_compiled_before_the_first_packet() -> None:
    meter = BulkMeter([MeterSpec(ssrc=100)], 0.0)
    before = len(jitter._walk.signatures)
    feed(meter, [(rtp_header(96, n, n * 900, 100) + b"p", 5 + n * 0.01) for n in range(9)], [4])
    assert before == len(jitter._walk.signatures) == 1


@pytest.mark.soak
@given(
    st.lists(st.integers(0, 2**32 - 1), max_size=15),
    st.none() | st.integers(0, 20),
    st.binary(max_size=40),
    st.integers(0, 100),
    st.none() | st.integers(0, 60),
)
def test_headers_are_read_as_one_by_one(
    csrcs: list[int], words: int | None, payload: bytes, cut: int, padding: int | None
) -> None:
    extension = None if words is None else RtpExtension(1, bytes(range(1, words * 4 + 1)))
    data = serialise_rtp(RtpPacket(96, 7, 8, 100, payload, True, tuple(csrcs), extension))
    if padding is not None:
        data = bytes((data[0] | 0x20,)) + data[1:] + bytes((padding,))
    data = data[: max(1, len(data) - cut)] if cut % 3 == 0 else data
    meter = BulkMeter([MeterSpec(ssrc=100)], 0.0)
    meter.take(burst_of([(data, 1.0)]))
    try:
        packet = parse_rtp(data)
    except Exception:  # noqa: BLE001
        assert (meter.unreadable, meter.report(0).packets) == (1, 0)
    else:
        assert (meter.unreadable, meter.report(0).octets) == (0, len(packet.payload))


@pytest.mark.soak
@given(SEEDS, st.sets(st.integers(1, 60), max_size=8))
def test_whatever_comes_is_counted_and_never_raised(seed: int, cuts: set[int]) -> None:
    rng = random.Random(seed)
    good = rtp_header(96, 3, 90, 100, marker=True) + b"\0\0\1\xba" + bytes(60)
    packets = []
    for n in range(60):
        data = bytearray(
            rng.choice([good, rng.randbytes(rng.randrange(80)), b"\x80\xc8\0\6" + bytes(24), b"\x80\xc9"])
        )
        for _ in range(rng.randrange(6)):
            if data:
                data[rng.randrange(len(data))] = rng.randrange(256)
        packets.append((bytes(data[: rng.choice([len(data), rng.randrange(len(data) + 1)])]), n * 0.01))
    containers = rng.choice([("PS", "H264"), ("H265", "PCMA")])
    specs = [MeterSpec(ssrc=100 + n, container=kind) for n, kind in enumerate(containers)]
    meter = feed(BulkMeter(specs, 0.0), packets, sorted(cuts))
    summary = meter.summary(1.0)
    seen = int(summary.packets.sum()) + summary.foreign + summary.unreadable
    assert seen + summary.rtcp + summary.unreadable_rtcp == len(packets)
    assert len(summary.foreign_ssrcs) <= 16
    assert all(meter.report(stream).packets == summary.packets[stream] for stream in range(2))
