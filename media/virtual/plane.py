"""The media plane of virtual time, in an event loop that keeps its own time. See ``MediaPlane``.

Blocks of media are moved by one timer of the loop; nothing else of it is used.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Literal

import numpy as np

from camproof.media.clips.model import Clip
from camproof.media.errors import MediaTransportError
from camproof.media.frame_source import FrameSource
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.packets import StreamOptions
from camproof.media.plan import Container, MediaPlan, MediaTransport
from camproof.media.plane.model import PictureOrder
from camproof.media.receive.face import StreamReceiver
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.picture import DecodedKeyFrame, decode_check
from camproof.media.receive.sound import VoiceEar
from camproof.media.send.face import FinishReason, SoundSender, StreamRelay, StreamSender
from camproof.media.send.lateness import Lateness
from camproof.media.virtual.flights import NEVER_NS
from camproof.media.virtual.receivers import VirtualReceiver
from camproof.media.virtual.relays import VirtualRelay
from camproof.media.virtual.senders import VirtualSender
from camproof.media.virtual.tables import UnitTable, banded_units, plain_units
from camproof.media.virtual.traffic import Traffic
from camproof.media.virtual.voice import VirtualVoice
from camproof.media.virtual.voices import VoiceReceiver, Voices
from camproof.media.virtual.wires import FlightWire
from camproof.protocols.flow import Address
from camproof.runtimes.clock import wall_clock
from camproof.runtimes.impairment import Gate

__all__ = ["VirtualPlane"]

_BLOCK_NS = 2_000_000_000
_FIRST_PORT, _PORTS = 10_000, 11_000
_TAIL = 8192


class VirtualPlane:
    """Both sides of a scenario must be given the same one.

    :param seed: of what links do to media.
    :param flight_s: how long a packet is under way where nothing delays it.
    """

    def __init__(self, seed: int, *, flight_s: float = 0.0) -> None:
        self.broken = asyncio.Event()
        self.flight_s = flight_s
        self.voices = Voices()
        self._loop = asyncio.get_running_loop()
        wall_ns = round(wall_clock()(0.0) * 1e9)
        rng = np.random.default_rng(seed)
        self.traffic = Traffic(rng, self._now_ns, wall_ns, flight_ns=round(flight_s * 1e9))
        self._tables: dict[tuple[int, StreamOptions], tuple[Clip | OverlayClip, UnitTable]] = {}
        self._decoded: dict[tuple[str, bytes], DecodedKeyFrame] = {}
        self._receivers: dict[Address, VirtualReceiver] = {}
        self._listening: dict[Address, FlightWire] = {}
        self._senders: dict[int, VirtualSender] = {}
        self._last_ports: dict[str, int] = {}
        self._timer: asyncio.TimerHandle | None = None

    @property
    def failure(self) -> str:
        """Nothing breaks."""
        return ""

    def now_s(self) -> float:
        """Monotonic seconds."""
        return self._loop.time()

    def _now_ns(self) -> int:
        return round(self._loop.time() * 1e9)

    # What is made

    def picture_sender(self, order: PictureOrder) -> StreamSender:
        """A flight for pictures, packets for voice.

        :raises MediaError: this span was not recorded.
        """
        address = self._address(order.host)
        if order.plan.container == "PCMA":
            return VirtualVoice(
                self, order.plan, address, None, gate=order.gate, ear=order.ear, on_finished=order.on_finished
            )
        sender = VirtualSender(self, order, address)
        assert sender.flight is not None
        self._senders[sender.flight] = sender
        return sender

    def sound_sender(
        self, plan: MediaPlan, source: FrameSource | None, *, host: str, ear: VoiceEar | None
    ) -> SoundSender:
        """The voice of a platform."""
        return VirtualVoice(self, plan, self._address(host), source, ear=ear)

    async def receiver(
        self,
        transport: MediaTransport,
        host: str,
        *,
        ssrc: int | None,
        payload_type: int | None = None,
        container: Container = "PS",
        wall_s: Callable[[float], float] | None = None,
    ) -> StreamReceiver:
        """A place that flights can come to, or voice.

        :raises MediaTransportError: for coded pictures without a container.
        """
        address = self._address(host)
        if container == "PCMA":
            return VoiceReceiver(
                self.voices, address, self.now_s(), ssrc, payload_type, wall_s or wall_clock()
            )
        if container != "PS":
            raise MediaTransportError(f"In virtual time media come as a program stream, not as {container}.")
        receiver = VirtualReceiver(self, address, transport, ssrc, payload_type)
        self._receivers[address] = receiver
        return receiver

    def relay(
        self,
        receiver: StreamReceiver,
        plan: MediaPlan,
        *,
        host: str,
        gate: Gate | None = None,
        on_finished: Callable[[FinishReason], None] | None = None,
    ) -> StreamRelay:
        """A flight that goes on where another one came in.

        :raises TypeError: the receiver is of another plane.
        """
        if not isinstance(receiver, VirtualReceiver):
            raise TypeError("Only receivers of virtual time can be passed on here.")
        return VirtualRelay(self, receiver, plan, self._address(host), gate=gate, on_finished=on_finished)

    async def decoded(self, frame: ReceivedFrame) -> DecodedKeyFrame:
        """Decode a key picture. One stands for those of other cameras that show the same: strip, text and
        stamp, which tell them apart, lie before the last bytes.

        :raises PictureError: it does not decode.
        """
        key = frame.codec, frame.data[-_TAIL:]
        if key not in self._decoded:
            self._decoded[key] = decode_check(frame.data, frame.codec)
        return self._decoded[key]

    def make_ready(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Plain clips are measured beforehand; those under a band need the text of a camera."""
        if isinstance(seen, Clip):
            self.table(seen, options, OverlayText(""), 0)

    def lateness(self, from_s: float | None, to_s: float | None = None) -> Lateness:  # noqa: ARG002
        """Nothing is late."""
        return Lateness()

    async def close(self) -> None:
        """Move nothing any more."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self.traffic.close()

    # For senders and receivers

    def table(
        self, seen: Clip | OverlayClip, options: StreamOptions, text: OverlayText, zone_s: int
    ) -> UnitTable:
        """The sizes of what is seen; under a band with the text of the first camera that shows it."""
        key = id(seen), options
        if key not in self._tables:
            if isinstance(seen, Clip):
                made = plain_units(seen, options)
            else:
                made = banded_units(seen, text, zone_s=zone_s, options=options)
            self._tables[key] = seen, made
        return self._tables[key][1]

    def receiver_at(
        self, address: Address, transport: Literal["udp", "tcp-passive"]
    ) -> VirtualReceiver | None:
        """Who waits for media there; None for nobody."""
        receiver = self._receivers.get(address)
        return receiver if receiver is not None and receiver.transport == transport else None

    def receiver_gone(self, receiver: VirtualReceiver) -> None:
        """Its port is free."""
        self._receivers.pop(receiver.address, None)

    def listen(self, address: Address, sender: FlightWire) -> None:
        """A sender that is dialled."""
        self._listening[address] = sender

    def listening(self, address: Address) -> FlightWire | None:
        """Who can be dialled there; None for nobody."""
        return self._listening.get(address)

    def sender_gone(self, address: Address, flight: int) -> None:
        """Its flight is over."""
        self._listening.pop(address, None)
        self._senders.pop(flight, None)
        self.traffic.remove(flight)
        self.arm()

    def _address(self, host: str) -> Address:
        number = self._last_ports.get(host, 0)
        self._last_ports[host] = (number + 1) % _PORTS
        return host, _FIRST_PORT + 2 * number

    # Time

    def arm(self) -> None:
        """Wake when something is due."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        self._tell_ends()
        if self._senders:
            due_ns = min(self.traffic.next_ns(), self._now_ns() + _BLOCK_NS, NEVER_NS)
            self._timer = self._loop.call_at(due_ns / 1e9, self._wake)

    def _wake(self) -> None:
        self._timer = None
        if self.traffic.next_ns() <= self._now_ns():
            self.traffic.wake()
        elif not self.traffic.keeps_up(_BLOCK_NS):
            self.traffic.catch_up()
        self.arm()

    def _tell_ends(self) -> None:
        ended, self.traffic.finished[:] = [*self.traffic.finished], []
        for flight in ended:
            sender = self._senders.get(flight)
            if sender is not None:
                self._loop.call_soon(sender.ended)
