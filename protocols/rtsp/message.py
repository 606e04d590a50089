"""RTSP messages and interleaved data (RFC 2326 4 to 7 and 10.12)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from camproof.protocols.errors import LocalProtocolError

__all__ = [
    "RtspData",
    "RtspItem",
    "RtspMessage",
    "RtspRequest",
    "RtspResponse",
    "build_request",
    "build_response",
    "framed",
    "plain",
]

_CONTROL = re.compile(r"[\x00-\x1f\x7f]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class RtspMessage:
    """What requests and responses share.

    :param headers: names in lower case, as the peer spelled them otherwise, and values.
    """

    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = field(default=b"", repr=False)

    def header(self, name: str) -> str | None:
        """Value of the first header of that name (lower case)."""
        return next((value for key, value in self.headers if key == name), None)

    def all(self, name: str) -> list[str]:
        """Values of all headers of that name (lower case)."""
        return [value for key, value in self.headers if key == name]


@dataclass(frozen=True, slots=True)
class RtspRequest(RtspMessage):
    """What the server asks of us."""

    method: str
    target: str


@dataclass(frozen=True, slots=True)
class RtspResponse(RtspMessage):
    """The answer to one of our requests."""

    status: int
    reason: str = ""


class RtspData(NamedTuple):
    """One ``$`` frame: a packet on an interleaved channel."""

    channel: int
    payload: bytes


RtspItem = RtspRequest | RtspResponse | RtspData


def plain(text: str) -> str:
    """What a peer wrote, for a sentence: without what a terminal would not show."""
    return "".join(filter(str.isprintable, text))


def build_request(method: str, target: str, headers: Sequence[tuple[str, str]]) -> bytes:
    """A request without a body; control characters of values are left out."""
    return _built(f"{method} {_CONTROL.sub('', target)} RTSP/1.0", headers)


def build_response(status: int, reason: str, headers: Sequence[tuple[str, str]]) -> bytes:
    """A response without a body; likewise."""
    return _built(f"RTSP/1.0 {status} {reason}", headers)


def _built(start: str, headers: Sequence[tuple[str, str]]) -> bytes:
    lines = [start, *(f"{name}: {_CONTROL.sub('', value)}" for name, value in headers)]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def framed(channel: int, packet: bytes) -> bytes:
    """A packet as a ``$`` frame. Raises LocalProtocolError above 65 535 octets."""
    if len(packet) > 0xFFFF:
        raise LocalProtocolError("a $ frame holds at most 65 535 octets")
    return bytes((0x24, channel)) + len(packet).to_bytes(2) + packet
