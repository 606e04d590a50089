"""Media over one TCP connection, framed as RFC 4571 asks (GB/T 28181-2022 Annex D): the two roles."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import dataclass

from camproof.media.errors import MediaTransportError
from camproof.media.send.tcp_wire import Connection, TcpWire
from camproof.media.send.wire import WireOwner
from camproof.media.sockets import listen_tcp
from camproof.protocols.flow import Address
from camproof.runtimes.impairment import Gate

__all__ = ["DEFAULT_RETRY", "DialRetry", "TcpActiveWire", "TcpPassiveWire"]

_CONNECT_S = 5.0


@dataclass(frozen=True, slots=True)
class DialRetry:
    """How tcp-active dials (GB/T 28181-2022: at least 1 s apart, at least 3 tries)."""

    tries: int = 3
    gap_s: float = 1.0


DEFAULT_RETRY = DialRetry()


class TcpActiveWire(TcpWire):
    """The sender dials from a port that is bound beforehand, and dials anew when the connection is lost."""

    def __init__(
        self,
        owner: WireOwner,
        host: str,
        remote: Address,
        gate: Gate | None,
        retry: DialRetry = DEFAULT_RETRY,
    ) -> None:
        super().__init__(owner, host, gate)
        self._remote = remote
        self._retry = retry
        self._socket: socket.socket | None = None
        self._local: Address = (host, 0)

    async def prepare(self) -> Address:
        """Bind the local port; it is dialled from at ``start``."""
        self._socket = listen_tcp(self._host)
        host, port = self._socket.getsockname()[:2]
        self._local = (host, port)
        return self._local

    def aim(self, remote: Address) -> None:
        """Dial there."""
        self._remote = remote

    def start(self) -> None:
        """Begin to dial."""
        self._task = asyncio.get_running_loop().create_task(self._keep_connected())

    async def _keep_connected(self) -> None:
        while True:
            connection = await self._dial()
            if connection is None:
                host, port = self._remote
                self._owner.wire_failed(
                    f"Nobody took the media connection at {host}:{port} in {self._retry.tries} tries."
                )
                return
            self._up(connection)
            await connection.ended
            await asyncio.sleep(self._retry.gap_s)

    async def _dial(self) -> Connection | None:
        for attempt in range(self._retry.tries):
            if attempt:
                await asyncio.sleep(self._retry.gap_s)
            try:
                return await self._connect()
            except (OSError, MediaTransportError):
                continue
        return None

    async def _connect(self) -> Connection:
        loop = asyncio.get_running_loop()
        sock = self._socket or listen_tcp(*self._local)
        self._socket = None
        try:
            async with asyncio.timeout(_CONNECT_S):
                await loop.sock_connect(sock, self._remote)
            _, connection = await loop.create_connection(lambda: Connection(self._owner), sock=sock)
        except BaseException:
            sock.close()
            raise
        return connection

    async def close(self) -> None:
        """Stop dialling, send what waits, close."""
        await self._close_connection()
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class TcpPassiveWire(TcpWire):
    """The sender listens; one connection at a time is served, the latest."""

    def __init__(self, owner: WireOwner, host: str, gate: Gate | None) -> None:
        super().__init__(owner, host, gate)
        self._server: asyncio.Server | None = None

    async def prepare(self) -> Address:
        """Listen; a connection that is made before ``start`` waits."""
        sock = listen_tcp(self._host)
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._accept, sock=sock, start_serving=False)
        sock.listen(4)
        host, port = sock.getsockname()[:2]
        return host, port

    def start(self) -> None:
        """Accept."""
        assert self._server is not None
        self._task = asyncio.get_running_loop().create_task(self._server.start_serving())

    def _accept(self) -> Connection:
        return _Accepted(self, self._owner)

    def accepted(self, connection: Connection) -> None:
        """A peer has connected; an earlier connection is closed."""
        former = self._transport()
        if former is not None:
            former.close()
        self._up(connection)

    async def close(self) -> None:
        """Stop listening, send what waits, close."""
        if self._server is not None:
            self._server.close()
            self._server = None
        await self._close_connection()


class _Accepted(Connection):
    """A connection that tells its wire when it is made."""

    def __init__(self, wire: TcpPassiveWire, owner: WireOwner) -> None:
        super().__init__(owner)
        self._wire = wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wire.accepted(self)
