"""The session at a bench: its connection is a list of what was written."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from types import SimpleNamespace
from typing import Any

import pytest
import uvloop

from camproof.media.probe.rtsp_session import RtspSession
from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import parse_rtsp_url

SDP = b"v=0\r\ns=x\r\nt=0 0\r\nm=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:t\r\n"


class Wire:
    """A connection, its transport too."""

    def __init__(self, session: RtspSession) -> None:
        self.transport = self
        self.session = session
        self.written: list[bytes] = []
        self.closed = False
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.get_write_buffer_size = lambda: 0
        session.connected(self)  # type: ignore[arg-type]

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return ("127.0.0.1", 9)

    def write(self, data: bytes) -> None:
        self.written.append(data)

    def is_closing(self) -> bool:
        return self.closed

    def close(self) -> None:
        self.closed = True
        if not self.ended.done():
            self.ended.set_result(None)

    abort = close

    def hear(self, status: str, *headers: str, body: bytes = b"") -> None:
        cseq = self.written[-1].partition(b"CSeq: ")[2].split(b"\r\n")[0].decode()
        lines = [f"RTSP/1.0 {status}", f"CSeq: {cseq}", *headers, f"Content-Length: {len(body)}", "", ""]
        self.session.received(self, "\r\n".join(lines).encode() + body)  # type: ignore[arg-type]

    def set_up(self) -> None:
        """From OPTIONS to the question PLAY."""
        self.hear("200 OK")
        self.hear("200 OK", "Content-Type: application/sdp", body=SDP)
        transport = self.written[-1].decode().partition("Transport: ")[2].split("\r\n")[0]
        self.hear("200 OK", f"Transport: {transport};server_port=6000-6001", "Session: 1;timeout=60")


def _run(way: Any, play: Callable[[RtspSession], Awaitable[None]]) -> None:
    async def run() -> None:
        probe = SimpleNamespace(packet=lambda data, at_s: None, feedback=lambda at_s: None)
        url = parse_rtsp_url("rtsp://127.0.0.1:1/gate")
        session = RtspSession(url, way=way, wait_s=5, agreed=lambda _: probe)  # type: ignore[arg-type, return-value]
        await play(session)
        await session.close()

    uvloop.run(run())


def test_what_comes_behind_an_error_is_ignored() -> None:
    async def play(session: RtspSession) -> None:
        wire = Wire(session)
        wire.set_up()
        wire.hear("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="n"')
        wire.hear("200 OK")
        with pytest.raises(RtspError, match="asks for a user name"):
            await session.play(asyncio.Event())

    _run("tcp", play)


def test_a_redirect_at_play_cancels_and_clears_what_the_server_before_had() -> None:
    async def play(session: RtspSession) -> None:
        wire = Wire(session)
        wire.set_up()
        reporter, port = session._reporter, session._port
        assert reporter is not None
        assert port is not None
        wire.hear("302 Moved", "Location: rtsp://127.0.0.1:1/other")
        assert (wire.closed, reporter.cancelled(), session._reporter) == (True, True, None)
        assert (session._probe, session._rtcp_remote, session._port) == (None, None, None)
        assert port.drops() == 0
        other = Wire(session)
        other.set_up()
        assert session._rtcp_remote == ("127.0.0.1", 6001)
        other.hear("200 OK")
        session.received(other, b"TEARDOWN x RTSP/1.0\r\nCSeq: 1\r\n\r\n")  # type: ignore[arg-type]
        assert session.ended is not None
        assert session._reporter is None

    _run("udp", play)


def test_what_is_not_read_is_bounded() -> None:
    async def play(session: RtspSession) -> None:
        wire = Wire(session)
        wire.set_up()
        wire.hear("200 OK")
        wire.get_write_buffer_size = lambda: 300 << 10
        said = len(wire.written)
        session.received(wire, b"OPTIONS * RTSP/1.0\r\n\r\n" * 9)  # type: ignore[arg-type]
        assert session.ended is not None
        assert (session.ended.why, session.ended.goodbye) == ("the server does not read what we say", False)
        assert (wire.closed, len(wire.written) - said) == (True, 1)

    _run("tcp", play)
