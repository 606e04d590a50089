"""Messages and $ frames out of any bytes, in any pieces."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp.message import RtspData, RtspItem, RtspRequest, RtspResponse, framed
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.rtsp.reader import MAX_BODY_OCTETS, MAX_HEAD_OCTETS, MAX_JUNK_OCTETS, RtspReader

RTP = b"\x80\x60\x00\x01" + bytes(20)
OK = b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n\r\n"


def reader() -> tuple[RtspReader, Notes]:
    notes = Notes()
    made = RtspReader(notes)
    made.channels = frozenset((0, 1))
    return made, notes


def read(data: bytes, size: int = 0) -> tuple[list[RtspItem], list[str]]:
    made, notes = reader()
    items: list[RtspItem] = []
    for at in range(0, len(data), size or len(data)):
        items += made.feed(data[at : at + (size or len(data))])
    return items, [count.deviation.what for count in notes.counts()]


@given(st.integers(1, 60))
def test_any_chunking_gives_the_same_items(size: int) -> None:
    data = (
        OK + framed(0, RTP) + b"RTSP/1.0 200 Fine\r\ncontent-length:  5 \r\nX: a\r\n b\r\n\r\nhello"
        + framed(1, RTP) + b"\r\n\r\nGET_PARAMETER rtsp://x RTSP/1.0\r\nCSeq: 3\r\n\r\n" + framed(0, RTP)
    )  # fmt: skip
    assert read(data, size) == (
        [
            RtspResponse(200, "OK", headers=(("cseq", "1"),)),
            RtspData(0, RTP),
            RtspResponse(200, "Fine", headers=(("content-length", "5"), ("x", "a b")), body=b"hello"),
            RtspData(1, RTP),
            RtspRequest("GET_PARAMETER", "rtsp://x", headers=(("cseq", "3"),)),
            RtspData(0, RTP),
        ],
        [],
    )


@pytest.mark.parametrize(
    ("header", "what"),
    [
        ("Content-length: 2", None),
        ("CONTENT-LENGTH : 2", None),
        ("Content_Length: 2", "Content-Length is spelled otherwise"),
        ("ContentLength: 2", "Content-Length is spelled otherwise"),
        ("Content-Length: 2 bytes", "Content-Length is no number"),
        ("Content-Length: 2\r\nContent-Length: 3", "Content-Length stands twice and differs"),
    ],
)
def test_spellings_of_the_length(header: str, what: str | None) -> None:
    items, notes = read(f"RTSP/1.0 200 OK\r\n{header}\r\n\r\nhi".encode() + OK)
    assert [getattr(item, "body", None) for item in items] == [b"hi", b""]
    assert notes == ([] if what is None else [what])


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"RTSP/1.0 200 OK\nCSeq: 1\n\n", "a line ends with a bare LF"),
        (b"RTSP/1.0 200 OK\rCSeq: 1\r\n\r\n", "a line ends with a bare CR"),
        (b"RTSP/1.0 200 OK\r\r\nCSeq: 1\r\r\n\n", "a line ends with a bare CR"),
        (b"RTSP/1.0 200 OK\r\nCSeq: 1\r\nodd\r\n\r\n", "a header line has no colon"),
        (b"RTSP/2.0 200 OK\r\nCSeq: 1\r\n\r\n", "the version is not RTSP/1.0"),
        (b"RTSP/1.0 2xx OK\r\nCSeq: 1\r\n\r\n" + OK, "a start line cannot be read"),
        (b"$\x00\x00\x00" + OK, "a $ frame is empty"),
        (b"\x00junk" * 9 + OK, "octets that are neither RTSP nor a $ frame"),
    ],
)
def test_odd_messages_are_read_and_noted(data: bytes, what: str) -> None:
    items, notes = read(data)
    assert [(item.status, item.header("cseq")) for item in items if isinstance(item, RtspResponse)] == [
        (200, "1")
    ]
    assert what in notes


def test_a_frame_that_was_cut_short_costs_a_few_packets() -> None:
    good = framed(0, RTP)
    items, notes = read(good[:-9] + good * 9, 7)
    assert 7 <= items.count(RtspData(0, RTP)) <= 9
    assert notes == ["octets that are neither RTSP nor a $ frame"]


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"RTSP/1.0 200 OK\r\n" + b"X: y\r\n" * MAX_HEAD_OCTETS, "a head is longer"),
        (b"RTSP/1.0 200 OK\r\nContent-Length: %d\r\n\r\n" % (MAX_BODY_OCTETS + 1), "a body is to be longer"),
        (bytes(MAX_JUNK_OCTETS + 99), "octets came without RTSP"),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", "the server speaks HTTP"),
    ],
)
def test_what_is_too_much_is_an_error(data: bytes, what: str) -> None:
    with pytest.raises(RtspError, match=what):
        read(data, 4000)


def test_items_before_what_is_too_much_are_given() -> None:
    made, _ = reader()
    items = made.feed(OK + framed(0, RTP) + b"RTSP/1.0 200 OK\r\nContent-Length: 999999999\r\n\r\n")
    assert isinstance(next(items), RtspResponse)
    assert next(items) == RtspData(0, RTP)
    with pytest.raises(RtspError, match="a body is to be longer"):
        next(items)


@pytest.mark.parametrize(
    "piece", [b"RTSP/1.0 200 OK\r\nX: ", b"$\x00\xff\xff", b"PLAY ", b"\r\n", b"$", b"junk\n"]
)
def test_single_octets_take_linear_time(piece: bytes) -> None:
    made, _ = reader()
    begin_s = time.process_time()
    for octet in piece + b"a" * 30_000:
        for item in made.feed(bytes((octet,))):
            assert isinstance(item, RtspData)
    assert time.process_time() - begin_s < 5


SPACES = b" " * (MAX_HEAD_OCTETS - 200)


@pytest.mark.parametrize(
    "start",
    [
        b"RTSP/1.0 200" + SPACES + b"\rX",
        b"RTSP/1.0 200 OK" + SPACES + b"\rX",
        b"RTSP/1.0" + SPACES + b"\r200 OK",
        b"OPTIONS" + SPACES + b"\r* RTSP/1.0",
        b"OPTIONS *" + SPACES + b"\rRTSP/1.0",
        b"OPTIONS * RTSP/1.0" + SPACES + b"\rX",
        b"RTSP/1.0 200 OK\r\nContent-Length: 0" + SPACES + b"\rX",
        b"RTSP/1.0 200 OK\r\nX: " + SPACES.replace(b" ", b"\r"),
    ],
)
def test_long_runs_of_spaces_before_a_bare_cr_take_linear_time(start: bytes) -> None:
    begin_s = time.process_time()
    _, notes = read(start + b"\r\n\r\n")
    assert time.process_time() - begin_s < 1
    assert "a line ends with a bare CR" in notes


@settings(deadline=None)
@given(
    st.lists(
        st.binary(max_size=80)
        | st.sampled_from(
            [OK, framed(0, RTP), b"$\x00", b"RTSP/1.0 ", b"\r\n\r\n", b"Content-Length: 9", b"OPTIONS "]
        ),
        max_size=20,
    ),
    st.integers(1, 99),
)
def test_whatever_comes_only_its_own_error_is_raised(parts: list[bytes], size: int) -> None:
    made, notes = reader()
    data = b"".join(parts)
    try:
        for at in range(0, len(data), size):
            for item in made.feed(data[at : at + size]):
                assert isinstance(item, RtspData | RtspRequest | RtspResponse)
            assert made.pending_octets <= MAX_HEAD_OCTETS + MAX_BODY_OCTETS + size
    except RtspError:
        pass
    notes.counts()
