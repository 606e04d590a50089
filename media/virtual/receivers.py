"""A receiver of the virtual plane: a place that flights come to, and what it measures."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from camproof.media.detect.watch import StreamWatch
from camproof.media.errors import MediaTransportError
from camproof.media.plan import MediaTransport
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.report import StreamReport
from camproof.media.virtual.analyser import FlightAnalyser
from camproof.protocols.flow import Address
from camproof.protocols.ps import DeviationCount
from camproof.verdicts.finding import Finding

if TYPE_CHECKING:
    from camproof.media.virtual.plane import VirtualPlane

__all__ = ["VirtualReceiver"]


class _Judge:
    """A watch that has seen all up to now whenever it is asked."""

    def __init__(self, watch: StreamWatch, catch_up: Callable[[], None]) -> None:
        self._watch = watch
        self._catch_up = catch_up

    def tick(self, now_s: float) -> float:
        return self._watch.tick(now_s)

    def findings(self) -> tuple[Finding, ...]:
        self._catch_up()
        return self._watch.findings()


class VirtualReceiver:
    """See ``StreamReceiver``.

    :param transport: our role.
    :ivar flight: the flight that is heard; None while there is none.
    """

    def __init__(
        self,
        plane: VirtualPlane,
        address: Address,
        transport: MediaTransport,
        ssrc: int | None,
        payload_type: int | None,
    ) -> None:
        self.address = address
        self.transport = transport
        self.flight: int | None = None
        self._plane = plane
        self.analyser: FlightAnalyser = plane.traffic.analyser(
            plane.now_s(), ssrc=ssrc, payload_type=payload_type, tcp=transport != "udp", on_frame=self._frame
        )
        self._sinks: list[Callable[[ReceivedFrame], None]] = []
        self._watchers: list[Callable[[ReceivedFrame], None]] = []
        self._tell_shown: list[Callable[[], None]] = []
        self._relays: list[int] = []
        self._first_key: asyncio.Future[ReceivedFrame] = asyncio.get_running_loop().create_future()
        self._stopped = False

    @property
    def codec(self) -> str:
        """Codec of the pictures; "" before the first."""
        return self.analyser.facts().codec

    @property
    def first_key_frame_at_s(self) -> float | None:
        """When the first complete key picture with parameter sets was there."""
        return self.analyser.first_key_frame_at_s

    def hear(self, flight: int, ssrc: int, payload_type: int) -> None:
        """Take what a flight brings, and no other from now on (called by its sender)."""
        if self._stopped:
            return
        if self.flight is not None:
            self._plane.traffic.leave(self.flight)
        self.flight = flight
        self._plane.traffic.hear(flight, self.analyser, ssrc=ssrc, payload_type=payload_type)
        self._plane.traffic.tell_each(flight, each=bool(self._sinks))
        self._lead(flight)

    def pass_on(self, relay: int) -> Callable[[], None]:
        """Let a relay follow whatever is heard here; gives a function that ends this."""
        self._relays.append(relay)
        self._plane.traffic.follow(relay, self.flight)

        def end() -> None:
            if relay in self._relays:
                self._relays.remove(relay)
                self._plane.traffic.follow(relay, None)

        return end

    def _lead(self, flight: int | None) -> None:
        for relay in self._relays:
            self._plane.traffic.follow(relay, flight)

    def gone(self, flight: int) -> None:
        """The flight is over (called by its sender)."""
        if self.flight == flight:
            self.flight = None
            self._lead(None)

    def add_sink(self, sink: Callable[[ReceivedFrame], None]) -> None:
        """One more that gets each frame from now on, with its bytes."""
        self._plane.traffic.catch_up()
        self._sinks.append(sink)
        if self.flight is not None:
            self._plane.traffic.tell_each(self.flight, each=True)

    def when_shown(self, tell: Callable[[], None]) -> None:
        """Call once the first complete key picture is there."""
        if self._first_key.done():
            tell()
        else:
            self._tell_shown.append(tell)

    def watch(self, camera: int | None, subject: str, *, zero_s: float, clock_limit_s: float) -> _Judge:
        """Let detectors look at all pictures that tell them something new; see ``telling``."""
        watch = StreamWatch(self.analyser, camera, subject, zero_s=zero_s, clock_limit_s=clock_limit_s)
        self._watchers.append(watch.frame)
        return _Judge(watch, self._plane.traffic.catch_up)

    def expect(self, ssrc: int | None) -> None:
        """Take packets of this SSRC from now on."""
        self.analyser.expect(ssrc)

    async def connect(self, remote: Address, timeout_s: float = 5.0) -> None:
        """Dial the sender (tcp-active).

        :raises MediaTransportError: nobody listens there.
        """
        await asyncio.sleep(2 * self._plane.flight_s)
        sender = self._plane.listening(remote)
        if sender is None:
            await asyncio.sleep(max(0.0, timeout_s - 2 * self._plane.flight_s))
            host, port = remote
            raise MediaTransportError(f"The media connection to {host}:{port} cannot be made: no answer.")
        sender.connected(self)

    async def first_key_frame(self, timeout_s: float) -> ReceivedFrame:
        """Wait for the first complete key picture with parameter sets.

        :raises TimeoutError: none came in time.
        :raises MediaTransportError: the receiver was stopped meanwhile.
        """
        async with asyncio.timeout(timeout_s):
            return await asyncio.shield(self._first_key)

    def report(self) -> StreamReport:
        """Everything so far."""
        return self.analyser.report()

    def window(self, from_s: float, to_s: float) -> StreamReport:
        """The whole seconds inside a span of monotonic time."""
        return self.analyser.window(from_s, to_s)

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Departures from the standards: of RTP headers, as there are no bytes."""
        return self.analyser.facts().deviations

    async def stop(self) -> None:
        """Give the port back; what waited comes out first. May be called twice."""
        if self._stopped:
            return
        self._stopped = True
        if self.flight is not None:
            self._plane.traffic.leave(self.flight)
            self.flight = None
            self._lead(None)
        self.analyser.flush()
        self._plane.receiver_gone(self)
        if not self._first_key.done():
            self._first_key.set_exception(MediaTransportError("The receiver was stopped."))
            self._first_key.exception()

    def _frame(self, frame: ReceivedFrame) -> None:
        first = not self._first_key.done() and self.analyser.first_key_frame_at_s is not None
        if first:
            self._first_key.set_result(frame)
        for sink in (*self._watchers, *self._sinks):
            sink(frame)
        told, self._tell_shown = (self._tell_shown, []) if first else ([], self._tell_shown)
        for tell in told:
            tell()
