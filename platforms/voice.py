"""Voice towards a device: broadcast, and talk (2016)."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from camproof.media import (
    FrameSource,
    MediaPlan,
    MediaPlane,
    MediaTransportError,
    SoundSender,
    VoiceEar,
)
from camproof.media.plan import MediaKind, MediaTransport
from camproof.platforms.calling import Calling
from camproof.platforms.errors import DeviceRefused, NotPossible, PlatformTimeout
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.platform import (
    BroadcastInvited,
    BroadcastRefused,
    BroadcastStarted,
    CallEnded,
    CallOffer,
)
from camproof.protocols.sdp import ssrc_int

__all__ = ["VoiceSession", "broadcast", "talk"]

ACK_WAIT_S = 35.0


class VoiceSession:
    """Sound that we send to a device (G.711 A-law), and for talk what it sends back.

    :ivar receiver: measures the device's voice and keeps the last second of it; None for a broadcast.
    """

    def __init__(
        self,
        calling: Calling,
        call: str,
        device: str,
        sender: SoundSender,
        receiver: VoiceEar | None = None,
    ) -> None:
        self.call = call
        self.device = device
        self.sender = sender
        self.receiver = receiver
        self._calling = calling
        self._finished = asyncio.Event()
        sender.on_finished = lambda _: self._finished.set()

    async def wait_finished(self, timeout_s: float) -> None:
        """Wait until all sound has been sent.

        :raises PlatformTimeout: it lasts longer.
        """
        try:
            async with asyncio.timeout(timeout_s):
                await self._finished.wait()
        except TimeoutError as error:
            raise PlatformTimeout(f"The sound for {self.device} did not end in {timeout_s:g} s.") from error

    async def wait_heard(self, seconds: float, timeout_s: float) -> bool:
        """Wait until the device has been heard for so long; False where it was not in time."""
        if self.receiver is None:
            return False
        sound, more = self.receiver.sound, asyncio.Event()
        self.receiver.on_sound = more.set
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                while sound.heard_s < seconds:
                    await more.wait()
                    more.clear()
        return sound.heard_s >= seconds

    async def stop(self) -> str:
        """Hang up; gives why the call is over. May be called twice."""
        try:
            return await self._calling.hang_up(self.call)
        finally:
            await self.sender.stop()


async def broadcast(
    calling: Calling,
    plane: MediaPlane,
    device: str,
    target: str,
    media_host: str,
    public_host: str,
    source: FrameSource | None,
) -> VoiceSession:
    """Announce voice, take the device's INVITE, send.

    :param target: code of the audio output.
    :param source: frames of 20 ms G.711 A-law; None for a tone of 1 kHz.
    :raises DeviceRefused: the device did not take it.
    :raises PlatformTimeout: the device did not acknowledge.
    """
    calling.record_of(device)
    calling.command(lambda now_s: calling.machine.broadcast(device, target, now_s))
    invited = calling.waiting.expect(("broadcast", device))
    calling.host.pump()
    event: BroadcastInvited | BroadcastRefused = await invited
    if isinstance(event, BroadcastRefused):
        raise DeviceRefused(f"Device {device} did not take the broadcast: {event.reason}.", 200)
    try:
        plan = _plan(event.call, "broadcast", event.transport, event.ssrc, event.remote)
        sender, address = await _sender(plane, plan, media_host, source)
    except NotPossible:
        calling.command(lambda now_s: calling.machine.decline_broadcast(event.call, now_s, 500))
        calling.host.pump()
        raise
    try:
        await _answer(calling, event, (public_host, address[1]))
    except BaseException:
        await sender.stop()
        raise
    sender.start()
    return VoiceSession(calling, event.call, device, sender)


async def _answer(calling: Calling, event: BroadcastInvited, media: Address) -> None:
    calling.command(lambda now_s: calling.machine.answer_broadcast(event.call, media, now_s))
    started = calling.waiting.expect(("voice", event.call))
    calling.host.pump()
    try:
        async with asyncio.timeout(ACK_WAIT_S):
            outcome: BroadcastStarted | CallEnded = await started
    except TimeoutError as error:
        raise PlatformTimeout(f"Device {event.device} did not acknowledge the broadcast.") from error
    if isinstance(outcome, CallEnded):
        raise PlatformTimeout(f"Device {event.device} ended the broadcast before it began: {outcome.reason}.")


async def talk(
    calling: Calling,
    plane: MediaPlane,
    device: str,
    channel: str,
    media_host: str,
    public_host: str,
    source: FrameSource | None,
    transport: MediaTransport = "udp",
) -> VoiceSession:
    """Both ways at once with ``s=Talk`` (GB/T 28181-2016): one port, or one connection, for both.

    :param transport: our role.
    :raises DeviceRefused: the device refused.
    :raises PlatformTimeout: it did not answer.
    """
    calling.record_of(device)
    ssrc: str = calling.command(lambda _: calling.machine.reserve_ssrc(history=False))
    ear = VoiceEar()
    plan = _plan("talk", "talk", transport, ssrc, (public_host, 0))
    try:
        sender, address = await _sender(plane, plan, media_host, source, ear)
    except NotPossible:
        calling.machine.release_ssrc(ssrc)
        raise
    offer = CallOffer(
        kind="talk", channel=channel, media=(public_host, address[1]), transport=transport, ssrc=ssrc
    )
    try:
        answered = await calling.invite(device, offer)
    except BaseException:
        await sender.stop()
        raise
    sender.aim(answered.remote, ssrc_int(answered.ssrc) or 0)
    sender.start()
    return VoiceSession(calling, answered.call, device, sender, ear)


def _plan(call: str, kind: MediaKind, transport: MediaTransport, ssrc: str, remote: Address) -> MediaPlan:
    return MediaPlan(
        stream=call,
        kind=kind,
        ssrc=ssrc_int(ssrc) or 0,
        transport=transport,
        remote=remote,
        payload_type=8,
        container="PCMA",
    )


async def _sender(
    plane: MediaPlane, plan: MediaPlan, host: str, source: FrameSource | None, ear: VoiceEar | None = None
) -> tuple[SoundSender, Address]:
    try:
        sender = plane.sound_sender(plan, source, host=host, ear=ear)
        return sender, await sender.prepare()
    except MediaTransportError as error:
        raise NotPossible(str(error)) from error
