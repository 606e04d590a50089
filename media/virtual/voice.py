"""Voice in virtual time: few streams of small packets, so each is an event and has its bytes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from typing import TYPE_CHECKING

from camproof.media.clips.model import Clip
from camproof.media.frame_source import FrameSource
from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.plan import MediaPlan
from camproof.media.playout import ToneSource
from camproof.media.receive.sound import VoiceEar
from camproof.media.send.face import FinishReason
from camproof.media.send.lateness import Lateness
from camproof.media.send.stats import SendStats
from camproof.protocols.flow import Address
from camproof.protocols.rtp import rtp_header
from camproof.runtimes.impairment import Gate

if TYPE_CHECKING:
    from collections.abc import Callable

    from camproof.media.virtual.plane import VirtualPlane

__all__ = ["VirtualVoice"]


class VirtualVoice:
    """See ``StreamSender`` and ``SoundSender``: the voice of a platform, or of a camera in a talk.

    :param gate: the way into the network; None for a perfect one.
    :param ear: hears what comes back the same way.
    """

    def __init__(
        self,
        plane: VirtualPlane,
        plan: MediaPlan,
        address: Address,
        source: FrameSource | None,
        *,
        gate: Gate | None = None,
        ear: VoiceEar | None = None,
        on_finished: Callable[[FinishReason], None] | None = None,
    ) -> None:
        self.failure = ""
        self.on_finished = on_finished
        self._plane = plane
        self._plan = plan
        self._address = address
        self._source = source or ToneSource()
        self._gate = gate
        self._ear = ear
        self._peer: Address | None = plan.remote
        self._timer: asyncio.TimerHandle | None = None
        self._due_s = self._zero_s = 0.0
        self._started = self._paused = False
        self._frames = self._octets = self._lost = 0

    async def prepare(self) -> Address:
        """The address; whoever speaks to it is heard from now on."""
        if self._ear is not None:
            self._plane.voices.hear(self._address, self._ear.packet)
        if self._plan.transport == "tcp-passive":
            self._peer = None
            self._plane.voices.wait(self._address, self)
        return self._address

    def aim(self, remote: Address, ssrc: int) -> None:
        """Take what the answer to our offer says. Before ``start``."""
        self._plan = replace(self._plan, remote=remote, ssrc=ssrc)
        if self._plan.transport != "tcp-passive":
            self._peer = remote

    def dialled(self, peer: Address) -> None:
        """The other end has connected (called by it)."""
        self._peer = peer

    def start(self) -> None:
        """Speak from now on."""
        if self._plan.transport == "tcp-active":
            self._plane.voices.dial(self._plan.remote, self._address)
        self._started = True
        self._zero_s = self._plane.now_s()
        self._go()

    def _go(self) -> None:
        if self._started and not self._paused and self._timer is None:
            self._due_s = self._plane.now_s()
            self._timer = asyncio.get_running_loop().call_at(self._due_s, self._speak)

    def _speak(self) -> None:
        frame = self._source.next_frame()
        if frame is None:
            self._timer = None
            if self.on_finished is not None:
                self.on_finished("end")
            return
        timestamp = round((self._due_s - self._zero_s) * self._plan.clock_hz) & 0xFFFFFFFF
        for payload in frame.payloads:
            header = rtp_header(
                self._plan.payload_type, self._frames & 0xFFFF, timestamp, self._plan.ssrc, marker=True
            )
            self._frames += 1
            self._octets += len(payload)
            self._pass(header + payload)
        self._due_s += frame.interval_s
        self._timer = asyncio.get_running_loop().call_at(self._due_s, self._speak)

    def _pass(self, packet: bytes) -> None:
        now_s = self._plane.now_s()
        delays = (0.0,) if self._gate is None else self._gate.decide(len(packet), now_s)
        self._lost += not delays
        for delay_s in delays:
            asyncio.get_running_loop().call_at(
                now_s + delay_s + self._plane.flight_s, self._arrive, self._peer, packet
            )

    def _arrive(self, peer: Address | None, packet: bytes) -> None:
        if peer is not None:
            self._plane.voices.arrived(peer, packet, self._plane.now_s())

    def pause(self) -> None:
        """Say nothing until ``resume``."""
        self._paused = True
        self._halt()

    def resume(self) -> None:
        """Go on."""
        self._paused = False
        self._go()

    def _halt(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def seek(self, npt_s: float) -> None:
        """Voice has no places."""

    def stop_at(self, npt_s: float | None) -> None:
        """Voice has no places."""

    def set_scale(self, scale: float) -> None:
        """Voice has one pace."""

    def force_key_frame(self) -> None:
        """Voice has no pictures."""

    def set_frozen(self, frozen: bool) -> None:
        """Voice does not stand still."""

    def show(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Voice shows nothing."""

    async def stop(self, *, goodbye: bool = True) -> None:  # noqa: ARG002
        """Stop and give everything back. May be called twice."""
        self._started = False
        self._halt()
        self._plane.voices.gone(self._address)

    async def octets(self) -> int | None:
        """Nothing is recorded."""
        return None

    @property
    def position_s(self) -> float | None:
        """Nothing is recorded."""
        return None

    @property
    def next_packet(self) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next."""
        at_s = self._due_s if self._timer is not None else self._plane.now_s()
        return self._frames & 0xFFFF, round((at_s - self._zero_s) * self._plan.clock_hz) & 0xFFFFFFFF

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""
        return SendStats(self._frames, self._frames, self._octets, self._lost, 0, 0, Lateness())
