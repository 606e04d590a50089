from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.rtp import Depayloader, H264Depayloader, H265Depayloader

KINDS = {"H264": H264Depayloader, "H265": H265Depayloader}


def make(codec: str, **more: int) -> Depayloader:
    return KINDS[codec](**more)


def unit(codec: str, kind: int, body: bytes) -> bytes:
    head = bytes((0x60 | 1 + kind % 23,)) if codec == "H264" else bytes((kind % 48 << 1, 0x01))
    return head + body


UNITS = st.lists(st.tuples(st.integers(0, 47), st.binary(min_size=2, max_size=60)), min_size=1, max_size=6)
WAYS = st.lists(st.sampled_from(["single", "fragments", "aggregate"]), min_size=6, max_size=6)


def fragments(codec: str, nal: bytes, size: int) -> list[bytes]:
    """By the letter of RFC 6184 5.8 and RFC 7798 4.4.3, written apart from what is tested."""
    width = 1 if codec == "H264" else 2
    body = nal[width:]
    pieces = [body[at : at + size] for at in range(0, len(body), size)]
    out = []
    for number, piece in enumerate(pieces):
        flags = (0x80 if number == 0 else 0) | (0x40 if number == len(pieces) - 1 else 0)
        if codec == "H264":
            out.append(bytes((nal[0] & 0xE0 | 28, flags | nal[0] & 0x1F)) + piece)
        else:
            out.append(bytes((nal[0] & 0x81 | 49 << 1, nal[1], flags | nal[0] >> 1)) + piece)
    return out


def aggregate(codec: str, nals: list[bytes]) -> bytes:
    head = b"\x78" if codec == "H264" else bytes((48 << 1, 1))
    return head + b"".join(len(nal).to_bytes(2) + nal for nal in nals)


@pytest.mark.parametrize("codec", KINDS)
@given(units=UNITS, ways=WAYS, size=st.integers(1, 30))
def test_units_come_back(codec, units, ways, size):
    nals = [unit(codec, kind, body) for kind, body in units]
    depay, got = make(codec), []
    for nal, way in zip(nals, ways, strict=False):
        payloads = {
            "single": [nal], "fragments": fragments(codec, nal, size), "aggregate": [aggregate(codec, [nal])],
        }[way]  # fmt: skip
        for payload in payloads:
            got += depay.feed(memoryview(payload))
    assert got == nals
    assert make(codec).feed(aggregate(codec, nals)) == nals
    assert not depay.take_damage()
    assert depay.deviations() == ()


@pytest.mark.soak
@pytest.mark.parametrize("codec", KINDS)
@given(payloads=st.lists(st.binary(max_size=12) | st.none(), max_size=30))
def test_any_bytes_are_survived(codec, payloads):
    depay = make(codec, max_unit_bytes=40)
    for payload in payloads:
        if payload is None:
            depay.gap()
            continue
        for nal in depay.feed(payload):
            assert 0 < len(nal) <= 40
        assert len(depay._pieces or b"") <= 40
    depay.take_damage()
    assert not depay.take_damage()


@pytest.mark.parametrize("codec", KINDS)
def test_a_gap_inside_a_unit_drops_it_without_a_word(codec):
    nal = unit(codec, 4, bytes(range(40)))
    first, second, *rest = fragments(codec, nal, 10)
    depay = make(codec)
    assert depay.feed(first) == []
    depay.gap()
    assert [depay.feed(piece) for piece in rest] == [[], []]
    assert depay.take_damage()
    assert depay.deviations() == ()
    assert [u for piece in (first, second, *rest) for u in depay.feed(piece)] == [nal]
    assert not depay.take_damage()


@pytest.mark.parametrize("codec", KINDS)
def test_a_stream_entered_in_the_middle(codec):
    nal = unit(codec, 4, bytes(range(40)))
    depay = make(codec)
    for piece in fragments(codec, nal, 10)[2:]:
        assert depay.feed(piece) == []
    assert depay.take_damage()
    assert depay.deviations() == ()


def whats(depay: Depayloader) -> list[str]:
    return [count.deviation.what for count in depay.deviations()]


@pytest.mark.parametrize("codec", KINDS)
def test_departures_are_noted(codec):
    nal = unit(codec, 4, bytes(range(40)))
    first, second, *_ = fragments(codec, nal, 10)
    depay = make(codec)
    depay.feed(first)
    assert depay.feed(nal) == [nal]
    depay.feed(second)
    depay.feed(first)
    depay.feed(first)
    assert depay.take_damage()
    depay.feed(aggregate(codec, [nal])[:-1])
    depay.feed(first[: 2 if codec == "H264" else 3])
    depay.feed(b"")
    assert depay.take_damage()
    assert whats(depay) == [
        "fragmented unit without an end",
        "fragment without a start",
        "picture ends inside a fragmented unit",
        "lengths of an aggregation packet do not fit it",
        "empty fragment",
        "no such payload kind",
    ]


def test_interleaved_kinds_of_h264_are_named():
    depay = H264Depayloader()
    for kind in (25, 26, 27, 29):
        assert depay.feed(bytes((kind, 0, 0, 0, 0))) == []
    assert whats(depay) == [
        f"{name}, which only interleaved mode has" for name in ("STAP-B", "MTAP16", "MTAP24", "FU-B")
    ]


@pytest.mark.parametrize("codec", KINDS)
def test_a_unit_without_end_is_bounded(codec):
    first, second, *_ = fragments(codec, unit(codec, 4, bytes(400)), 100)
    depay = make(codec, max_unit_bytes=250)
    depay.feed(first)
    for _ in range(3):
        depay.feed(second)
    assert whats(depay)[0] == "unit above 250 bytes"
    assert depay.take_damage()
