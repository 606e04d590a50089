"""A UDP port with the kernel's own times of arrival, so that a busy machine does not look like jitter."""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from struct import Struct

from camproof.media.errors import MediaTransportError
from camproof.media.receive.sockets import PacketSink
from camproof.media.sockets import bind_udp_pair, enlarge, socket_drops
from camproof.media.wall import wall_shift_s
from camproof.protocols.flow import Address

__all__ = ["StampedUdpPort"]

_SO_TIMESTAMPNS = 35
_BUFFER = 8 << 20
_TIMESPEC = Struct("ll")
_ROOM = socket.CMSG_SPACE(_TIMESPEC.size)
_BURST = 256
_MAX_DATAGRAM = 65_536
_TRUST_S = 1.0


class StampedUdpPort:
    """RTP on one port, and RTCP on the next where that is free.

    :param sink: gets each datagram with its monotonic time of arrival.
    :ivar hears_rtcp: whether the next port could be bound.
    :ivar senders: hosts whose datagrams count; None = all.
    :ivar strangers: datagrams of other hosts.
    """

    def __init__(self, sink: PacketSink) -> None:
        self._sink = sink
        self._sockets: list[socket.socket] = []
        self._shift_s = wall_shift_s()
        self.hears_rtcp = False
        self.senders: frozenset[str] | None = None
        self.strangers = 0

    def open(self, address: Address) -> Address:
        """Bind and begin to read; call it inside the loop.

        :raises MediaTransportError: the port cannot be bound.
        """
        host, port = address
        try:
            self._sockets = [_bound(host, port)]
        except OSError as error:
            raise MediaTransportError(
                f"UDP port {port} of {host} cannot be bound: {error.strerror}."
            ) from error
        bound, number = self._sockets[0].getsockname()[:2]
        try:
            self._sockets.append(_bound(host, number + 1))
            self.hears_rtcp = True
        except (OSError, OverflowError):
            self.hears_rtcp = False
        self._listen()
        return bound, number

    def open_pair(self, host: str) -> tuple[int, int]:
        """Bind any even port and the next one; gives both.

        :raises MediaTransportError: no pair is free there.
        """
        self._sockets = [*bind_udp_pair(host)]
        self.hears_rtcp = True
        for sock in self._sockets:
            sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
            enlarge(sock, _BUFFER)
        self._listen()
        rtp, rtcp = (sock.getsockname()[1] for sock in self._sockets)
        return rtp, rtcp

    def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            loop.add_reader(sock.fileno(), self._read, sock)

    def send_rtcp(self, data: bytes, remote: Address) -> None:
        """From our port of RTCP, as far as there is one; what cannot be sent is left."""
        if self.hears_rtcp and self._sockets:
            with suppress(OSError):
                self._sockets[1].sendto(data, remote)

    def _read(self, sock: socket.socket) -> None:
        for _ in range(_BURST):
            try:
                data, notes, _, sender = sock.recvmsg(_MAX_DATAGRAM, _ROOM)
            except OSError:
                return
            if self.senders is None or sender[0] in self.senders:
                self._sink(data, self._arrival_s(notes))
            else:
                self.strangers += 1

    def _arrival_s(self, notes: list[tuple[int, int, bytes]]) -> float:
        """By the kernel, unless the system's clock was set meanwhile."""
        now_s = time.monotonic()
        for level, kind, data in notes:
            if level == socket.SOL_SOCKET and kind == _SO_TIMESTAMPNS and len(data) == _TIMESPEC.size:
                seconds, nanoseconds = _TIMESPEC.unpack(data)
                at_s: float = seconds + nanoseconds * 1e-9 - self._shift_s
                return at_s if abs(now_s - at_s) < _TRUST_S else now_s
        return now_s

    def drops(self) -> int:
        """Datagrams that the kernel threw away here: our fault, not the sender's."""
        return socket_drops(self._sockets[0]) if self._sockets else 0

    def close(self) -> None:
        """Give the sockets back; may be called twice."""
        for sock in self._sockets:
            asyncio.get_running_loop().remove_reader(sock.fileno())
            sock.close()
        self._sockets = []


def _bound(host: str, port: int) -> socket.socket:
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    try:
        sock.settimeout(0.0)
        sock.setsockopt(socket.SOL_SOCKET, _SO_TIMESTAMPNS, 1)
        enlarge(sock, _BUFFER)
        sock.bind((host, port))
    except OSError:
        sock.close()
        raise
    return sock
