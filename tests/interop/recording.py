"""Many streams of the bulk senders at once, each read from the wire by a plain socket and kept."""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from interop_received import CAMERA, SSRC, Received

from camproof.media.bulk.send.sender import TcpBulkSender, UdpBulkSender
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.overlay.model import OverlayText
from camproof.media.sockets import enlarge
from camproof.media.tables.model import MediaTable
from camproof.protocols.flow import Address

Way = Literal["udp", "tcp-active", "tcp-passive", "interleaved"]
WAYS: tuple[Way, ...] = ("udp", "tcp-active", "tcp-passive", "interleaved")
_SLACK_S = 20.0
_GRID_MS = 10.0
"""Coarse, so that six senders and the reader do not wait for one another in one process."""
_DATAGRAM = 65_536
_CHUNK = 1 << 18
_PREFIX = {"interleaved": b"$\0"}
"""What stands before the length of a packet in a connection."""


@dataclass
class Recorded(Received):
    """The packets of the first ``wanted`` frames."""

    wanted: int = 0

    @property
    def whole(self) -> bool:
        return self.frames >= self.wanted

    def packet(self, data: bytes) -> None:
        if not self.whole:
            super().packet(data)


class _Connection:
    """Cuts packets out of the bytes of a connection."""

    def __init__(self, way: Way, hears: Callable[[bytes], None]) -> None:
        self._prefix = _PREFIX.get(way, b"")
        self._hears = hears
        self._held = b""

    def feed(self, data: bytes) -> None:
        data = self._held + data
        at, skip = 0, len(self._prefix)
        while len(data) >= at + skip + 2:
            end = at + skip + 2 + int.from_bytes(data[at + skip : at + skip + 2])
            if len(data) < end:
                break
            assert data.startswith(self._prefix[:1], at)
            self._hears(data[at + skip + 2 : end])
            at = end
        self._held = data[at:]


@contextmanager
def _senders() -> Iterator[dict[Way, UdpBulkSender | TcpBulkSender]]:
    with ExitStack() as stack:
        framed = stack.enter_context(TcpBulkSender(grid_ms=_GRID_MS))
        udp = stack.enter_context(UdpBulkSender(grid_ms=_GRID_MS))
        interleaved = stack.enter_context(
            TcpBulkSender(framing="interleaved", listens=False, grid_ms=_GRID_MS)
        )
        for sender in (framed, udp, interleaved):
            sender.start()
        yield {"udp": udp, "tcp-active": framed, "tcp-passive": framed, "interleaved": interleaved}


def _spec(remote: tuple[str, int] | None) -> SendSpec:
    text = OverlayText("城关镇01", "东")
    return SendSpec(remote=remote, ssrc=SSRC, camera=CAMERA, text=text, zone_s=8 * 3600, spread=0.3)


def _joined(
    way: Way, sender: UdpBulkSender | TcpBulkSender, table: MediaTable, stack: ExitStack
) -> socket.socket:
    """Start a stream; gives the socket at which it comes."""
    if isinstance(sender, UdpBulkSender):
        sock = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        enlarge(sock, 16 << 20)
        sock.bind(("127.0.0.1", 0))
        sender.add(table, [_spec(sock.getsockname())])
        return sock
    if way == "tcp-passive":
        (stream,) = sender.add(table, [_spec(None)])
        return stack.enter_context(_connected(sender.address_of(stream)))
    with _socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        server.settimeout(_SLACK_S)
        if way == "tcp-active":
            sender.add(table, [_spec(server.getsockname())])
            return stack.enter_context(server.accept()[0])
        ours = stack.enter_context(_connected(server.getsockname()))
        (stream,) = sender.add(table, [_spec(None)])
        sender.attach(stream, server.accept()[0])
        return ours


def _socket() -> socket.socket:
    """Room for seconds, so that no sender leaves pictures out where this process is late to read."""
    sock = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    enlarge(sock, 16 << 20)
    return sock


def _connected(remote: Address) -> socket.socket:
    sock = _socket()
    sock.connect(remote)
    return sock


def record(streams: Mapping[Any, tuple[Way, MediaTable]], frames: int, fps: float) -> dict[Any, Recorded]:
    """Send all streams at once, at the pace of life, until each has brought ``frames`` frames.

    Each container has its senders: a program stream with a band shares one with program streams only.
    """
    kept = {key: Recorded(wanted=frames) for key in streams}
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        containers = {table.container for _, table in streams.values()}
        senders = {container: stack.enter_context(_senders()) for container in containers}
        for key, (way, table) in streams.items():
            sock = _joined(way, senders[table.container][way], table, stack)
            hears = kept[key].packet
            take = hears if way == "udp" else _Connection(way, hears).feed
            selector.register(sock, selectors.EVENT_READ, (_DATAGRAM if way == "udp" else _CHUNK, take))
        end = time.monotonic() + 3 * frames / fps + _SLACK_S
        while not all(one.whole for one in kept.values()):
            assert time.monotonic() < end, {key: one.frames for key, one in kept.items() if not one.whole}
            for ready, _ in selector.select(0.5):
                size, take = ready.data
                data = ready.fileobj.recv(size)  # type: ignore[union-attr]
                assert data, "a connection has ended"
                take(data)
    return kept
