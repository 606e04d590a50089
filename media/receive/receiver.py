"""A media receiver: a port, an analyser, and those who want the frames."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Self

from camproof.media.detect.watch import StreamWatch
from camproof.media.errors import MediaTransportError
from camproof.media.plan import Container, MediaTransport
from camproof.media.receive.analyser import StreamAnalyser
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.order import HOLD_S
from camproof.media.receive.report import StreamReport
from camproof.media.receive.sockets import PacketSink, Port, TcpPort, UdpPort
from camproof.protocols.flow import Address
from camproof.protocols.ps import DeviationCount

__all__ = ["FrameSink", "MediaReceiver"]

RTCP_INTERVAL_S = 5.0
FrameSink = Callable[[ReceivedFrame], None]


class MediaReceiver:
    """Receives and measures one stream; make it with :meth:`open`.

    Whatever arrives, nothing is raised into the event loop: what cannot be read is counted.
    """

    def __init__(self, analyser: StreamAnalyser, make_port: Callable[[MediaReceiver], Port]) -> None:
        self.analyser = analyser
        analyser.on_frame = self._frame
        self._port = make_port(self)
        self._address: Address = ("", 0)
        self._sinks: list[FrameSink] = []
        self._taps: list[PacketSink] = []
        self._tell_shown: list[Callable[[], None]] = []
        self._first_key: asyncio.Future[ReceivedFrame] = asyncio.get_running_loop().create_future()
        self._stopped = False
        self._rtcp_timer: asyncio.TimerHandle | None = None

    @classmethod
    async def open(
        cls,
        transport: MediaTransport = "udp",
        host: str = "127.0.0.1",
        *,
        port: int = 0,
        ssrc: int | None = None,
        payload_type: int | None = None,
        container: Container = "PS",
        wall_s: Callable[[float], float] | None = None,
        sink: FrameSink | None = None,
        rtcp_interval_s: float | None = RTCP_INTERVAL_S,
    ) -> Self:
        """Bind and be ready for packets.

        :param transport: our role: udp, tcp-passive (we listen), tcp-active (we dial with :meth:`connect`).
        :param ssrc: the one agreed (``y=``); packets with another are counted, not read.
        :param wall_s: monotonic to epoch seconds.
        :param sink: gets each frame in order, in the event loop's thread.
        :param rtcp_interval_s: time between receiver reports, which go over UDP to where the sender's RTCP
            comes from; None sends none.
        :raises MediaTransportError: where nothing can be bound.
        """
        analyser = StreamAnalyser(
            time.monotonic(),
            ssrc=ssrc,
            payload_type=payload_type,
            container=container,
            hold_s=HOLD_S if transport == "udp" else 0.0,
            wall_s=wall_s,
        )
        receiver = cls(analyser, lambda owner: owner._make_port(transport, ssrc))
        if sink is not None:
            receiver.add_sink(sink)
        receiver._address = await receiver._port.open(host, port)
        if rtcp_interval_s is not None and transport == "udp":
            receiver._report_each(rtcp_interval_s)
        return receiver

    def _make_port(self, transport: MediaTransport, ssrc: int | None) -> Port:
        if transport == "udp":
            return UdpPort(self._packet)
        return TcpPort(self._packet, ssrc, passive=transport == "tcp-passive")

    @property
    def address(self) -> Address:
        """Where media is expected (for UDP the RTP port; RTCP is the next)."""
        return self._address

    @property
    def key_frame(self) -> bytes | None:
        """The last complete key access unit that had parameter sets."""
        return self.analyser.key_frame

    @property
    def codec(self) -> str:
        """Codec of the pictures; "" before the first."""
        return self.analyser.facts().codec

    @property
    def ssrc(self) -> int | None:
        """The one agreed, or that of the first packet; None before."""
        return self.analyser.agreed_ssrc

    def tap(self, sink: PacketSink) -> Callable[[], None]:
        """One more that gets each packet as it comes; the function that is given back ends that."""
        self._taps.append(sink)

        def end() -> None:
            if sink in self._taps:
                self._taps.remove(sink)

        return end

    def _packet(self, data: bytes, arrival_s: float) -> None:
        self.analyser.packet(data, arrival_s)
        for tap in self._taps:
            tap(data, arrival_s)

    def add_sink(self, sink: FrameSink) -> None:
        """One more that gets each frame."""
        self._sinks.append(sink)

    @property
    def first_key_frame_at_s(self) -> float | None:
        """When the first complete key picture with parameter sets was there."""
        return self.analyser.first_key_frame_at_s

    def when_shown(self, tell: Callable[[], None]) -> None:
        """Call once the first complete key picture is there, after its frame went to the sinks; at once
        where it is there already.
        """
        if self._first_key.done():
            tell()
        else:
            self._tell_shown.append(tell)

    def watch(self, camera: int | None, subject: str, *, zero_s: float, clock_limit_s: float) -> StreamWatch:
        """Let detectors look at all frames from now on; parameters as for a ``StreamReceiver``."""
        watch = StreamWatch(self.analyser, camera, subject, zero_s=zero_s, clock_limit_s=clock_limit_s)
        self.add_sink(watch.frame)
        return watch

    def expect(self, ssrc: int | None) -> None:
        """Take packets of this SSRC from now on (None: of the next one that comes), as an answer with
        another ``y=`` than the offer's asks.
        """
        self.analyser.expect(ssrc)
        self._port.expect(ssrc)

    async def connect(self, remote: Address, timeout_s: float = 5.0) -> None:
        """Dial the sender (tcp-active).

        :raises MediaTransportError: nobody answers.
        """
        await self._port.connect(remote, timeout_s)

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
        """Departures from the standards: framing, RTP, program stream, video."""
        return (*self._port.deviations(), *self.analyser.facts().deviations)

    def socket_drops(self) -> int:
        """Datagrams that the kernel threw away at this port: our fault, not the sender's."""
        return self._port.drops()

    async def stop(self) -> None:
        """Give back all sockets; what waited comes out first. May be called twice."""
        if self._stopped:
            return
        self._stopped = True
        if self._rtcp_timer is not None:
            self._rtcp_timer.cancel()
        await self._port.close()
        self.analyser.flush()
        if not self._first_key.done():
            self._first_key.set_exception(MediaTransportError("The receiver was stopped."))
            self._first_key.exception()

    def _report_each(self, interval_s: float) -> None:
        def report() -> None:
            data = self.analyser.feedback(time.monotonic())
            if data is not None:
                self._port.answer(data)
            self._report_each(interval_s)

        self._rtcp_timer = asyncio.get_running_loop().call_later(interval_s, report)

    def _frame(self, frame: ReceivedFrame) -> None:
        first = not self._first_key.done() and self.analyser.first_key_frame_at_s is not None
        if first:
            self._first_key.set_result(frame)
        for sink in self._sinks:
            sink(frame)
        told, self._tell_shown = (self._tell_shown, []) if first else ([], self._tell_shown)
        for tell in told:
            tell()
