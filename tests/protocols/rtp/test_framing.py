from __future__ import annotations

import random
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.rtp import (
    ReceiverReport,
    Rfc4571Reader,
    SenderReport,
    build_rtcp,
    frame_4571,
    rtp_header,
)

SSRC = 0x0100_0A0B
LOST, DOLLAR = "length does not lead to a packet", "four-byte $ framing"


def packets(count: int, ssrc: int = SSRC, seed: int = 0, size: int = 200) -> list[bytes]:
    rng = random.Random(seed)
    return [
        rtp_header(96, n, n * 3_600, ssrc, n % 3 == 2) + rng.randbytes(rng.randrange(size))
        for n in range(count)
    ]


def dollar(packet: bytes) -> bytes:
    return b"$\x00" + len(packet).to_bytes(2) + packet


def read(stream: bytes, cuts=(), **options) -> tuple[list[bytes], Rfc4571Reader]:
    reader = Rfc4571Reader(**options)
    points = sorted({cut % (len(stream) + 1) for cut in cuts} | {0, len(stream)})
    out: list[bytes] = []
    for start, end in pairwise(points):
        out += reader.feed(memoryview(stream)[start:end])
    return out, reader


def kinds(reader: Rfc4571Reader) -> dict[str, int]:
    return {entry.deviation.what: entry.count for entry in reader.deviations()}


CUTS = st.lists(st.integers(0, 10_000), max_size=60)


@given(CUTS, st.integers(0, 30), st.sampled_from([None, SSRC, 5]))
def test_packets_come_back_in_any_chunks(cuts, seed, ssrc):
    sent = packets(12, seed=seed)
    sent.insert(5, build_rtcp(SenderReport(SSRC, 1, 2, 3, 4)))
    out, reader = read(b"".join(map(frame_4571, sent)), cuts, ssrc=ssrc)
    assert out == sent
    assert kinds(reader) == {}
    assert reader.pending_bytes == reader.skipped_bytes == 0


@given(CUTS)
def test_dollar_framing_is_borne_and_noted(cuts):
    sent = packets(10)
    out, reader = read(b"".join(map(dollar, sent)), cuts)
    assert out == sent
    assert kinds(reader) == {DOLLAR: 10}


def test_a_stream_may_change_its_framing():
    sent = packets(8)
    out, _ = read(b"".join((frame_4571 if n % 2 else dollar)(p) for n, p in enumerate(sent)))
    assert out == sent


@pytest.mark.soak
@settings(max_examples=100)
@given(
    CUTS,
    st.integers(0, 50),
    st.integers(1, 60),
    st.sampled_from([frame_4571, dollar]),
    st.sampled_from([None, SSRC]),
)
def test_a_cut_frame_costs_at_most_two_packets(cuts, seed, cut, frame, ssrc):
    """F24: the sender's buffer was overwritten in the middle of a frame."""
    sent = packets(40, seed=seed)
    frames = [frame(packet) for packet in sent]
    frames[10] = frames[10][: max(4, len(frames[10]) - cut)]
    out, _ = read(b"".join(frames), cuts, ssrc=ssrc)
    assert set(sent) - set(out) <= set(sent[10:12])
    assert [p for p in out if p in sent[12:]] == sent[12:]
    assert out == read(b"".join(frames), ssrc=ssrc)[0]


@pytest.mark.parametrize("wrong", [0x0001, 0x000B, 0x4000, 0xFFFF])
def test_a_wrong_length_is_survived(wrong):
    sent = packets(400, seed=3)
    frames = [frame_4571(packet) for packet in sent]
    frames[20] = wrong.to_bytes(2) + sent[20]
    out, _ = read(b"".join(frames))
    assert out == sent[:20] + sent[21:]


def test_garbage_before_the_first_packet():
    sent = packets(20)
    out, reader = read(b"HTTP/1.1 400 Bad Request\r\n\r\n" + b"".join(map(frame_4571, sent)))
    assert out == sent
    assert kinds(reader) == {LOST: 1}
    assert reader.skipped_bytes == 28


def test_a_new_ssrc_in_mid_stream_is_let_through():
    sent = packets(5) + packets(5, ssrc=77) + [build_rtcp(ReceiverReport(99))] + packets(2, ssrc=77)
    out, reader = read(b"".join(map(frame_4571, sent)))
    assert out == sent
    assert kinds(reader) == {}


def test_null_packets_are_left_out():
    sent = packets(3)
    out, reader = read(b"\x00\x00".join(map(frame_4571, sent)))
    assert out == sent
    assert kinds(reader) == {}


@pytest.mark.soak
@given(st.lists(st.binary(max_size=40), max_size=10).map(b"".join), CUTS, st.sampled_from([None, 0]))
def test_any_bytes_in_any_chunks(stream, cuts, ssrc):
    out, _ = read(stream, cuts, ssrc=ssrc)
    assert out == read(stream, range(len(stream)), ssrc=ssrc)[0]
    assert sum(map(len, out)) <= len(stream)


def test_memory_stays_bounded_under_noise():
    rng = random.Random(5)
    reader = Rfc4571Reader(SSRC)
    for _ in range(300):
        reader.feed(rng.randbytes(4_096))
        assert reader.pending_bytes <= 0x10000 + 4_096 + 16
    sent = packets(600, size=1_000)
    out = reader.feed(b"".join(map(frame_4571, sent)))
    assert out[-100:] == sent[-100:]
    assert len(reader.deviations()) <= 2


def test_a_packet_too_long_for_its_length_is_refused():
    with pytest.raises(LocalProtocolError):
        frame_4571(bytes(65_536))
    assert frame_4571(b"abc") == b"\x00\x03abc"
