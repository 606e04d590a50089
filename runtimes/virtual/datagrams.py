"""A UDP port of the virtual network."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from camproof.protocols.flow import Address

if TYPE_CHECKING:
    from camproof.runtimes.virtual.network import VirtualNetwork

__all__ = ["VirtualDatagrams"]


class VirtualDatagrams(asyncio.DatagramTransport):
    """The transport that a datagram protocol is given."""

    def __init__(self, network: VirtualNetwork, protocol: asyncio.DatagramProtocol, address: Address) -> None:
        super().__init__({"sockname": address})
        self._network = network
        self._protocol = protocol
        self._address = address
        self._closing = False

    def sendto(self, data: Any, addr: Any = None) -> None:
        """Send a datagram to an address of the network."""
        if not self._closing:
            self._network.send(bytes(data), self._address, addr)

    def arrived(self, data: bytes, source: Address) -> None:
        """A datagram is there."""
        if not self._closing:
            self._protocol.datagram_received(data, source)

    def is_closing(self) -> bool:
        return self._closing

    def close(self) -> None:
        """Give the port back; what left is still under way."""
        if self._closing:
            return
        self._closing = True
        self._network.unbind_datagrams(self._address)
        self._network.loop.call_soon(self._protocol.connection_lost, None)

    def abort(self) -> None:
        """The same: nothing waits to be sent."""
        self.close()
