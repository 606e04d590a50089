"""Many streams of the bulk senders at once, each read from the wire by a plain socket and kept.

The senders' clockwork runs in steps, and after each step all sockets are read empty: nobody can be late, so
that minutes of many streams are kept whole however busy the machine is.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from typing import Any, Literal

from interop_received import Received
from interop_stepping import SteppedSender

from camproof.media.bulk.send.tcp import TcpCourier
from camproof.media.bulk.send.udp import UdpCourier
from camproof.media.tables.model import MediaTable
from camproof.protocols.flow import Address

Way = Literal["udp", "tcp-active", "tcp-passive", "interleaved"]
WAYS: tuple[Way, ...] = ("udp", "tcp-active", "tcp-passive", "interleaved")
_PATIENCE_S = 20.0
_READ = 1 << 18
_LAST = 0x80 | 96
"""Marker and payload type of a frame's last packet."""
_PREFIX = {"interleaved": b"$\0"}
"""What stands before the length of a packet in a connection."""


@dataclass
class Recorded(Received):
    """The packets of the first ``wanted`` frames.

    :ivar heard: frames that came, those beyond ``wanted`` counted too.
    """

    wanted: int = 0
    heard: int = 0

    @property
    def whole(self) -> bool:
        return self.frames >= self.wanted

    def packet(self, data: bytes) -> None:
        self.heard += data[1] == _LAST
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


class _Line:
    """The streams of one container by one courier."""

    def __init__(self, courier: UdpCourier | TcpCourier, stack: ExitStack) -> None:
        stack.callback(courier.close)
        self._courier = courier
        self._stack = stack
        self._sender = SteppedSender(courier)
        self._heard: list[Recorded] = []

    def start(self, way: Way, table: MediaTable, heard: Recorded) -> socket.socket:
        """Start a stream; gives the socket at which it comes."""
        self._heard.append(heard)
        sock = self._stack.enter_context(self._joined(way, table))
        sock.setblocking(False)
        return sock

    def _joined(self, way: Way, table: MediaTable) -> socket.socket:
        courier = self._courier
        if isinstance(courier, UdpCourier):
            sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
            sock.bind(("127.0.0.1", 0))
            self._sender.add(table, sock.getsockname())
            return sock
        if way == "tcp-passive":
            return _connected(courier.address_of(self._sender.add(table, None)))
        with socket.create_server(("127.0.0.1", 0)) as server:
            server.settimeout(_PATIENCE_S)
            if way == "tcp-active":
                self._sender.add(table, server.getsockname())
                return server.accept()[0]
            ours = _connected(server.getsockname())
            courier.attach(self._sender.add(table, None), server.accept()[0])
            return ours

    def step(self) -> None:
        """Send what is due in the next step."""
        self._sender.step()

    def missing(self) -> int:
        """Frames that have not come; the last one of each stream may have a part to go."""
        begun = self._sender.frames()
        return sum(max(0, sent - 1 - heard.heard) for sent, heard in zip(begun, self._heard, strict=True))


def _connected(remote: Address) -> socket.socket:
    return socket.create_connection(remote, _PATIENCE_S)


def _courier(way: Way) -> UdpCourier | TcpCourier:
    if way == "udp":
        return UdpCourier("127.0.0.1")
    if way == "interleaved":
        return TcpCourier("127.0.0.1", "interleaved", listens=False)
    return TcpCourier("127.0.0.1")


def record(streams: Mapping[Any, tuple[Way, MediaTable]], frames: int) -> dict[Any, Recorded]:
    """Send all streams at once until each has brought ``frames`` frames.

    Each container has its senders: a program stream with a band shares one with program streams only.
    """
    kept = {key: Recorded(wanted=frames) for key in streams}
    with ExitStack() as stack:
        lines: dict[tuple[str, str], _Line] = {}
        selector = stack.enter_context(selectors.DefaultSelector())
        for key, (way, table) in streams.items():
            place = table.container, way.partition("-")[0]
            if place not in lines:
                lines[place] = _Line(_courier(way), stack)
            hears = kept[key].packet
            take = hears if way == "udp" else _Connection(way, hears).feed
            selector.register(lines[place].start(way, table, kept[key]), selectors.EVENT_READ, take)
        while not all(one.whole for one in kept.values()):
            for line in lines.values():
                line.step()
            _take_all(selector, [*lines.values()])
    return kept


def _take_all(selector: selectors.BaseSelector, lines: Sequence[_Line]) -> None:
    """Read until all is there that the step has sent: no buffer ever fills, and nobody is ever late."""
    end_s = time.monotonic() + _PATIENCE_S
    _read_empty(selector, 0)
    while missing := sum(line.missing() for line in lines):
        assert time.monotonic() < end_s, f"{missing} frames were sent and have not come"
        _read_empty(selector, 0.1)


def _read_empty(selector: selectors.BaseSelector, wait_s: float) -> None:
    for ready, _ in selector.select(wait_s):
        with suppress(BlockingIOError):
            while True:
                data = ready.fileobj.recv(_READ)  # type: ignore[union-attr]
                assert data, "a connection has ended"
                ready.data(data)
