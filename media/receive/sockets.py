"""The sockets of a receiver: a UDP port pair, or TCP connections in one role or the other."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol, cast

from camproof.media.errors import MediaTransportError
from camproof.media.sockets import bind_udp_pair, listen_tcp, socket_drops
from camproof.protocols.flow import Address
from camproof.protocols.ps import DeviationCount
from camproof.protocols.rtp import Rfc4571Reader, is_rtcp

__all__ = ["PacketSink", "Port", "TcpPort", "UdpPort"]

PacketSink = Callable[[bytes, float], None]
_BURST = 128
_MAX_DATAGRAM = 65536
_CLOSE_S = 0.5


class Port(Protocol):
    """Where packets come in."""

    async def open(self, host: str, port: int) -> Address:
        """Bind; returns the address."""

    async def connect(self, remote: Address, timeout_s: float) -> None:
        """Dial (tcp-active only)."""

    def expect(self, ssrc: int | None) -> None:
        """Another SSRC than the one asked for was agreed."""

    def answer(self, data: bytes) -> None:
        """RTCP to where the peer's RTCP comes from; nothing is sent while none came."""

    def drops(self) -> int:
        """Datagrams the kernel threw away here."""

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Faults of the framing."""

    async def close(self) -> None:
        """Give back all sockets."""


class UdpPort:
    """RTP on an even port, RTCP on the next."""

    def __init__(self, sink: PacketSink) -> None:
        self._sink = sink
        self._sockets: list[socket.socket] = []
        self._buffer = bytearray(_MAX_DATAGRAM)
        self._view = memoryview(self._buffer)
        self._drops = 0
        self._rtcp_peer: Address | None = None

    async def open(self, host: str, port: int) -> Address:
        """Bind the pair and begin to read."""
        self._sockets = [*bind_udp_pair(host, port)]
        loop = asyncio.get_running_loop()
        rtp, rtcp = self._sockets
        loop.add_reader(rtp.fileno(), self._read, rtp)
        loop.add_reader(rtcp.fileno(), self._read_rtcp, rtcp)
        bound, number = self._sockets[0].getsockname()[:2]
        return bound, number

    async def connect(self, remote: Address, timeout_s: float) -> None:  # noqa: ARG002
        """UDP is not dialled."""
        raise MediaTransportError("A UDP receiver does not dial.")

    def expect(self, ssrc: int | None) -> None:
        """Datagrams need no SSRC to be told apart."""

    def _read(self, sock: socket.socket) -> None:
        view, sink = self._view, self._sink
        for _ in range(_BURST):
            try:
                size = sock.recv_into(view)
            except OSError:
                return
            sink(bytes(view[:size]), time.monotonic())

    def _read_rtcp(self, sock: socket.socket) -> None:
        for _ in range(_BURST):
            try:
                data, sender = sock.recvfrom(_MAX_DATAGRAM)
            except OSError:
                return
            if is_rtcp(data):
                self._rtcp_peer = sender[:2]
            self._sink(data, time.monotonic())

    def answer(self, data: bytes) -> None:
        """From our RTCP port to the address that the last RTCP came from."""
        if self._rtcp_peer is not None and self._sockets:
            with suppress(OSError):
                self._sockets[1].sendto(data, self._rtcp_peer)

    def drops(self) -> int:
        """Datagrams the kernel threw away here, also after closing."""
        if self._sockets:
            self._drops = socket_drops(self._sockets[0])
        return self._drops

    def deviations(self) -> tuple[DeviationCount, ...]:
        """UDP has no framing."""
        return ()

    async def close(self) -> None:
        """Stop reading."""
        self.drops()
        loop = asyncio.get_running_loop()
        for sock in self._sockets:
            loop.remove_reader(sock.fileno())
            sock.close()
        self._sockets = []


class _Incoming(asyncio.Protocol):
    """One connection: cuts its bytes into packets."""

    def __init__(self, port: TcpPort) -> None:
        self._port = port
        self.reader = Rfc4571Reader(port.ssrc)
        self.transport: asyncio.Transport | None = None
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)
        self._port.arrived(self)

    def data_received(self, data: bytes) -> None:
        now_s = time.monotonic()
        for packet in self.reader.feed(data):
            self._port.sink(packet, now_s)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self.ended.done():
            self.ended.set_result(None)


class TcpPort:
    """Framed packets over TCP; tcp-passive listens, tcp-active dials from the port it has bound.

    :param ssrc: makes finding back into a damaged stream surer.
    """

    _MAX_CONNECTIONS = 8

    def __init__(self, sink: PacketSink, ssrc: int | None, *, passive: bool) -> None:
        self.sink = sink
        self.ssrc = ssrc
        self._passive = passive
        self._server: asyncio.Server | None = None
        self._socket: socket.socket | None = None
        self._connections: list[_Incoming] = []

    async def open(self, host: str, port: int) -> Address:
        """Listen, or bind the port that will be dialled from."""
        sock = listen_tcp(host, port)
        bound, number = sock.getsockname()[:2]
        if self._passive:
            self._server = await asyncio.get_running_loop().create_server(lambda: _Incoming(self), sock=sock)
        else:
            self._socket = sock
        return bound, number

    async def connect(self, remote: Address, timeout_s: float) -> None:
        """Dial.

        :raises MediaTransportError: a passive port, or nobody answers in time.
        """
        sock, self._socket = self._socket, None
        if sock is None:
            raise MediaTransportError("This media port has no connection left to dial.")
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(timeout_s):
                await loop.sock_connect(sock, remote)
                await loop.create_connection(lambda: _Incoming(self), sock=sock)
        except OSError as error:
            sock.close()
            host, port = remote
            raise MediaTransportError(
                f"The media connection to {host}:{port} cannot be made: {str(error) or 'no answer'}."
            ) from error
        except BaseException:
            sock.close()
            raise

    def expect(self, ssrc: int | None) -> None:
        """Connections made from now on find back into sync by this one."""
        self.ssrc = ssrc

    def arrived(self, connection: _Incoming) -> None:
        """A connection is there; beyond the eighth they are refused."""
        self._connections.append(connection)
        if len(self._connections) > self._MAX_CONNECTIONS and connection.transport is not None:
            connection.transport.abort()

    def answer(self, data: bytes) -> None:
        """Nothing: over TCP we give no reports."""

    def drops(self) -> int:
        """TCP drops nothing."""
        return 0

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Faults of the framing, connection by connection."""
        return tuple(count for connection in self._connections for count in connection.reader.deviations())

    async def close(self) -> None:
        """Close all connections at once."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        for connection in self._connections:
            if connection.transport is not None:
                connection.transport.abort()
        ends = [connection.ended for connection in self._connections]
        if ends:
            await asyncio.wait(ends, timeout=_CLOSE_S)
