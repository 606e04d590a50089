"""A client whose server says anything at all."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp.reader import MAX_BODY_OCTETS, MAX_HEAD_OCTETS

SDPS = [
    b"v=0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=fmtp:96 sprop-parameter-sets=Z0I=,aM4=\r\n",
    b"v=0\r\nm=video 0 RTP/AVP 96 200\r\na=control:/x\r\n",
    b"m=audio 0 RTP/AVP 8\r\n",
]
LONG = " " * 9_000
VALUES = st.one_of(
    st.text(st.characters(codec="utf-8", exclude_characters="\n"), max_size=30),
    st.sampled_from([f"{LONG}\rX", f"RTP/AVP;server_port=1{LONG}x", f"1;timeout=1{LONG}\r", "//" * 4_000]),
    st.builds(f"Digest realm={LONG}".__add__, st.text(st.sampled_from(' ",=a\r\\'), max_size=30)),
)
REASONS = st.sampled_from(["X", "", "\r", f"{LONG}\rX", f"O\rCSeq: 1{LONG}\r"])
HEADERS = st.one_of(
    st.tuples(
        st.sampled_from(
            [
                "Transport",
                "Session",
                "WWW-Authenticate",
                "Location",
                "Content-Base",
                "Public",
                "CSeq",
                "Content-Length",
            ]
        ),
        VALUES,
    ),
    st.sampled_from(
        [
            ("Transport", "RTP/AVP/TCP;interleaved=0-1;ssrc=zz"),
            ("Session", "1;timeout=1"),
            ("Location", "rtsp://[::1]:9/x"),
            ("WWW-Authenticate", 'Digest realm="r", nonce="n", stale=true'),
            ("WWW-Authenticate", 'Digest realm="r", Basic , nonce="\\'),
        ]
    ),
)


@st.composite
def messages(draw: Any) -> bytes:
    status = draw(st.sampled_from([100, 200, 200, 200, 200, 302, 401, 404, 454, 461, 599]))
    body = draw(st.sampled_from([b"", *SDPS]) | st.binary(max_size=40))
    lines = [
        f"RTSP/1.0 {status} {draw(REASONS)}",
        *(f"{name}: {value}" for name, value in draw(st.lists(HEADERS, max_size=4))),
    ]
    lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


FRAMES = st.builds(
    lambda channel, data: bytes((0x24, channel)) + len(data).to_bytes(2) + data,
    st.integers(0, 255),
    st.binary(max_size=30),
)


def said(headers: bytes = b"", body: bytes = b"") -> bytes:
    return b"RTSP/1.0 200 OK\r\nCSeq: 1\r\n%sContent-Length: %d\r\n\r\n%s" % (headers, len(body), body)


DIALOGUE = (
    said(b"Public: GET_PARAMETER\r\n")
    + said(b"Content-Type: application/sdp\r\nContent-Base: rtsp://h/a/\r\n", SDPS[0])
    + said(b"Transport: RTP/AVP/TCP;interleaved=0-1;ssrc=2A\r\nSession: 1;timeout=9\r\n")
    + said()
    + b"$\x00\x00\x14" + bytes(20) + b"OPTIONS * RTSP/1.0\r\n\r\n" + said() + b"$\x01\x00\x01x"
)  # fmt: skip


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.tuples(st.integers(0, len(DIALOGUE) - 1), st.integers(-3, 3), st.binary(max_size=5)), max_size=6
    ),
    st.integers(1, 99),
)
def test_a_dialogue_with_faults_raises_only_its_own_error(
    bench: Any, faults: list[tuple[int, int, bytes]], size: int
) -> None:
    data = bytearray(DIALOGUE)
    for at, cut, put in faults:
        data[at : at + max(cut, 0)] = put
    b = bench()
    with suppress(RtspError):
        for at in range(0, len(data), size):
            b.hear(bytes(data[at : at + size]))
        if not faults:
            assert [type(one).__name__ for one in b.actions].count("Media") == 2
        b.client.leave()


@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(messages() | FRAMES | st.binary(max_size=30), max_size=15),
    st.integers(1, 400),
    st.sampled_from(["tcp", "udp"]),
)
def test_only_its_own_error_is_raised_and_memory_is_bounded(
    bench: Any, parts: list[bytes], size: int, way: str
) -> None:
    b = bench("rtsp://u:p@192.0.2.7/gate", way, (5000, 5001))
    data = b"".join(parts)
    with suppress(RtspError):
        for place, at in enumerate(range(0, len(data), size)):
            b.hear(data[at : at + size])
            assert b.client.pending_octets <= MAX_HEAD_OCTETS + MAX_BODY_OCTETS + size
            if b.client.next_deadline_s() is not None and place % 3 == 2:
                b.client.advance(b.client.next_deadline_s())
        b.client.report(b"rr")
        b.client.leave()
        b.client.lost()
    b.client.deviations()
