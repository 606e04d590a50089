"""TCP of the virtual network: listeners, and connections as pairs of transports.

Bytes arrive in order and whole. A connection has no window: whoever reads slowly holds its own bytes back.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from camproof.protocols.flow import Address
from camproof.runtimes.virtual.simulation import FLIGHT_S

if TYPE_CHECKING:
    from camproof.runtimes.virtual.loop import VirtualLoop
    from camproof.runtimes.virtual.network import VirtualNetwork

__all__ = ["Listener", "VirtualStream"]


class Listener:
    """A TCP port that takes connections.

    :ivar make: the protocol of the next connection.
    """

    def __init__(
        self, network: VirtualNetwork, make: Callable[[], asyncio.Protocol], address: Address
    ) -> None:
        self.make = make
        self.address = address
        self.closed = False
        self._network = network

    def close(self) -> None:
        """Take no more; connections that stand go on."""
        if not self.closed:
            self.closed = True
            self._network.unlisten(self.address)

    async def wait_closed(self) -> None:
        """It is closed at once."""


class VirtualStream(asyncio.Transport):
    """One end of a connection."""

    def __init__(
        self, loop: VirtualLoop, protocol: asyncio.Protocol, local: Address, remote: Address
    ) -> None:
        super().__init__({"sockname": local, "peername": remote})
        self._loop = loop
        self._protocol: Any = protocol
        self._peer: VirtualStream | None = None
        self._closing = self._lost = self._paused = False
        self._held: list[Callable[[], None]] = []

    def join(self, far: VirtualStream) -> None:
        """The connection stands: tell both protocols, the dialled one first."""
        self._peer, far._peer = far, self
        for end in (far, self):
            end._protocol.connection_made(end)

    # For the protocol

    def write(self, data: Any) -> None:
        """Send; nothing is kept back."""
        if not self._closing and data:
            self._send(self._far._data, bytes(data))

    def close(self) -> None:
        """Say that nothing more comes, and be gone."""
        if not self._closing:
            self._closing = True
            self._send(self._far._end)
            self._loop.call_soon(self._gone, None)

    def abort(self) -> None:
        """Reset."""
        if not self._lost:
            self._closing = True
            self._send(self._far._reset)
            self._loop.call_soon(self._gone, None)

    def is_closing(self) -> bool:
        return self._closing

    def get_write_buffer_size(self) -> int:
        return 0

    def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
        """Nothing is ever kept back."""

    def pause_reading(self) -> None:
        """Hold what arrives."""
        self._paused = True

    def resume_reading(self) -> None:
        """Take what was held, and what comes."""
        self._paused = False
        while self._held and not self._paused:
            self._held.pop(0)()

    def is_reading(self) -> bool:
        return not self._paused and not self._closing

    def set_protocol(self, protocol: asyncio.BaseProtocol) -> None:
        self._protocol = protocol

    def get_protocol(self) -> asyncio.BaseProtocol:
        protocol: asyncio.BaseProtocol = self._protocol
        return protocol

    # From the other end

    @property
    def _far(self) -> VirtualStream:
        assert self._peer is not None
        return self._peer

    def _send(self, deliver: Callable[..., None], *args: Any) -> None:
        self._loop.call_later(FLIGHT_S, deliver, *args)

    def _data(self, data: bytes) -> None:
        if self._lost:
            self._send(self._far._reset)
        elif self._paused:
            self._held.append(lambda: self._data(data))
        elif not self._closing:
            self._protocol.data_received(data)

    def _end(self) -> None:
        if self._paused and not self._lost:
            self._held.append(self._end)
        elif not self._closing and not self._protocol.eof_received():
            self.close()

    def _reset(self) -> None:
        if not self._lost:
            self._closing = True
            self._gone(ConnectionResetError("the connection was reset"))

    def _gone(self, why: Exception | None) -> None:
        if not self._lost:
            self._lost = True
            self._protocol.connection_lost(why)
