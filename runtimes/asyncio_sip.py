"""Runs one sans-IO SIP machine on asyncio.

One UDP socket, a TCP listener on the same port if wanted, and outgoing TCP connections. Time is
``loop.time()``. All callbacks run in the event loop's thread; a machine is never entered twice.
"""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from camproof.protocols.flow import Address, CloseFlow, Flow, OpenFlow, Transmit
from camproof.runtimes.asyncio_wires import TcpWire, UdpWire
from camproof.runtimes.errors import bind_error
from camproof.runtimes.impairment import Gate

__all__ = ["HostStats", "Machine", "SipHost"]

_PORT_TRIES = 16
_RECEIVE_BUFFER = 4 << 20
_EARLY_S = 1.0
"""A timer that would go off by so much too early is left as it is, and set again then."""


class Machine(Protocol):
    """What a host can run."""

    def receive(self, data: bytes, flow: Flow, now_s: float) -> None:
        """Take a datagram, or a chunk of a TCP stream; never raises for what it holds."""

    def flow_opened(self, flow: Flow, now_s: float) -> None:
        """A TCP connection is up, whoever dialled."""

    def flow_lost(self, flow: Flow | Address, now_s: float) -> None:
        """A TCP connection ended, or, with an address, could not be made."""

    def advance(self, now_s: float) -> None:
        """Do what is due."""

    def next_deadline_s(self) -> float | None:
        """When something will be due; None for never."""

    def actions(self) -> Sequence[Any]:
        """What the runtime has to do: send, open, close. They are given once."""

    def events(self) -> Sequence[Any]:
        """What has happened since the last call."""


@dataclass(slots=True)
class HostStats:
    """Counters of one host; octets are SIP bytes."""

    messages_in: int = 0
    messages_out: int = 0
    octets_in: int = 0
    octets_out: int = 0
    send_errors: int = 0
    last_send_error: str = ""


