"""Pictures out of RTP without a container: whole, damaged, cut off."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import StreamAnalyser
from camproof.media.receive.builder import FrameBuilder
from camproof.media.receive.units import UnitBuilder
from camproof.protocols.nal import split_annexb
from camproof.protocols.rtp import RtpPacket, serialise_rtp

SIZE = 300


def payloads(codec: str, nal: bytes) -> list[bytes]:
    """One unit in payloads of at most 300 bytes."""
    if len(nal) <= SIZE:
        return [nal]
    width = 1 if codec == "H264" else 2
    pieces = [nal[at : at + SIZE] for at in range(width, len(nal), SIZE)]
    head = bytes((nal[0] & 0xE0 | 28,)) if codec == "H264" else bytes((nal[0] & 0x81 | 49 << 1, nal[1]))
    kind = nal[0] & 0x1F if codec == "H264" else nal[0] >> 1
    flags = [0x80, *[0] * (len(pieces) - 2), 0x40]
    return [head + bytes((flag | kind,)) + piece for flag, piece in zip(flags, pieces, strict=True)]


def packets_of(clip: Any, *, marker: bool = True) -> list[RtpPacket]:
    packets: list[RtpPacket] = []
    for number, unit in enumerate(clip.units):
        parts = [part for nal in split_annexb(unit.data) for part in payloads(clip.codec, bytes(nal))]
        for place, part in enumerate(parts):
            last = marker and place == len(parts) - 1
            packets.append(RtpPacket(96, len(packets), number * 3600, 7, part, last))
    return packets


@pytest.fixture(params=["clip", "clip265"])
def coded(request: pytest.FixtureRequest) -> Any:
    return request.getfixturevalue(request.param)


@pytest.mark.parametrize("marker", [True, False])
def test_every_picture_comes_out_whole(coded: Any, marker: bool, decode_all: Any) -> None:
    builder = FrameBuilder(coded.codec)
    frames = [f for p in packets_of(coded, marker=marker) for f in builder.packet(p, 1.0)] + builder.flush()
    assert [split_annexb(frame.data) for frame in frames] == [split_annexb(u.data) for u in coded.units]
    assert [frame.key for frame in frames] == [unit.key for unit in coded.units]
    assert [frame.pts_90k for frame in frames] == [number * 3600 for number in range(len(coded.units))]
    assert not any(frame.damaged for frame in frames)
    assert builder.deviations() == ()
    assert decode_all(coded.codec, [frame.data for frame in frames]) == len(frames)


def test_the_analyser_counts_them(coded: Any) -> None:
    analyser = StreamAnalyser(0.0, container=coded.codec)
    packets = packets_of(coded)
    for packet in packets:
        analyser.packet(serialise_rtp(packet), 1.0 + packet.timestamp / 90_000)
    report = analyser.report()
    assert (report.frames, report.key_frames, report.lost) == (15, 3, 0)
    assert (report.sps.width, report.sps.height) == (176, 144)
    assert report.jitter_ms < 1e-6
    assert report.deviations == ()


def test_a_picture_arrives_with_the_last_of_its_packets_to_come(coded: Any) -> None:
    builder = FrameBuilder(coded.codec)
    packets = packets_of(coded)
    firsts = {packet.timestamp: packet.sequence for packet in reversed(packets)}
    frames = []
    for packet in packets:
        late_s = 0.06 if packet.sequence == firsts[packet.timestamp] else 0.0
        frames += builder.packet(packet, packet.timestamp / 90_000 + late_s)
    assert [frame.arrival_s for frame in frames] == pytest.approx([n * 0.04 + 0.06 for n in range(15)])


def test_a_late_piece_of_a_picture_that_is_not_given_delays_no_other() -> None:
    builder = UnitBuilder("H264")
    assert builder.packet(RtpPacket(96, 0, 1, 7, b"\x5c\x45abc", True), 9.0) == []
    (frame,) = builder.packet(RtpPacket(96, 1, 2, 7, b"\x41\x80abc", True), 2.0)
    assert frame.arrival_s == 2.0


def test_a_lost_packet_damages_its_picture_alone(coded: Any) -> None:
    packets = packets_of(coded)
    of_key = [place for place, packet in enumerate(packets) if packet.timestamp == 5 * 3600]
    builder = UnitBuilder(coded.codec)
    frames = []
    for place, packet in enumerate(packets):
        if place == of_key[-1]:
            frames += builder.gap()
        else:
            frames += builder.packet(packet, 1.0)
    frames += builder.flush()
    assert len(frames) in (14, 15)
    assert all(not frame.damaged or frame.pts_90k == 5 * 3600 for frame in frames)
    whole = [frame for frame in frames if not frame.damaged]
    assert len(whole) == 14


def test_parameter_sets_with_a_timestamp_of_their_own(clip: Any) -> None:
    builder = UnitBuilder("H264")
    parameters, rest = [], []
    for nal in split_annexb(clip.units[0].data):
        (parameters if nal[0] & 0x1F in (7, 8) else rest).append(bytes(nal))
    assert [builder.packet(RtpPacket(96, 0, 1, 7, nal, True), 1.0) for nal in parameters] == [[], []]
    frames = [f for nal in rest for f in builder.packet(RtpPacket(96, 0, 2, 7, nal, False), 1.0)]
    (frame,) = frames + builder.flush()
    assert frame.key
    assert len(split_annexb(frame.data)) == len(parameters) + len(rest)


def test_a_picture_without_its_first_slice_is_damaged() -> None:
    builder = UnitBuilder("H264")
    (frame,) = builder.packet(RtpPacket(96, 0, 1, 7, b"\x41\x40abc", True), 1.0)
    assert frame.damaged


def test_endless_units_are_bounded() -> None:
    builder = UnitBuilder("H264")
    for number in range(9):
        builder.packet(RtpPacket(96, number, 1, 7, b"\x06" + bytes(1 << 20), False), 1.0)
    assert builder._held < 2 << 20


@pytest.mark.soak
@pytest.mark.parametrize("codec", ["H264", "H265"])
@given(
    parts=st.lists(
        st.tuples(st.binary(max_size=20), st.integers(0, 3), st.booleans(), st.booleans()), max_size=25
    )
)
def test_any_payload_is_survived(codec: Any, parts: list[tuple[bytes, int, bool, bool]]) -> None:
    builder = FrameBuilder(codec)
    for number, (data, timestamp, marker, gap) in enumerate(parts):
        if gap:
            builder.gap()
        for frame in builder.packet(RtpPacket(96, number, timestamp, 7, data, marker), 1.0):
            assert frame.codec == codec
    builder.flush()
