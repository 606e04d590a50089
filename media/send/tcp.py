"""Media over one TCP connection, framed as RFC 4571 asks (GB/T 28181-2022 Annex D).

A peer that does not read stalls nobody: once too much waits, whole access units are left out up to the next
key picture. What an impaired link would lose over UDP comes late here, as TCP would repeat it.
"""

from __future__ import annotations

import asyncio
import socket
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from camproof.media.errors import MediaTransportError
from camproof.media.send.wire import WireOwner
from camproof.media.sockets import listen_tcp
from camproof.protocols.flow import Address
from camproof.protocols.rtp import frame_4571
from camproof.runtimes.impairment import Gate

__all__ = ["DEFAULT_RETRY", "DialRetry", "TcpActiveWire", "TcpPassiveWire"]

_BACKLOG = 512 << 10
_CLOSE_S = 0.5
_CONNECT_S = 5.0
_REPEAT_S = 0.2


@dataclass(frozen=True, slots=True)
class DialRetry:
    """How tcp-active dials (GB/T 28181-2022: at least 1 s apart, at least 3 tries)."""

    tries: int = 3
    gap_s: float = 1.0


DEFAULT_RETRY = DialRetry()


class _Connection(asyncio.Protocol):
    """One connection; what the peer sends (receiver reports) is read and forgotten."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self.ended.done():
            self.ended.set_result(None)


class _TcpWire:
    """What both roles share: back-pressure, delay, framing."""

    def __init__(self, owner: WireOwner, host: str, gate: Gate | None) -> None:
        self._owner = owner
        self._host = host
        self._gate = gate
        self._connection: _Connection | None = None
        self._skipping = False
        self._late: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self.lost_on_link = 0
        self.refused_packets = 0

    def takes(self, *, key: bool) -> bool:
        """False from the moment on when too much waits (or the link is cut) up to the next key picture."""
        transport = self._transport()
        cut = self._gate is not None and self._gate.down
        if transport is None or cut or transport.get_write_buffer_size() > _BACKLOG:
            self._skipping = True
            return False
        self._skipping = self._skipping and not key
        return not self._skipping

    def send(self, packets: Sequence[bytes]) -> None:
        """Write the packets of one frame, now or when the link lets them through."""
        self._write(b"".join([frame_4571(packet) for packet in packets]))

    def send_rtcp(self, packet: bytes) -> None:
        """RTCP shares the connection."""
        if self._gate is None or not self._gate.down:
            self._write(frame_4571(packet))

    def _transport(self) -> asyncio.Transport | None:
        transport = self._connection.transport if self._connection else None
        return None if transport is None or transport.is_closing() else transport

    def _write(self, data: bytes) -> None:
        if self._gate is None or (self._gate.clear and not self._late):
            transport = self._transport()
            if transport is not None:
                transport.write(data)
            return
        now_s = time.monotonic()
        delays = self._gate.decide(len(data), now_s)
        leave_s = now_s + (delays[0] if delays else _REPEAT_S)
        self._late.append((max(leave_s, self._late[-1][0]) if self._late else leave_s, data))
        if self._timer is None:
            self._flush()

    def _flush(self) -> None:
        self._timer = None
        transport = self._transport()
        while self._late and self._late[0][0] <= time.monotonic():
            _, data = self._late.popleft()
            if transport is not None:
                transport.write(data)
        if self._late:
            wait_s = self._late[0][0] - time.monotonic()
            self._timer = asyncio.get_running_loop().call_later(max(0.0, wait_s), self._flush)

    def _up(self, connection: _Connection) -> None:
        self._connection = connection
        self._late.clear()
        self._skipping = True
        transport = self._transport()
        if transport is not None:
            transport.set_write_buffer_limits(high=2 * _BACKLOG)
        self._owner.wire_up()

    async def _close_connection(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        connection, self._connection = self._connection, None
        if connection is None or connection.transport is None:
            return
        connection.transport.close()
        _, pending = await asyncio.wait([connection.ended], timeout=_CLOSE_S)
        if pending:
            connection.transport.abort()
            await connection.ended


class TcpActiveWire(_TcpWire):
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

    async def _dial(self) -> _Connection | None:
        for attempt in range(self._retry.tries):
            if attempt:
                await asyncio.sleep(self._retry.gap_s)
            try:
                return await self._connect()
            except (OSError, MediaTransportError):
                continue
        return None

    async def _connect(self) -> _Connection:
        loop = asyncio.get_running_loop()
        sock = self._socket or listen_tcp(*self._local)
        self._socket = None
        try:
            async with asyncio.timeout(_CONNECT_S):
                await loop.sock_connect(sock, self._remote)
            _, connection = await loop.create_connection(_Connection, sock=sock)
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


class TcpPassiveWire(_TcpWire):
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

    def _accept(self) -> _Connection:
        return _Accepted(self)

    def accepted(self, connection: _Connection) -> None:
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


class _Accepted(_Connection):
    """A connection that tells its wire when it is made."""

    def __init__(self, wire: TcpPassiveWire) -> None:
        super().__init__()
        self._wire = wire

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._wire.accepted(self)
