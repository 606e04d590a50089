"""A client at a bench: what it says is read, what it hears is written, no time passes by itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from camproof.protocols.rtsp import RtspAction, RtspClient, Say, parse_rtsp_url

SDP = (
    b"v=0\r\no=- 1 1 IN IP4 192.0.2.7\r\ns=gate\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\na=control:*\r\n"
    b"m=video 0 RTP/AVP 96\r\na=rtpmap:96 H264/90000\r\na=control:track0\r\n"
)
URL = "rtsp://192.0.2.7/gate"


@dataclass
class Bench:
    """One client and its dialogue."""

    client: RtspClient
    now_s: float = 0.0
    actions: list[RtspAction] = field(default_factory=list)

    @property
    def asked(self) -> dict[str, str]:
        """The newest request: "" is its first line, names in lower case."""
        said = [action.data for action in self.actions if isinstance(action, Say)]
        lines = said[-1].decode().split("\r\n")
        return {"": lines[0]} | {
            name.lower(): value.strip()
            for name, _, value in (line.partition(":") for line in lines[1:] if line)
        }

    def hear(self, data: bytes) -> list[RtspAction]:
        """The client gets these bytes; gives what it does."""
        done = self.client.receive(data, self.now_s)
        self.actions += done
        return done

    def answer(self, status: str = "200 OK", *headers: str, body: bytes = b"") -> list[RtspAction]:
        """An answer to the newest request."""
        lines = [f"RTSP/1.0 {status}", f"CSeq: {self.asked['cseq']}", *headers]
        if body:
            lines.append(f"Content-Length: {len(body)}")
        return self.hear("\r\n".join(lines).encode() + b"\r\n\r\n" + body)

    def describe(self, *headers: str, body: bytes = SDP) -> list[RtspAction]:
        self.answer("200 OK", "Public: OPTIONS, DESCRIBE, SETUP, PLAY, GET_PARAMETER")
        return self.answer("200 OK", "Content-Type: application/sdp", *headers, body=body)

    def play(self, session: str = "4711;timeout=20") -> list[RtspAction]:
        """From the beginning to PLAY."""
        self.describe()
        self.answer("200 OK", "Transport: RTP/AVP/TCP;unicast;interleaved=0-1", f"Session: {session}")
        return self.answer()

    def whats(self) -> list[str]:
        return [count.deviation.what for count in self.client.deviations()]


@pytest.fixture
def bench() -> Callable[..., Bench]:
    """``bench(url)``: a client whose connection is open."""

    def make(url: str = URL, way: Any = "tcp", ports: tuple[int, int] = (0, 0)) -> Bench:
        client = RtspClient(parse_rtsp_url(url), 0.0, way=way, wait_s=10.0, cnonce=lambda: "0a4f113b")
        made = Bench(client)
        made.actions += [*client.start(), *client.opened(ports)]
        return made

    return make
