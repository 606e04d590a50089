"""How a sender of the virtual plane finds its receiver: at an address, by dialling, or by being dialled."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from camproof.media.plan import MediaPlan
from camproof.media.send.tcp import DEFAULT_RETRY
from camproof.protocols.flow import Address

if TYPE_CHECKING:
    from camproof.media.virtual.plane import VirtualPlane
    from camproof.media.virtual.receivers import VirtualReceiver

__all__ = ["FlightWire"]


class FlightWire:
    """The way of one stream, before there is one.

    :param up: called with the receiver when the way is there; over UDP with None where nobody listens.
    :param failed: called with a sentence when nobody took the connection.
    """

    def __init__(
        self,
        plane: VirtualPlane,
        plan: MediaPlan,
        address: Address,
        up: Callable[[VirtualReceiver | None], None],
        failed: Callable[[str], None],
    ) -> None:
        self._plane = plane
        self._plan = plan
        self._address = address
        self._up = up
        self._failed = failed
        self._started = False
        self._waiting: VirtualReceiver | None = None
        self._dialling: asyncio.Task[None] | None = None

    def prepare(self) -> Address:
        """The address; a passive sender may be dialled from now on."""
        if self._plan.transport == "tcp-passive":
            self._plane.listen(self._address, self)
        return self._address

    def start(self) -> None:
        """Find the receiver: at once over UDP, with the connection over TCP."""
        self._started = True
        match self._plan.transport:
            case "udp":
                self._up(self._plane.receiver_at(self._plan.remote, "udp"))
            case "tcp-active":
                self._dialling = asyncio.get_running_loop().create_task(self._dial())
            case "tcp-passive":
                if self._waiting is not None:
                    self._up(self._waiting)

    def connected(self, receiver: VirtualReceiver) -> None:
        """A receiver has dialled (called by it)."""
        self._waiting = receiver
        if self._started:
            self._up(receiver)

    async def _dial(self) -> None:
        for attempt in range(DEFAULT_RETRY.tries):
            await asyncio.sleep(DEFAULT_RETRY.gap_s if attempt else 2 * self._plane.flight_s)
            receiver = self._plane.receiver_at(self._plan.remote, "tcp-passive")
            if receiver is not None:
                self._up(receiver)
                return
        host, port = self._plan.remote
        tries = DEFAULT_RETRY.tries
        self._failed(f"Nobody took the media connection at {host}:{port} in {tries} tries.")

    def close(self) -> None:
        """Dial no more."""
        if self._dialling is not None:
            self._dialling.cancel()
            self._dialling = None
