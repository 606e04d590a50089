"""Datagrams under way on an impaired link: each leaves when it is due, in the order of their due times."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from heapq import heappop, heappush
from typing import Protocol, cast

from camproof.runtimes.clock import clock

__all__ = ["DelayLine"]


class Delays(Protocol):
    """What delays the datagrams of a socket."""

    @property
    def waiting(self) -> int:
        """How many are under way."""

    def put(self, at_s: float, delay_s: float, leave: Callable[[], None]) -> None:
        """Call ``leave`` at ``at_s + delay_s``; at once when nothing delays it and nothing is before it.

        :param at_s: now (``runtimes.clock.now_s``), the same that the link was asked with.
        """

    def close(self) -> None:
        """Forget what is under way."""


def delays() -> Delays:
    """Those of the running loop: its own, where it keeps its time itself."""
    make = getattr(asyncio.get_running_loop(), "delays", DelayLine)
    return cast(Delays, make())


class DelayLine:
    """One timer for all datagrams of a socket.

    A timer for each would let datagrams overtake one another: a loop rounds its timers, each from the moment
    at which it was set.
    """

    def __init__(self) -> None:
        self._late: list[tuple[float, int, Callable[[], None]]] = []
        self._count = 0
        self._now_s = clock()
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.TimerHandle | None = None

    @property
    def waiting(self) -> int:
        """How many are under way."""
        return len(self._late)

    def put(self, at_s: float, delay_s: float, leave: Callable[[], None]) -> None:
        """As :meth:`Delays.put`."""
        if delay_s <= 0 and not self._late:
            leave()
            return
        self._count += 1
        heappush(self._late, (at_s + delay_s, self._count, leave))
        if self._late[0][1] == self._count:
            self._set_timer()

    def close(self) -> None:
        """Forget what is under way."""
        self._late.clear()
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _set_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        wait_s = max(0.0, self._late[0][0] - self._now_s())
        self._timer = self._loop.call_later(wait_s, self._flush)

    def _flush(self) -> None:
        self._timer = None
        at_s = self._now_s()
        while self._late and self._late[0][0] <= at_s:
            heappop(self._late)[2]()
        if self._late:
            self._set_timer()
