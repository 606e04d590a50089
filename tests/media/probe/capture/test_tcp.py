"""Connections put in order: sent again, overtaken, with holes."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.probe.capture.datagrams import Segment
from camproof.media.probe.capture.tcp import TcpSide
from camproof.protocols.rtp import frame_4571, rtp_header

WAY = (("127.0.0.1", 40000), ("127.0.0.2", 30000))
PACKETS = [rtp_header(96, n, n * 3600, 77) + bytes((n % 251,)) * (100 + n % 70) for n in range(200)]
BYTES = b"".join(map(frame_4571, PACKETS))
START = 0xFFFFF800


def _segment(at: int, size: int) -> Segment:
    number = (START + at) & 0xFFFFFFFF
    return Segment("TCP", *WAY, BYTES[at : at + size], 1.0, number)


def _opening() -> Segment:
    return Segment("TCP", *WAY, b"", 1.0, START, begins=True)


def _taken(segments: list[Segment]) -> list[bytes]:
    side = TcpSide()
    return [packet for segment in [_opening(), *segments] for packet in side.take(segment)]


@given(st.integers(1, 3000), st.integers(0, 99), st.integers(0, 12))
def test_order_repeats_and_overlaps_do_not_matter(size: int, seed: int, spread: int) -> None:
    rng = random.Random(seed)
    step = max(size, 20)
    places = range(0, len(BYTES), step)
    pieces = [(at, step + rng.choice((0, 0, 5))) for at in places for _ in range(1 + (rng.random() < 0.2))]
    shuffled = sorted(enumerate(pieces), key=lambda pair: pair[0] + rng.uniform(0, spread))
    assert _taken([_segment(*piece) for _, piece in shuffled]) == PACKETS


def test_a_hole_is_jumped_and_counted() -> None:
    side = TcpSide()
    kept = [_segment(at, 40) for at in range(0, len(BYTES), 40) if not 4000 <= at < 4400]
    packets = [packet for segment in [_opening(), *kept] for packet in side.take(segment)]
    assert side.holes == 1
    missing = [packet for packet in PACKETS if packet not in packets]
    assert 2 <= len(missing) <= 8
    assert packets == [packet for packet in PACKETS if packet in packets]


def test_a_capture_that_begins_inside_a_connection_finds_the_packets() -> None:
    side = TcpSide()
    packets = [packet for at in range(3333, len(BYTES), 1000) for packet in side.take(_segment(at, 1000))]
    assert PACKETS[-100:] == packets[-100:]


def test_interleaved_rtsp_is_read_too() -> None:
    text = b"RTSP/1.0 200 OK\r\nCSeq: 4\r\n\r\n"
    data = text + b"".join(b"$\x00" + len(p).to_bytes(2) + p for p in PACKETS)
    side = TcpSide()
    assert side.take(Segment("TCP", *WAY, data, 1.0, 5)) == PACKETS
    assert side.deviations() == ()
    bare = TcpSide()
    bare.take(Segment("TCP", *WAY, data[len(text) :], 1.0, 5))
    assert [found.deviation.what for found in bare.deviations()] == ["four-byte $ framing"]


def test_a_connection_without_packets_is_left_alone() -> None:
    side, number = TcpSide(), 0
    found = []
    for _ in range(40):
        found += side.take(Segment("TCP", *WAY, b"GET / HTTP " * 6000, 1.0, number))
        number += 66_000
    assert found == []
    assert side.strange


@pytest.mark.parametrize("begins", [False, True])
@given(st.lists(st.tuples(st.integers(0, 0xFFFFFFFF), st.binary(max_size=60)), max_size=60))
def test_any_segments_are_taken(begins: bool, segments: list[tuple[int, bytes]]) -> None:
    side = TcpSide()
    out = 0
    for number, payload in segments:
        out += sum(map(len, side.take(Segment("TCP", *WAY, payload, 1.0, number, begins))))
    assert out <= sum(len(payload) for _, payload in segments)
