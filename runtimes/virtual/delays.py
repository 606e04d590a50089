"""Datagrams under way on an impaired link in virtual time."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from camproof.runtimes.virtual.simulation import Flight

if TYPE_CHECKING:
    from camproof.runtimes.virtual.loop import VirtualLoop

__all__ = ["VirtualDelays"]


class VirtualDelays:
    """See ``DelayLine``: here each datagram is an event of its own, as SimPy keeps events in order.

    :ivar waiting: how many are under way.
    """

    __slots__ = ("_landed", "_loop", "_round", "waiting")

    def __init__(self, loop: VirtualLoop) -> None:
        self.waiting = 0
        self._loop = loop
        self._round = 0
        self._landed = (self._leave,)

    def put(self, at_s: float, delay_s: float, leave: Callable[[], None]) -> None:
        """Call ``leave`` at ``at_s + delay_s``; at once when nothing delays it and nothing is before it."""
        if delay_s <= 0 and not self.waiting:
            leave()
            return
        self.waiting += 1
        self._loop.simulation.set(Flight((self._round, leave), self._landed), at_s + delay_s)

    def close(self) -> None:
        """Forget what is under way."""
        self.waiting = 0
        self._round += 1

    def _leave(self, flight: Flight) -> None:
        put_in, leave = flight.cargo
        if put_in != self._round:
            return
        self.waiting -= 1
        try:
            leave()
        except Exception as error:  # noqa: BLE001 - as asyncio does with what its callbacks raise
            self._loop.call_exception_handler({"message": "a delayed datagram", "exception": error})
