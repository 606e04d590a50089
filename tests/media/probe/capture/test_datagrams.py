"""Link layers, tags, both versions of IP, fragments; damage is only counted."""

from __future__ import annotations

import struct

import pytest
from hypothesis import given
from hypothesis import strategies as st
from probe_wire import LINKS, ip4, ip6, linked, tcp, udp

from camproof.media.probe.capture.datagrams import DatagramReader, Segment
from camproof.media.probe.capture.records import Record

PAYLOAD = b"0123456789abcdef"


def _read(frame: bytes, link: str = "ethernet") -> Segment | None:
    return DatagramReader().read(Record(5.0, LINKS[link], frame))


@pytest.mark.parametrize("link", LINKS)
@pytest.mark.parametrize("version", [4, 6])
def test_datagrams_are_found_below_every_link_layer(link: str, version: int) -> None:
    packet = (ip4 if version == 4 else ip6)(udp(PAYLOAD))
    found = _read(linked(packet, link), link)
    assert found is not None
    hosts = ("127.0.0.1", "127.0.0.2") if version == 4 else ("::1", "fe80::2")
    assert found[:5] == ("UDP", (hosts[0], 40000), (hosts[1], 30000), PAYLOAD, 5.0)


@pytest.mark.parametrize(("link", "vlans"), [("ethernet", 1), ("ethernet", 2), ("sll", 1)])
def test_vlan_tags_are_stepped_over(link: str, vlans: int) -> None:
    found = _read(linked(ip4(udp(PAYLOAD)), link, vlans=vlans), link)
    assert found is not None
    assert found.payload == PAYLOAD


def test_padding_of_short_frames_is_no_payload() -> None:
    found = _read(linked(ip4(udp(b"ab"))) + bytes(20))
    assert found is not None
    assert found.payload == b"ab"


def test_ipv6_extension_headers_are_stepped_over() -> None:
    options = bytes((17, 0)) + bytes((1, 4, 0, 0, 0, 0))
    found = _read(linked(ip6(options + udp(PAYLOAD), 0)))
    assert found is not None
    assert found.payload == PAYLOAD


def test_tcp_segments_carry_their_number() -> None:
    found = _read(linked(ip4(tcp(PAYLOAD, 7), 6)))
    assert found is not None
    assert (found.transport, found.payload, found.sequence, found.begins) == ("TCP", PAYLOAD, 7, False)
    opening = _read(linked(ip4(tcp(b"", 0xFFFFFFFF, 0x02), 6)))
    assert opening is not None
    assert (opening.sequence, opening.begins) == (0, True)


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 0, 2)])
def test_fragments_of_ipv4_are_put_together(order: tuple[int, ...]) -> None:
    data = udp(bytes(range(256)) * 12)
    cuts = [(0, 1480), (1480, 2960), (2960, len(data))]
    frames = [
        linked(ip4(data[start:end], identity=9, flags=(0x2000 if end < len(data) else 0) | start // 8))
        for start, end in cuts
    ]
    reader = DatagramReader()
    found = [reader.read(Record(1.0, 1, frames[place])) for place in order]
    assert found[:2] == [None, None]
    assert found[2] is not None
    assert found[2].payload == data[8:]


def test_fragments_of_ipv6_are_put_together() -> None:
    data = udp(bytes(range(256)) * 6)
    first, second = data[:800], data[800:]
    reader = DatagramReader()
    frames = [
        linked(ip6(struct.pack(">BBHI", 17, 0, offset | more, 77) + piece, 44))
        for piece, offset, more in ((first, 0, 1), (second, 800, 0))
    ]
    assert reader.read(Record(1.0, 1, frames[0])) is None
    found = reader.read(Record(1.0, 1, frames[1]))
    assert found is not None
    assert found.payload == data[8:]


def test_what_the_snap_length_cut_is_counted() -> None:
    reader = DatagramReader()
    frame = linked(ip4(udp(bytes(1000))))
    cut = reader.read(Record(1.0, 1, frame[:96]))
    assert cut is not None
    assert (len(cut.payload), reader.cut) == (96 - 42, 1)


def test_what_is_neither_udp_nor_tcp_is_left_out() -> None:
    reader = DatagramReader()
    arp = bytes(12) + b"\x08\x06" + bytes(28)
    assert reader.read(Record(1.0, 1, arp)) is None
    assert reader.read(Record(1.0, 1, linked(ip4(b"icmp", 1)))) is None
    assert reader.read(Record(1.0, 147, b"user link")) is None
    assert reader.unknown == 1


def test_tags_within_tags_without_end_are_given_up() -> None:
    isl = (b"\x01\x00\x0c\x00\x00" + bytes(21)) * 40_000
    reader = DatagramReader()
    assert reader.read(Record(1.0, 1, isl)) is None
    assert reader.unknown == 1


@given(
    st.sampled_from(sorted(LINKS)),
    st.binary(max_size=120),
    st.lists(st.tuples(st.integers(0, 90), st.integers(0, 255)), max_size=8),
    st.integers(0, 100),
)
def test_whatever_the_bytes_nothing_is_raised(
    link: str, noise: bytes, damage: list[tuple[int, int]], cut: int
) -> None:
    reader = DatagramReader()
    for packet in (ip4(udp(PAYLOAD)), ip6(udp(PAYLOAD)), ip4(tcp(PAYLOAD, 1), 6)):
        frame = bytearray(linked(packet, link, vlans=1 if link == "sll" else 0))
        for at, value in damage:
            frame[at % len(frame)] = value
        for data in (bytes(frame), bytes(frame[: max(len(frame) - cut, 0)]), noise, bytes(frame) + noise):
            found = reader.read(Record(1.0, LINKS[link], data))
            assert found is None or len(found.payload) <= len(data)
