"""SimPy's environment as the clock of an event loop: integer nanoseconds, and timers as its events."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextvars import copy_context
from heapq import heapify, heappush
from typing import Any

from simpy import Environment
from simpy.events import NORMAL

__all__ = ["FLIGHT_S", "NS", "Flight", "Simulation", "Timer", "in_ns"]

NS = 1_000_000_000
"""Nanoseconds in a second."""
FLIGHT_S = 100e-6
"""From one host of the virtual network to another, as on a quiet LAN."""
_FLIGHT_NS = round(FLIGHT_S * NS)
_FEW = 1000


def in_ns(at_s: float) -> int:
    """The first whole nanosecond that is not before ``at_s``, as :meth:`Simulation.now_s` tells it."""
    at_ns = int(at_s * NS)
    while at_ns / NS < at_s:
        at_ns += 1
    return at_ns


class Timer(asyncio.TimerHandle):
    """A timer of asyncio that SimPy takes for one of its events: it has what ``Environment.step`` looks at.

    One object for both, because most of a simulation's work is to set timers and to cancel them; for the same
    reason it fills in what ``asyncio.Handle`` holds itself.
    """

    __slots__ = ("callbacks",)
    _ok = True

    def __init__(
        self, when_s: float, callback: Callable[..., object], args: Any, loop: Any, context: Any
    ) -> None:
        self._callback, self._args, self._loop = callback, args, loop
        self._context = copy_context() if context is None else context
        self._cancelled = False
        self._repr = self._source_traceback = None
        self._when, self._scheduled = when_s, True
        self.callbacks: tuple[Callable[[Timer], None], ...] | None = _RUN


def _run(timer: Timer) -> None:
    if not timer._cancelled:
        timer._scheduled = False
        timer._run()


_RUN = (_run,)


class Flight:
    """An event of SimPy that hands itself to whoever gave it: something under way that nobody calls back."""

    __slots__ = ("callbacks", "cargo")
    _ok = True

    def __init__(self, cargo: Any, landed: tuple[Callable[[Flight], None], ...]) -> None:
        self.cargo = cargo
        self.callbacks: tuple[Callable[[Flight], None], ...] | None = landed


class Simulation(Environment):
    """The clock and the schedule; other SimPy processes may live in it beside the event loop's timers.

    Events of one moment happen in the order in which they were scheduled.
    """

    def __init__(self) -> None:
        super().__init__(initial_time=0)
        self._cancelled = 0

    @property
    def now_s(self) -> float:
        """Seconds since the beginning."""
        return self._now / NS

    def set(self, event: Timer | Flight, when_s: float) -> None:
        """Let an event happen at ``when_s``, or now where that is past."""
        at_ns = int(when_s * NS)
        if at_ns / NS < when_s:
            at_ns = in_ns(when_s)
        self._put(event, max(at_ns, self._now))

    def fly(self, flight: Flight) -> None:
        """Let a flight land after :data:`FLIGHT_S`."""
        self._put(flight, self._now + _FLIGHT_NS)

    def _put(self, event: Timer | Flight, at_ns: float) -> None:
        """As ``Environment.schedule``, at a moment: to set events is much of what a simulation does."""
        heappush(self._queue, (at_ns, NORMAL, next(self._eid), event))  # type: ignore[misc]

    def cancelled(self) -> None:
        """A timer that is set was cancelled; when these are many they are taken out of the schedule."""
        self._cancelled += 1
        if self._cancelled > _FEW and 2 * self._cancelled > len(self._queue):
            self._queue = [entry for entry in self._queue if not _is_cancelled(entry[3])]
            heapify(self._queue)
            self._cancelled = 0


def _is_cancelled(event: object) -> bool:
    return isinstance(event, Timer) and event.cancelled()
