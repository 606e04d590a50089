from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, RtpError
from camproof.protocols.rtp import (
    Bye,
    CutRtcp,
    OtherRtcp,
    ReceiverReport,
    ReportBlock,
    Sdes,
    SdesChunk,
    SenderReport,
    build_rtcp,
    epoch_from_ntp,
    is_rtcp,
    ntp_from_epoch,
    ntp_middle,
    parse_rtcp,
    rtp_header,
)

U32 = st.integers(0, 2**32 - 1)
BLOCKS = st.lists(
    st.builds(ReportBlock, U32, st.integers(0, 255), st.integers(-(2**23), 2**23 - 1), U32, U32, U32, U32),
    max_size=31,
).map(tuple)
TEXT = st.text(max_size=40).filter(lambda text: len(text.encode("utf-8", "replace")) < 200)
WORDS = st.binary(max_size=8).map(lambda data: data * 4)
PACKETS = st.one_of(
    st.builds(SenderReport, U32, st.integers(0, 2**64 - 1), U32, U32, U32, BLOCKS),
    st.builds(ReceiverReport, U32, BLOCKS),
    st.builds(
        Sdes,
        st.lists(
            st.builds(SdesChunk, U32, st.lists(st.tuples(st.integers(1, 8), TEXT), max_size=4).map(tuple)),
            max_size=31,
        ).map(tuple),
    ),
    st.builds(Bye, st.lists(U32, max_size=31).map(tuple), TEXT),
    st.builds(OtherRtcp, st.integers(204, 207), st.integers(0, 31), WORDS),
)


def test_a_sender_report_without_blocks_is_28_bytes():
    data = build_rtcp(SenderReport(0x0100000A, ntp_from_epoch(0), 90_000, 3, 4))
    assert data == bytes.fromhex("80C80006 0100000A 83AA7E8000000000 00015F90 00000003 00000004")
    assert len(data) == 28


@given(st.lists(PACKETS, min_size=1, max_size=4))
def test_compound_packets_come_back(packets):
    data = build_rtcp(*packets)
    assert len(data) % 4 == 0
    assert parse_rtcp(data) == tuple(packets)
    assert is_rtcp(data)


@given(st.lists(PACKETS, min_size=2, max_size=3), st.integers(1, 400))
def test_a_cut_keeps_what_was_whole(packets, cut):
    data = build_rtcp(*packets)
    first = build_rtcp(packets[0])
    short = data[: max(len(data) - cut, 0)]
    if len(short) < len(first):
        with pytest.raises(RtpError):
            parse_rtcp(short)
        return
    read = parse_rtcp(short)
    assert read[0] == packets[0]
    whole = read[:-1] if isinstance(read[-1], CutRtcp) else read
    assert whole == tuple(packets[: len(whole)])
    assert build_rtcp(*read) == short


@given(st.binary(max_size=80), st.integers(199, 208), st.integers(0, 31), st.integers(0, 20))
def test_any_bytes_give_packets_or_an_rtp_error(body, kind, count, words):
    head = bytes((0x80 | count, kind)) + words.to_bytes(2)
    for data in (body, head + body, head + body + head):
        try:
            packets = parse_rtcp(data)
        except RtpError:
            continue
        assert 0 < len(packets) <= len(data) // 4 + 1


@pytest.mark.parametrize(
    "data",
    [b"", b"\x80\xc8\x00", b"\x40\xc8\x00\x00", b"\x80\xc8\x00\x01\x00\x00\x00\x00", b"\xa0\xcb\x00\x00"],
)
def test_what_cannot_be_read_is_an_rtp_error(data):
    with pytest.raises(RtpError):
        parse_rtcp(data)


def test_padding_is_taken_off():
    data = bytearray(build_rtcp(ReceiverReport(7)) + b"\x00\x00\x00\x04")
    data[0] |= 0x20
    data[3] = 2
    assert parse_rtcp(bytes(data)) == (ReceiverReport(7),)


def test_numbers_wrap_to_their_width():
    report = SenderReport(
        1 << 32 | 7, 1 << 64 | 5, 1 << 32, 1 << 32 | 1, 0, (ReportBlock(1 << 32, highest_sequence=-1),)
    )
    assert parse_rtcp(build_rtcp(report)) == (
        SenderReport(7, 5, 0, 1, 0, (ReportBlock(0, highest_sequence=0xFFFFFFFF),)),
    )


def test_rtp_is_not_rtcp():
    assert not is_rtcp(rtp_header(96, 0, 0, 0, True))
    assert not is_rtcp(b"\x80")


def test_misuse_is_refused():
    with pytest.raises(LocalProtocolError):
        build_rtcp(Bye(tuple(range(32))))
    with pytest.raises(LocalProtocolError):
        build_rtcp(Bye((), "x" * 256))


@given(st.floats(0, 4e9))
def test_ntp_time_comes_back(epoch_s):
    assert epoch_from_ntp(ntp_from_epoch(epoch_s)) == pytest.approx(epoch_s, abs=1e-5)


def test_ntp_middle():
    assert ntp_middle(0x11112222_33334444) == 0x22223333
