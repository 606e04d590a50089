from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, RtpError
from camproof.protocols.rtp import RtpExtension, RtpPacket, parse_rtp, rtp_header, serialise_rtp

U16, U32 = st.integers(0, 2**16 - 1), st.integers(0, 2**32 - 1)
EXTENSIONS = st.none() | st.builds(RtpExtension, U16, st.binary(max_size=5).map(lambda data: data * 4))
PACKETS = st.builds(
    RtpPacket,
    payload_type=st.integers(0, 127),
    sequence=U16,
    timestamp=U32,
    ssrc=U32,
    payload=st.binary(max_size=50),
    marker=st.booleans(),
    csrcs=st.lists(U32, max_size=15).map(tuple),
    extension=EXTENSIONS,
)


def test_header_bytes():
    header = rtp_header(96, 0x1234, 90_000, 0x0100000A, True)
    assert header == bytes.fromhex("80 E0 1234 00015F90 0100000A")
    assert rtp_header(96, 65_536 + 1, 2**32 + 2, 3) == bytes.fromhex("80 60 0001 00000002 00000003")


@given(PACKETS)
def test_packets_come_back(packet):
    data = serialise_rtp(packet)
    assert parse_rtp(data) == packet
    assert parse_rtp(memoryview(data)) == packet


@given(PACKETS, st.integers(1, 255))
def test_padding_is_taken_off(packet, padding):
    data = bytearray(serialise_rtp(packet) + bytes(padding - 1) + bytes((padding,)))
    data[0] |= 0x20
    assert parse_rtp(bytes(data)) == packet


def test_a_view_is_parsed_without_a_copy():
    packet = parse_rtp(memoryview(rtp_header(96, 1, 2, 3) + b"payload"))
    assert isinstance(packet.payload, memoryview)


@pytest.mark.soak
@given(st.binary(max_size=60))
def test_any_bytes_give_a_packet_or_an_rtp_error(data):
    for attempt in (data, bytes((0x80 | (data[0] & 0x3F if data else 0),)) + data[1:]):
        try:
            packet = parse_rtp(attempt)
        except RtpError:
            continue
        assert len(packet.payload) <= len(attempt) - 12


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (bytes(11), "shorter"),
        (bytes(12), "version 0"),
        (b"\x8f" + bytes(11), "sources"),
        (b"\x90" + bytes(11), "extension is cut off"),
        (b"\x90" + bytes(13) + b"\x00\x09", "past the end"),
        (b"\xa0" + bytes(11), "padding"),
        (b"\xa0" + bytes(12) + b"\x09", "padding"),
    ],
)
def test_what_cannot_be_read_is_told(data, message):
    with pytest.raises(RtpError, match=message):
        parse_rtp(data)


def test_misuse_is_refused():
    with pytest.raises(LocalProtocolError):
        serialise_rtp(RtpPacket(96, 0, 0, 0, b"", csrcs=tuple(range(16))))
    with pytest.raises(LocalProtocolError):
        serialise_rtp(RtpPacket(96, 0, 0, 0, b"", extension=RtpExtension(0, b"abc")))
