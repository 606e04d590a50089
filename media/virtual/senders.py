"""A sender of the virtual plane: the wishes of a camera, told to its flight."""

from __future__ import annotations

from typing import TYPE_CHECKING

from camproof.media.clips.model import Clip
from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.plane.model import PictureOrder
from camproof.media.send.lateness import Lateness
from camproof.media.send.stats import SendStats
from camproof.media.virtual.clock import CameraClock
from camproof.media.virtual.recordings import Recording
from camproof.media.virtual.wires import FlightWire
from camproof.protocols.flow import Address

if TYPE_CHECKING:
    from camproof.media.virtual.plane import VirtualPlane
    from camproof.media.virtual.receivers import VirtualReceiver

__all__ = ["VirtualSender", "flight_stats"]


class VirtualSender:
    """See ``StreamSender``. A picture that would be drawn live is the clip instead."""

    def __init__(self, plane: VirtualPlane, order: PictureOrder, address: Address) -> None:
        self.failure = ""
        self._plane = plane
        self._order = order
        self._address = address
        self._recording = self._recorded()
        clock = order.clock
        self._flight: int | None = plane.traffic.add(
            plane.table(order.seen, order.options, order.text, order.zone_s),
            camera=order.camera,
            gate=order.gate,
            clock=CameraClock(lambda: clock.error_s(plane.now_s()), clock.drift_ppm),
            tcp=order.plan.transport != "udp",
            recording=self._recording,
        )
        self._unwatch = clock.watch(self._clock_changed)
        self._up = self._paused = self._ended = False
        self._receiver: VirtualReceiver | None = None
        self._wire = FlightWire(plane, order.plan, address, self._go_up, self._failed)
        self._last = flight_stats(plane, self._flight)
        if order.frozen:
            self.set_frozen(True)

    def _recorded(self) -> Recording | None:
        order = self._order
        plan = order.plan
        if plan.end_s is None:
            return None
        table = self._plane.table(order.seen, order.options, order.text, order.zone_s)
        return Recording(
            table, plan.start_s, plan.end_s, plan.scale, camera=order.camera, recorded=order.recorded
        )

    async def prepare(self) -> Address:
        """The address; a passive sender may be dialled from now on."""
        return self._wire.prepare()

    def start(self) -> None:
        """Send: at once over UDP, with the connection over TCP."""
        self._wire.start()

    def _failed(self, why: str) -> None:
        self.failure = why
        self._order.on_finished("unreachable")

    def _go_up(self, receiver: VirtualReceiver | None) -> None:
        self._receiver, self._up = receiver, True
        if self._flight is None:
            return
        if receiver is not None:
            receiver.hear(self._flight, self._order.plan.ssrc, self._order.plan.payload_type)
        self._plane.traffic.connect(self._flight)
        self._go()

    def _go(self) -> None:
        if self._up and not self._paused and not self._ended and self._flight is not None:
            self._plane.traffic.resume(self._flight)
            self._plane.arm()

    def pause(self) -> None:
        """Send nothing until ``resume``."""
        self._paused = True
        if self._flight is not None:
            self._plane.traffic.pause(self._flight)
            self._plane.arm()

    def resume(self) -> None:
        """Go on where it was paused."""
        self._paused = False
        self._go()

    def seek(self, npt_s: float) -> None:
        """Jump; a stream that had ended plays again."""
        if self._recording is None:
            return
        self._plane.traffic.catch_up()
        self._recording.playout.seek(npt_s)
        self._ended = False
        self._go()
        self._plane.arm()

    def stop_at(self, npt_s: float | None) -> None:
        """End a recording there."""
        if self._recording is not None:
            self._plane.traffic.catch_up()
            self._recording.playout.stop_at(npt_s)
            self._plane.arm()

    def set_scale(self, scale: float) -> None:
        """Change the pace of a recording from the next picture on."""
        if self._recording is not None:
            self._plane.traffic.catch_up()
            self._recording.playout.set_scale(scale)
            self._plane.arm()

    def force_key_frame(self) -> None:
        """The next frame is a key picture."""
        if self._flight is not None:
            self._plane.traffic.ask_key(self._flight)

    def set_frozen(self, frozen: bool) -> None:
        """Send the last key picture again and again, or go on."""
        if self._flight is not None:
            self._plane.traffic.freeze(self._flight, frozen=frozen)

    def show(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Change a live picture, from a key picture on."""
        if self._flight is None or self._order.rendered is not None:
            return
        table = self._plane.table(seen, options, self._order.text, self._order.zone_s)
        self._plane.traffic.show(self._flight, table)

    def ended(self) -> None:
        """The last picture of the recording has been sent (called by the plane)."""
        self._ended = True
        self._order.on_finished("end")

    async def stop(self, *, goodbye: bool = True) -> None:
        """Stop and give everything back. May be called twice."""
        self._wire.close()
        if self._flight is None:
            return
        flight = self._flight
        self._last = self.stats
        if goodbye and self._up:
            self._plane.traffic.said_goodbye(flight)
        self._flight = None
        self._unwatch()
        if self._receiver is not None:
            self._receiver.gone(flight)
        self._plane.sender_gone(self._address, flight)

    async def octets(self) -> int | None:
        """Payload octets of the whole recording, played forwards; None for a live picture."""
        return None if self._recording is None else self._recording.playout.octets

    @property
    def position_s(self) -> float | None:
        """Seconds from the start of a recording to its next picture."""
        if self._recording is None:
            return None
        self._plane.traffic.catch_up()
        return self._recording.playout.position_s

    @property
    def next_packet(self) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next."""
        return (0, 0) if self._flight is None else self._plane.traffic.next_packet(self._flight)

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""
        if self._flight is not None:
            self._plane.traffic.catch_up()
            self._last = flight_stats(self._plane, self._flight)
        return self._last

    @property
    def flight(self) -> int | None:
        """Number of its flight; None when it is over."""
        return self._flight

    def _clock_changed(self) -> None:
        if self._flight is not None:
            self._plane.traffic.clock_changed(self._flight)


def flight_stats(plane: VirtualPlane, number: int) -> SendStats:
    """What was sent of a flight."""
    flight = plane.traffic.flights[number]
    return SendStats(
        int(flight["sent_frames"]),
        int(flight["sent_packets"]),
        int(flight["sent_octets"]),
        int(flight["lost"]),
        0,
        int(flight["dropped"]),
        Lateness(),
    )
