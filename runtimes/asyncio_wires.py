"""The sockets of a SIP host: UDP and TCP wires with the impaired link in between."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Protocol, cast

from camproof.protocols.flow import Address, Flow
from camproof.runtimes.clock import clock
from camproof.runtimes.delay_line import delays
from camproof.runtimes.impairment import Gate

__all__ = ["TcpWire", "UdpWire", "WireOwner"]

RETRY_S = 0.2
WRITE_LIMIT = 8 << 20
_KNOWN_FLOWS = 200_000


class WireOwner(Protocol):
    """What a wire tells its host."""

    link: Gate | None

    def arrived(self, data: bytes, flow: Flow) -> None:
        """Bytes came in over a flow."""

    def wire_opened(self, wire: TcpWire) -> None:
        """A TCP wire is up."""

    def wire_lost(self, wire: TcpWire) -> None:
        """A TCP wire has ended; told once."""

    def send_failed(self, why: Exception) -> None:
        """A packet could not be sent."""

    def next_number(self) -> int:
        """A number for a new TCP connection, never given before."""


class UdpWire(asyncio.DatagramProtocol):
    """One UDP socket.

    :param local: the address that the host goes by; None for the one that is bound.
    """

    def __init__(self, host: WireOwner, local: Address | None = None) -> None:
        self._host = host
        self._goes_by = local
        self._transport: asyncio.DatagramTransport | None = None
        self._local: Address = ("", 0)
        self._flows: dict[Address, Flow] = {}
        self._line = delays()
        self._now_s = clock()
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.DatagramTransport, transport)
        self._local = self._goes_by or transport.get_extra_info("sockname")[:2]

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._transport = None
        self._line.close()
        if not self.closed.done():
            self.closed.set_result(None)

    def error_received(self, exc: Exception) -> None:
        self._host.send_failed(exc)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        flow = self._flows.get(addr) or self._flow(addr)
        if self._free():
            self._host.arrived(data, flow)
        else:
            self._pass(len(data), lambda: self._host.arrived(data, flow))

    def send(self, data: bytes, remote: Address) -> None:
        if self._free():
            self._leave(data, remote)
        else:
            self._pass(len(data), lambda: self._leave(data, remote))

    def shut(self, *, abort: bool) -> None:
        if self._transport is not None:
            if abort:
                self._transport.abort()
            else:
                self._transport.close()

    def _flow(self, addr: tuple[str, int]) -> Flow:
        """The way from this address, remembered as long as there are few of them."""
        if len(self._flows) >= _KNOWN_FLOWS:
            self._flows.clear()
        flow = self._flows[addr] = Flow("UDP", self._local, addr[:2])
        return flow

    def _free(self) -> bool:
        """Whether a datagram passes at once: no link holds it up, and none is under way."""
        link = self._host.link
        return (link is None or link.clear) and not self._line.waiting

    def _pass(self, size: int, deliver: Callable[[], None]) -> None:
        gate, sent_s = self._host.link, self._now_s()
        for delay_s in (0.0,) if gate is None else gate.decide(size, sent_s):
            self._line.put(sent_s, delay_s, deliver)

    def _leave(self, data: bytes, remote: Address) -> None:
        if self._transport is None:
            return
        try:
            self._transport.sendto(data, remote)
        except (OSError, ValueError) as problem:
            self._host.send_failed(problem)


class TcpWire(asyncio.Protocol):
    """One TCP connection, dialled (``remote`` given) or accepted."""

    def __init__(self, host: WireOwner, remote: Address | None) -> None:
        self._host = host
        self._remote = remote
        self._transport: asyncio.Transport | None = None
        self.flow = Flow("TCP", ("", 0), remote or ("", 0), host.next_number())
        self._inward = _InOrder(host, self._deliver)
        self._outward = _InOrder(host, self._leave)
        self.closed: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)
        peer = transport.get_extra_info("peername")
        local: Address = transport.get_extra_info("sockname")[:2]
        remote = self._remote or (peer[:2] if peer else ("", 0))
        self.flow = Flow("TCP", local, remote, self.flow.connection)
        self._host.wire_opened(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        self._transport = None
        self._inward.stop()
        self._outward.stop()
        self._host.wire_lost(self)
        if not self.closed.done():
            self.closed.set_result(None)

    def data_received(self, data: bytes) -> None:
        self._inward.put(data)

    def send(self, data: bytes, remote: Address) -> None:  # noqa: ARG002 - one shape for both wires
        self._outward.put(data)

    def shut(self, *, abort: bool) -> None:
        if self._transport is None:
            return
        if abort:
            self._transport.abort()
        else:
            self._transport.close()

    def _deliver(self, data: bytes) -> None:
        self._host.arrived(data, self.flow)

    def _leave(self, data: bytes) -> None:
        if self._transport is None:
            return
        self._transport.write(data)
        if self._transport.get_write_buffer_size() > WRITE_LIMIT:
            self._host.send_failed(ConnectionError("the peer no longer reads; the connection was dropped"))
            self._transport.abort()


class _InOrder:
    """Chunks of one direction of a TCP connection: late when the link is bad, never lost or swapped."""

    def __init__(self, host: WireOwner, deliver: Callable[[bytes], None]) -> None:
        self._host = host
        self._deliver = deliver
        self._waiting: deque[tuple[float, bytes]] = deque()
        self._due_s: float | None = None
        self._last_due_s = 0.0
        self._timer: asyncio.TimerHandle | None = None

    def put(self, data: bytes) -> None:
        if self._host.link is None and not self._waiting:
            self._deliver(data)
            return
        self._waiting.append((asyncio.get_running_loop().time(), data))
        if self._timer is None:
            self._run()

    def stop(self) -> None:
        self._waiting.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _run(self) -> None:
        self._timer = None
        loop = asyncio.get_running_loop()
        while self._waiting:
            put_s, data = self._waiting[0]
            if self._due_s is None:
                self._due_s = self._decide(len(data), put_s)
            if self._due_s is None:
                self._waiting[0] = (loop.time() + RETRY_S, data)
                self._timer = loop.call_later(RETRY_S, self._run)
                return
            if self._due_s > loop.time():
                self._timer = loop.call_at(self._due_s, self._run)
                return
            self._waiting.popleft()
            self._due_s = None
            self._deliver(data)

    def _decide(self, size: int, put_s: float) -> float | None:
        gate = self._host.link
        delays = (0.0,) if gate is None else gate.decide(size, asyncio.get_running_loop().time())
        if not delays:
            return None
        self._last_due_s = max(self._last_due_s, put_s + min(delays))
        return self._last_due_s