class SipHost:
    """One machine and its sockets.

    :param on_event: gets each event of the machine; may give the machine commands, pumped out after it.
    :param on_action: gets each action other than Transmit, OpenFlow and CloseFlow.
    :param link: an impaired or cut link; ``decide(size)`` gives the delays at which copies pass, none if
        lost. Over TCP a lost chunk is not lost but late: it is tried again every 0.2 s, in order.
    :param connect_timeout_s: after which an outgoing connection counts as lost.
    """

    def __init__(
        self,
        machine: Machine,
        *,
        on_event: Callable[[Any], None],
        on_action: Callable[[Any], None] | None = None,
        link: Gate | None = None,
        connect_timeout_s: float = 10.0,
    ) -> None:
        self.machine = machine
        self.stats = HostStats()
        self.link = link
        self._on_event = on_event
        self._on_action = on_action
        self._connect_timeout_s = connect_timeout_s
        self._udp: UdpWire | None = None
        self._server: asyncio.Server | None = None
        self._wires: dict[int, TcpWire] = {}
        self._connecting: set[asyncio.Task[None]] = set()
        self._timer: asyncio.TimerHandle | None = None
        self._due_s = self._wanted_s = 0.0
        self._numbers = 0
        self._pumping = False
        self._closed = False
        self._address: Address = ("", 0)
        self._udp_failed = False
        self._floor_s = 0.0
        self._loop: asyncio.AbstractEventLoop | None = None

    @property
    def address(self) -> Address:
        """Where UDP, and TCP if listening, is bound."""
        return self._address

    async def open(self, host: str = "127.0.0.1", port: int = 0, *, tcp_listen: bool = False) -> Address:
        """Bind; with ``port`` 0 any port that is free for all that is asked.

        :raises PortInUse: another program holds the port.
        :raises UnusableAddressError: the address cannot be bound for another reason.
        """
        for _ in range(_PORT_TRIES - 1 if tcp_listen and port == 0 else 0):
            try:
                return await self._bind(host, port, tcp_listen)
            except OSError:
                continue
        try:
            return await self._bind(host, port, tcp_listen)
        except OSError as problem:
            raise bind_error("UDP" if self._udp_failed else "TCP", host, port, problem) from problem

    async def _bind(self, host: str, port: int, tcp_listen: bool) -> Address:
        loop = asyncio.get_running_loop()
        self._udp_failed = True
        transport, wire = await loop.create_datagram_endpoint(lambda: UdpWire(self), local_addr=(host, port))
        self._udp_failed = False
        bound: Address = transport.get_extra_info("sockname")[:2]
        if tcp_listen:
            try:
                self._server = await loop.create_server(self._accepted, host, bound[1])
            except OSError:
                transport.abort()
                raise
        _enlarge(transport.get_extra_info("socket"))
        self._udp, self._address = wire, bound
        self.pump()
        return bound

    async def rebind(self) -> None:
        """Send and hear datagrams through another port from now on, unknown to the machine, as behind a NAT
        that has forgotten its mapping. TCP connections stay.

        :raises UnusableAddressError: no other port can be bound.
        """
        before, host = self._udp, self._address[0]
        if before is None:
            return
        try:
            transport, wire = await asyncio.get_running_loop().create_datagram_endpoint(
                lambda: UdpWire(self, self._address), local_addr=(host, 0)
            )
        except OSError as problem:
            raise bind_error("UDP", host, 0, problem) from problem
        if self._closed:
            transport.abort()
            return
        _enlarge(transport.get_extra_info("socket"))
        self._udp = wire
        before.shut(abort=True)

    def pump(self) -> None:
        """Carry out what the machine wants now. Call it after giving the machine a command."""
        if self._pumping or self._closed:
            return
        self._pumping = True
        try:
            self._drain()
        finally:
            self._pumping = False
            self._set_timer()

    def now_s(self) -> float:
        """The time to give to the machine's commands; never goes back."""
        loop = self._loop
        if loop is None:
            loop = self._loop = asyncio.get_running_loop()
        at_s = loop.time()
        if at_s > self._floor_s:
            self._floor_s = at_s
        return self._floor_s

    async def close(self, *, abort: bool = False) -> None:
        """Send what is waiting, then close every socket; with ``abort`` drop all at once (TCP: reset)."""
        if self._closed:
            return
        if not abort:
            self.pump()
        self._closed = True
        if self._timer is not None:
            self._timer.cancel()
        for task in tuple(self._connecting):
            task.cancel()
        await asyncio.gather(*self._connecting, return_exceptions=True)
        if self._server is not None:
            self._server.close()
        for wire in tuple(self._wires.values()):
            wire.shut(abort=abort)
        if self._udp is not None:
            self._udp.shut(abort=abort)
        await self._all_closed()

    async def _all_closed(self) -> None:
        closing = [wire.closed for wire in self._wires.values()]
        if self._udp is not None:
            closing.append(self._udp.closed)
        if closing:
            _, late = await asyncio.wait(closing, timeout=2.0)
            for wire in tuple(self._wires.values()) if late else ():
                wire.shut(abort=True)
        if self._server is not None:
            await self._server.wait_closed()

    # What the wires say.

    def arrived(self, data: bytes, flow: Flow) -> None:
        """Bytes have passed the link."""
        if self._closed:
            return
        self.stats.messages_in += 1
        self.stats.octets_in += len(data)
        self.machine.receive(data, flow, self.now_s())
        self.pump()

    def wire_opened(self, wire: TcpWire) -> None:
        """A TCP wire is up (called by the wire)."""
        self._wires[wire.flow.connection] = wire
        if self._closed:
            wire.shut(abort=True)
        else:
            self.machine.flow_opened(wire.flow, self.now_s())
            self.pump()

    def wire_lost(self, wire: TcpWire) -> None:
        """A TCP wire has ended (called by the wire)."""
        if self._wires.pop(wire.flow.connection, None) is not None and not self._closed:
            self.machine.flow_lost(wire.flow, self.now_s())
            self.pump()

    def send_failed(self, why: Exception) -> None:
        """The kernel did not take a packet: counted."""
        self.stats.send_errors += 1
        self.stats.last_send_error = str(why)

    def next_number(self) -> int:
        """The number of the next TCP connection."""
        self._numbers += 1
        return self._numbers

    # What the machine wants.

    def _drain(self) -> None:
        while not self._closed:
            actions, events = self.machine.actions(), self.machine.events()
            if not actions and not events:
                return
            done = not events
            for action in actions:
                if isinstance(action, Transmit):
                    self._transmit(action)
                else:
                    done = False
                    self._act(action)
            for event in events:
                self._on_event(event)
            if done:  # to send asks nothing more of the machine
                return

    def _act(self, action: Any) -> None:
        match action:
            case OpenFlow():
                task = asyncio.get_running_loop().create_task(self._connect(action.remote))
                self._connecting.add(task)
                task.add_done_callback(self._connecting.discard)
            case CloseFlow():
                wire = self._wires.get(action.flow.connection)
                if wire is not None:
                    wire.shut(abort=False)
            case _:
                if self._on_action is not None:
                    self._on_action(action)

    def _transmit(self, action: Transmit) -> None:
        wire = self._udp if action.flow.transport == "UDP" else self._wires.get(action.flow.connection)
        if wire is None:
            self.send_failed(
                ConnectionError(f"no connection to {action.flow.remote[0]}:{action.flow.remote[1]}")
            )
            return
        self.stats.messages_out += 1
        self.stats.octets_out += len(action.data)
        wire.send(action.data, action.flow.remote)

    async def _connect(self, remote: Address) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with asyncio.timeout(self._connect_timeout_s):
                while self.link is not None and not self.link.decide(60, loop.time()):  # noqa: ASYNC110
                    await asyncio.sleep(0.2)
                await loop.create_connection(
                    lambda: TcpWire(self, remote), *remote, local_addr=(self._address[0], 0)
                )
        except (OSError, TimeoutError):
            if not self._closed:
                self.machine.flow_lost(remote, self.now_s())
                self.pump()

    def _accepted(self) -> TcpWire:
        return TcpWire(self, None)

    def _set_timer(self) -> None:
        due_s = None if self._closed else self.machine.next_deadline_s()
        if self._timer is not None:
            if due_s is not None and 0.0 <= due_s - self._due_s <= _EARLY_S:
                self._wanted_s = due_s
                return
            self._timer.cancel()
            self._timer = None
        if due_s is not None:
            loop = self._loop or asyncio.get_running_loop()
            self._timer = loop.call_at(due_s, self._tick, due_s)
            self._due_s = self._wanted_s = due_s

    def _tick(self, set_for_s: float) -> None:
        self._timer = None
        if self._wanted_s > set_for_s:  # it was left as it is
            self._set_timer()
            return
        self._floor_s = max(self._floor_s, set_for_s)
        self.machine.advance(self.now_s())
        self.pump()


def _enlarge(udp: socket.socket | None) -> None:
    """Room for a burst, where there is a kernel that keeps one."""
    if udp is not None:
        udp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _RECEIVE_BUFFER)
