"""An asyncio event loop on SimPy's clock.

Theory of operation
===================

Callbacks that are ready run in their order, all in one moment; then the next event of the simulation is
processed, and its moment is the time from then on. There is no selector, no thread and no waiting. What
asyncio leaves to threads (``run_in_executor``) is done at once, and takes no time.
"""

from __future__ import annotations

import asyncio
import ipaddress
import signal
import socket
from asyncio import base_events
from collections.abc import Callable
from contextvars import Context
from typing import Any, NoReturn

from simpy.core import EmptySchedule

from camproof.runtimes.virtual.delays import VirtualDelays
from camproof.runtimes.virtual.network import VirtualNetwork
from camproof.runtimes.virtual.simulation import NS, Simulation, Timer
from camproof.runtimes.virtual.streams import Listener

__all__ = ["EPOCH_S", "NothingLeftError", "VirtualLoop"]

EPOCH_S = 1_767_225_600.0
"""When virtual time begins: 2026-01-01, 0 h UTC."""


class NothingLeftError(RuntimeError):
    """Somebody waits, but nothing is left that could happen."""


class VirtualLoop(base_events.BaseEventLoop):
    """Give it to ``asyncio.Runner`` as its loop.

    :param epoch_s: seconds from 1970 to the zero of its time.
    :ivar simulation: its clock and schedule.
    :ivar network: where its transports lead to.
    """

    def __init__(self, epoch_s: float = EPOCH_S) -> None:
        super().__init__()
        self.epoch_s = epoch_s
        self.simulation = Simulation()
        self.network = VirtualNetwork(self)
        self._before: dict[int, Any] = {}

    def time(self) -> float:
        """Seconds since the beginning."""
        return self.simulation._now / NS

    def call_at(  # type: ignore[override]
        self,
        when: float,
        callback: Callable[..., object],
        *args: Any,
        context: Context | None = None,
    ) -> asyncio.TimerHandle:
        """Call at a moment; timers of one moment run in the order in which they were set."""
        timer = Timer(when, callback, args, self, context)
        self.simulation.set(timer, when)
        return timer

    def call_later(  # type: ignore[override]
        self, delay: float, callback: Callable[..., object], *args: Any, context: Context | None = None
    ) -> asyncio.TimerHandle:
        """Call after ``delay`` seconds."""
        return self.call_at(self.simulation._now / NS + delay, callback, *args, context=context)

    def run_in_executor(  # type: ignore[override]
        self,
        executor: object,  # noqa: ARG002
        func: Callable[..., Any],
        *args: Any,
    ) -> asyncio.Future[Any]:
        """Do it at once: nothing happens beside, and virtual time stands still meanwhile."""
        done = self.create_future()
        try:
            done.set_result(func(*args))
        except Exception as error:  # noqa: BLE001 - whatever it is, it belongs to whoever waits
            done.set_exception(error)
        return done

    # Network

    def delays(self) -> VirtualDelays:
        """What delays the datagrams of a socket."""
        return VirtualDelays(self)

    async def create_datagram_endpoint(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.DatagramProtocol],
        local_addr: tuple[str, int],
    ) -> tuple[asyncio.DatagramTransport, asyncio.DatagramProtocol]:
        """Bind a UDP port of the virtual network; port 0 for any.

        :raises OSError: it is in use.
        """
        return self.network.bind_datagrams(protocol_factory(), local_addr)

    async def create_server(  # type: ignore[override]
        self, protocol_factory: Callable[[], asyncio.Protocol], host: str, port: int
    ) -> Listener:
        """Listen at a TCP port of the virtual network; port 0 for any.

        :raises OSError: it is in use.
        """
        return self.network.listen(protocol_factory, (host, port))

    async def create_connection(  # type: ignore[override]
        self,
        protocol_factory: Callable[[], asyncio.Protocol],
        host: str,
        port: int,
        *,
        local_addr: tuple[str, int] | None = None,
    ) -> tuple[asyncio.Transport, asyncio.Protocol]:
        """Dial; takes one round trip.

        :raises ConnectionRefusedError: nobody listens there.
        """
        return await self.network.dial(protocol_factory, (host, port), local_addr)

    async def getaddrinfo(  # type: ignore[override]
        self,
        host: str,
        port: int,
        **wanted: Any,
    ) -> list[tuple[Any, ...]]:
        """Addresses stand for themselves; there are no names in virtual time."""
        try:
            ipaddress.IPv4Address(host)
        except ValueError:
            raise socket.gaierror(socket.EAI_NONAME, f"there are no names in virtual time: {host}") from None
        return [(socket.AF_INET, wanted.get("type", 0), 0, "", (host, port))]

    # Signals

    def add_signal_handler(  # type: ignore[override]
        self, sig: int, callback: Callable[..., object], *args: Any
    ) -> None:
        """Call when the process gets a signal."""

        def caught(_number: int, _frame: object) -> None:
            self.call_soon(callback, *args)

        before = signal.signal(sig, caught)
        self._before.setdefault(sig, before)

    def remove_signal_handler(self, sig: int) -> bool:
        """Back to what was before; whether there was a handler."""
        if sig not in self._before:
            return False
        signal.signal(sig, self._before.pop(sig))
        return True

    def close(self) -> None:
        """Close it, and give signals back."""
        for sig in tuple(self._before):
            self.remove_signal_handler(sig)
        super().close()

    # What BaseEventLoop leaves to its heirs

    def _run_once(self) -> None:
        ready, step = self._ready, self.simulation.step  # type: ignore[attr-defined]
        try:
            while True:
                while ready:
                    handle = ready.popleft()
                    if not handle._cancelled:
                        handle._run()
                if self._stopping:  # type: ignore[attr-defined]
                    return
                while not ready:
                    step()
                    if self._stopping:  # type: ignore[attr-defined]
                        return
        except EmptySchedule:
            raise NothingLeftError("Somebody waits in virtual time for what will never happen.") from None

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:  # noqa: ARG002
        self.simulation.cancelled()

    def _process_events(self, event_list: object) -> NoReturn:
        raise NotImplementedError("There is no selector in virtual time.")

    def _write_to_self(self) -> None:
        """Nobody sleeps, so nobody is to be woken."""
