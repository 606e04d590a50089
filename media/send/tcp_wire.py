"""What both roles of media over TCP share: framing, back-pressure, a link that delays.

A peer that does not read stalls nobody: once too much waits, whole access units are left out up to the
next key picture. What an impaired link would lose over UDP comes late here, as TCP would repeat it.
"""

from __future__ import annotations

import asyncio
import time
from collections import deque
from collections.abc import Sequence
from typing import cast

from camproof.media.send.wire import WireOwner
from camproof.protocols.flow import Address
from camproof.protocols.rtp import Rfc4571Reader, frame_4571
from camproof.runtimes.impairment import Gate

__all__ = ["Connection", "TcpWire"]

_BACKLOG = 512 << 10
_CLOSE_S = 0.5
_REPEAT_S = 0.2


class Connection(asyncio.Protocol):
    """One connection; what the peer sends (receiver reports, its voice) goes to the owner of the wire."""

    def __init__(self, owner: WireOwner) -> None:
        self._owner = owner
        self._reader = Rfc4571Reader()
        self.transport: asyncio.Transport | None = None
        self.ended = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        for packet in self._reader.feed(data):
            self._owner.heard(packet)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        if not self.ended.done():
            self.ended.set_result(None)


class TcpWire:
    """What both roles share: back-pressure, delay, framing."""

    def __init__(self, owner: WireOwner, host: str, gate: Gate | None) -> None:
        self._owner = owner
        self._host = host
        self._gate = gate
        self._connection: Connection | None = None
        self._skipping = False
        self._late: deque[tuple[float, bytes]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self._task: asyncio.Task[None] | None = None
        self.lost_on_link = 0
        self.refused_packets = 0

    def aim(self, remote: Address) -> None:
        """Nothing to do for who listens."""

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

    def _up(self, connection: Connection) -> None:
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
