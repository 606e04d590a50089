"""The media plane on sockets."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from camproof.media.bulk.live.port import LivePort
from camproof.media.bulk.live.sender import LiveSender
from camproof.media.bulk.live.tables import LiveTables
from camproof.media.bulk.send.warming import warm_up
from camproof.media.clips.model import Clip
from camproof.media.frame_source import FrameSource
from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions, packet_table
from camproof.media.plan import Container, MediaPlan, MediaTransport
from camproof.media.plane.camera_sender import CameraSender
from camproof.media.plane.model import PictureOrder
from camproof.media.playout import ToneSource
from camproof.media.receive.face import StreamReceiver
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.picture import DecodedKeyFrame, decode_in_thread
from camproof.media.receive.receiver import MediaReceiver
from camproof.media.receive.sound import VoiceEar
from camproof.media.send.face import FinishReason, SoundSender, StreamRelay, StreamSender
from camproof.media.send.lateness import Lateness
from camproof.media.send.pacer import Pacer
from camproof.media.send.relay import PacketRelay
from camproof.media.send.sender import MediaSender
from camproof.runtimes.impairment import Gate

__all__ = ["SocketPlane"]


class SocketPlane:
    """See ``MediaPlane``.

    :param shared_port: live pictures over UDP leave from one media port for all cameras of a host, by the
        bulk sender; else each from a port of its own.
    """

    def __init__(self, *, shared_port: bool = False) -> None:
        if shared_port:
            warm_up()
        self.broken = asyncio.Event()
        self._shared_port = shared_port
        self._ports: dict[str, LivePort] = {}
        self._tables = LiveTables()

    @property
    def failure(self) -> str:
        """Why a shared port broke down; else empty."""
        return next((port.failure for port in self._ports.values() if port.failure), "")

    def picture_sender(self, order: PictureOrder) -> StreamSender:
        """From the shared port where there is one that can send this, else from sockets of its own."""
        return self._shared(order) or CameraSender(order)

    def sound_sender(
        self, plan: MediaPlan, source: FrameSource | None, *, host: str, ear: VoiceEar | None
    ) -> SoundSender:
        """Voice from sockets of its own."""
        return MediaSender(plan, source or ToneSource(), host=host, hears=None if ear is None else ear.packet)

    async def receiver(
        self,
        transport: MediaTransport,
        host: str,
        *,
        ssrc: int | None,
        payload_type: int | None = None,
        container: Container = "PS",
        wall_s: Callable[[float], float] | None = None,
    ) -> MediaReceiver:
        """Bind and measure.

        :raises MediaTransportError: nothing can be bound.
        """
        return await MediaReceiver.open(
            transport, host, ssrc=ssrc, payload_type=payload_type, container=container, wall_s=wall_s
        )

    def relay(
        self,
        receiver: StreamReceiver,
        plan: MediaPlan,
        *,
        host: str,
        gate: Gate | None = None,
        on_finished: Callable[[FinishReason], None] | None = None,
    ) -> StreamRelay:
        """From sockets of its own.

        :raises TypeError: the receiver is of another plane.
        """
        if not isinstance(receiver, MediaReceiver):
            raise TypeError("Only receivers of sockets can be passed on here.")
        relay = PacketRelay(
            plan, host=host, gate=gate, agreed_ssrc=lambda: receiver.ssrc, on_finished=on_finished
        )
        relay.untap = receiver.tap(relay.packet)
        return relay

    async def decoded(self, frame: ReceivedFrame) -> DecodedKeyFrame:
        """Decode in a thread.

        :raises PictureError: it does not decode.
        """
        return await decode_in_thread(frame.data, frame.codec)

    def make_ready(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Packetise, for senders of their own and for the shared port."""
        if isinstance(seen, Clip):
            packet_table(seen, options)
        if self._shared_port:
            self._tables.table(seen, options)

    def lateness(self, from_s: float | None, to_s: float | None = None) -> Lateness:
        """Of all frames of the event loop's clockwork."""
        return Pacer.current().lateness.window(from_s, to_s)

    async def close(self) -> None:
        """Give back the shared ports."""
        ports, self._ports = self._ports, {}
        for port in ports.values():
            await port.close()

    def _shared(self, order: PictureOrder) -> LiveSender | None:
        """A sender at the shared port; None where this stream needs one of its own."""
        plan, clock = order.plan, order.clock
        fits = plan.kind == "live" and plan.transport == "udp" and plan.container == "PS"
        if not self._shared_port or not fits or order.rendered is not None:
            return None
        port = self._port(order.host)
        table = port.tables.table(order.seen, order.options)
        if table is None:
            return None
        sender = LiveSender(
            port,
            plan,
            table,
            camera=order.camera,
            gate=order.gate,
            error_s=lambda: clock.error_s(time.monotonic()),
            watch_clock=clock.watch,
            drift_ppm=clock.drift_ppm,
            text=order.text,
            zone_s=order.zone_s,
            on_finished=order.on_finished,
        )
        sender.set_frozen(order.frozen)
        return sender

    def _port(self, host: str) -> LivePort:
        if host not in self._ports:
            self._ports[host] = LivePort(host, self.broken.set)
            self._ports[host].tables = self._tables
        return self._ports[host]
