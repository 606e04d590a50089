"""The network of virtual time: ports, listeners, and the way between them.

Every datagram and every chunk is under way for the same short time, so that nothing overtakes. Delay, loss
and cuts are the business of the links (``runtimes.impairment``) that hosts put before their wires.
"""

from __future__ import annotations

import asyncio
import errno
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Literal

from camproof.protocols.flow import Address
from camproof.runtimes.virtual.datagrams import VirtualDatagrams
from camproof.runtimes.virtual.simulation import FLIGHT_S, Flight
from camproof.runtimes.virtual.streams import Listener, VirtualStream

if TYPE_CHECKING:
    from camproof.runtimes.virtual.loop import VirtualLoop

__all__ = ["VirtualNetwork"]

ANY = "0.0.0.0"  # noqa: S104 - a name in a table, no socket
_FIRST_PORT = 32_768
_LAST_PORT = 60_999
Kind = Literal["UDP", "TCP"]


class VirtualNetwork:
    """All hosts of a simulation; a host is there as soon as its address is used.

    Ports that nobody named are given out in turn for each host, never one that is in use.

    :ivar undelivered: datagrams for ports that nobody had bound.
    """

    def __init__(self, loop: VirtualLoop) -> None:
        self.loop = loop
        self.undelivered = 0
        self._datagrams: dict[Address, VirtualDatagrams] = {}
        self._listeners: dict[Address, Listener] = {}
        self._last_ports: dict[tuple[Kind, str], int] = {}
        self._landed = (self._deliver,)

    # UDP

    def bind_datagrams(
        self, protocol: asyncio.DatagramProtocol, wanted: Address
    ) -> tuple[VirtualDatagrams, asyncio.DatagramProtocol]:
        """Bind a UDP port.

        :raises OSError: it is in use.
        """
        address = self._bind("UDP", self._datagrams, wanted)
        transport = self._datagrams[address] = VirtualDatagrams(self, protocol, address)
        protocol.connection_made(transport)
        return transport, protocol

    def unbind_datagrams(self, address: Address) -> None:
        self._datagrams.pop(address, None)

    def send(self, data: bytes, source: Address, target: Address) -> None:
        """Let a datagram go; whoever is bound when it arrives gets it."""
        self.loop.simulation.fly(Flight((data, source, target), self._landed))

    def _deliver(self, flight: Flight) -> None:
        data, source, target = flight.cargo
        there = self._datagrams.get(target) or self._datagrams.get((ANY, target[1]))
        if there is None:
            self.undelivered += 1
            return
        try:
            there.arrived(data, source)
        except Exception as error:  # noqa: BLE001 - as asyncio does with what its callbacks raise
            self.loop.call_exception_handler({"message": f"a datagram at {target[0]}", "exception": error})

    # TCP

    def listen(self, make: Callable[[], asyncio.Protocol], wanted: Address) -> Listener:
        """Listen at a TCP port.

        :raises OSError: it is in use.
        """
        address = self._bind("TCP", self._listeners, wanted)
        listener = self._listeners[address] = Listener(self, make, address)
        return listener

    def unlisten(self, address: Address) -> None:
        self._listeners.pop(address, None)

    async def dial(
        self, make: Callable[[], asyncio.Protocol], remote: Address, local: Address | None
    ) -> tuple[VirtualStream, asyncio.Protocol]:
        """Connect two ends.

        :raises ConnectionRefusedError: nobody listens there when the call arrives.
        """
        await asyncio.sleep(FLIGHT_S)
        listener = self._listeners.get(remote) or self._listeners.get((ANY, remote[1]))
        await asyncio.sleep(FLIGHT_S)
        if listener is None or listener.closed:
            raise ConnectionRefusedError(errno.ECONNREFUSED, f"nobody listens at {remote[0]}:{remote[1]}")
        host, port = local or (remote[0], 0)
        here = (host, port or self._free_port("TCP", {}, host))
        protocol = make()
        near = VirtualStream(self.loop, protocol, here, remote)
        far = VirtualStream(self.loop, listener.make(), remote, here)
        near.join(far)
        return near, protocol

    # Ports

    def _bind(self, kind: Kind, taken: dict[Address, Any], wanted: Address) -> Address:
        host, port = wanted
        if port == 0:
            return host, self._free_port(kind, taken, host)
        if wanted in taken:
            raise OSError(errno.EADDRINUSE, f"{kind} port {port} of {host} is in use")
        return wanted

    def _free_port(self, kind: Kind, taken: dict[Address, Any], host: str) -> int:
        port = self._last_ports.get((kind, host), _FIRST_PORT - 1)
        for _ in range(_FIRST_PORT, _LAST_PORT + 1):
            port = port + 1 if port < _LAST_PORT else _FIRST_PORT
            if (host, port) not in taken:
                self._last_ports[kind, host] = port
                return port
        raise OSError(errno.EADDRINUSE, f"{host} has no {kind} port left")
