"""The media of one camera: senders for its streams, receivers for voice, as the face orders them."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from camproof.media import (
    Clip,
    FrameSource,
    MediaPlan,
    MediaPlane,
    OverlayClip,
    PictureOrder,
    SendStats,
    Sound,
    StreamOptions,
    StreamReceiver,
    StreamSender,
    VoiceEar,
)
from camproof.media.errors import MediaError
from camproof.media.packets import PLAIN
from camproof.protocols.flow import Address
from camproof.runtimes.impairment import Gate
from camproof.virtual_cameras.body import Camera
from camproof.virtual_cameras.gb28181 import (
    ControlStream,
    FaceAction,
    ListenForVoice,
    PrepareStream,
    StartStream,
    StopStream,
    StreamPlace,
    TellPlace,
)
from camproof.virtual_cameras.picture_faults import Sight
from camproof.virtual_cameras.rendering import rendered_source
from camproof.virtual_cameras.texts import BEIJING_S, text_of

__all__ = ["MediaDesk", "StreamCaller"]


class StreamCaller(Protocol):
    """Whom the desk tells how it went with a stream."""

    def stream_ready(self, stream: str, address: Address, octets: int | None = None) -> None:
        """The place of a stream is bound. :param octets: of a download, its size."""

    def stream_steered(self, control: str, place: StreamPlace | None) -> None:
        """A playback command was carried out; None where it could not be."""

    def stream_failed(self, stream: str) -> None:
        """A stream cannot be sent."""

    def stream_finished(self, stream: str) -> None:
        """A recording has come to its end."""


@dataclass(slots=True)
class _Line:
    sender: StreamSender | None = None
    ear: StreamReceiver | VoiceEar | None = None
    started: bool = False


class MediaDesk:
    """Carries out the stream actions of a face.

    :ivar loudspeaker: the last second of what broadcasts and talks brought.
    :param host: local address for media.
    :param gate: the camera's way into the network.
    :param options: how it packs its program streams.
    :param overlay: what live and recorded pictures show under a band with strip and text; None for the clip
        without.
    :param plane: makes its senders and receivers.
    :param now_s: monotonic seconds, as fine as they come.
    :param rendered: the scene that live pictures show, drawn as head and lens stand, under a band where
        there is an ``overlay``; empty for the clip.
    """

    def __init__(
        self,
        camera: Camera,
        clip: Clip,
        caller: StreamCaller,
        *,
        plane: MediaPlane,
        now_s: Callable[[], float],
        host: str,
        gate: Gate,
        options: StreamOptions = PLAIN,
        rendered: str = "",
        overlay: OverlayClip | None = None,
    ) -> None:
        self._camera = camera
        self._plane = plane
        self._now_s = now_s
        self._clip = clip
        self._caller = caller
        self._host = host
        self._gate = gate
        self._options = options
        self._rendered = rendered
        self._overlay = overlay
        self._sight = Sight(clip, overlay)
        self._lines: dict[str, _Line] = {}
        self._closing: list[StreamSender] = []
        self._ended: list[SendStats] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self.loudspeaker = Sound()
        self._voice_before = 0

    def act(self, action: FaceAction) -> None:
        match action:
            case PrepareStream(stream=stream, plan=plan):
                self._lines[stream] = _Line()
                self._spawn(self._prepare(stream, plan))
            case ListenForVoice(stream=stream, ssrc=ssrc):
                self._lines[stream] = _Line()
                self._spawn(self._listen(stream, ssrc))
            case StartStream(stream=stream):
                self._start(stream)
            case ControlStream(stream=stream):
                self._control(self._lines.get(stream), action)
            case TellPlace(stream=stream, control=control):
                self._caller.stream_steered(control, _place(self._lines.get(stream)))
            case StopStream(stream=stream):
                line = self._lines.pop(stream, None)
                if line is not None:
                    self._end(line, goodbye=True)
            case _:
                pass

    @property
    def live(self) -> int:
        """Streams that have been started and not stopped."""
        return sum(line.started for line in self._lines.values())

    @property
    def voice_packets(self) -> int:
        """Packets of the platform's voice that came, in broadcasts and talks, up to now."""
        ears = (line.ear for line in self._lines.values())
        return self._voice_before + sum(ear.report().packets for ear in ears if ear is not None)

    def stats(self) -> list[SendStats]:
        """Counters of every sender so far."""
        running = [line.sender for line in self._lines.values() if line.sender is not None]
        return [*self._ended, *(sender.stats for sender in (*self._closing, *running))]

    def set_frozen(self, frozen: bool) -> None:
        """Freeze the live pictures that are being sent; new ones follow the camera's imaging."""
        for line in self._lines.values():
            if line.sender is not None:
                line.sender.set_frozen(frozen)

    def show(self, sight: Sight) -> None:
        """Change the live pictures: those being sent from a key picture on, new ones from the start."""
        self._sight = sight
        for line in self._lines.values():
            if line.sender is not None:
                line.sender.show(sight.overlay or sight.clip, self._options)

    def make_ready(self, sight: Sight) -> None:
        """Packetise what will be shown later."""
        self._plane.make_ready(sight.overlay or sight.clip, self._options)

    def halt(self) -> None:
        """Power is gone: nothing is sent any more, and nobody is told."""
        for line in self._lines.values():
            if line.sender is not None:
                line.sender.pause()

    async def close(self, *, goodbye: bool = True) -> None:
        """Stop everything and give back all sockets."""
        lines, self._lines = list(self._lines.values()), {}
        for line in lines:
            self._end(line, goodbye=goodbye)
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)

    # Inside

    async def _prepare(self, stream: str, plan: MediaPlan) -> None:
        ear = VoiceEar(sound=self.loudspeaker) if plan.kind == "talk" else None
        sender: StreamSender | None = None
        sight = self._sight
        try:
            sender = self._plane.picture_sender(self._order(stream, plan, ear))
            octets = await sender.octets() if plan.kind == "download" else None
            address = await sender.prepare()
        except MediaError:
            if sender is not None:
                await sender.stop(goodbye=False)
            self._caller.stream_failed(stream)
            return
        line = self._lines.get(stream)
        if line is None:
            await sender.stop(goodbye=False)
            return
        line.sender, line.ear = sender, ear
        sender.set_frozen(self._camera.imaging.frozen)
        if self._sight is not sight:
            sender.show(self._sight.overlay or self._sight.clip, self._options)
        self._caller.stream_ready(stream, address, octets)

    def _order(self, stream: str, plan: MediaPlan, ear: VoiceEar | None) -> PictureOrder:
        """The live picture as it is now, or what was recorded."""
        camera, live = self._camera, plan.end_s is None
        return PictureOrder(
            plan=plan,
            camera=camera.number,
            clip=self._sight.clip if live else self._clip,
            overlay=self._sight.overlay if live else self._overlay,
            gate=self._gate,
            clock=camera.clock,
            on_finished=lambda reason: self._finished(stream, reason),
            options=self._options,
            host=self._host,
            text=text_of(camera.record),
            zone_s=BEIJING_S,
            frozen=camera.imaging.frozen,
            recorded=() if plan.end_s is None else self._recorded(plan.start_s, plan.end_s),
            rendered=self._draw if self._rendered else None,
            ear=ear,
        )

    def _recorded(self, start_s: float, end_s: float) -> tuple[tuple[float, float], ...]:
        epoch_s = self._camera.clock.read_s(self._now_s())
        return tuple((one.start_s, one.end_s) for one in self._camera.storage.find(start_s, end_s, epoch_s))

    def _draw(self) -> FrameSource:
        banded = self._overlay is not None
        return rendered_source(self._camera, self._rendered, self._options, self._capture_us, banded=banded)

    async def _listen(self, stream: str, ssrc: int) -> None:
        try:
            ear = await self._plane.receiver("udp", self._host, ssrc=ssrc, payload_type=8, container="PCMA")
        except MediaError:
            self._caller.stream_failed(stream)
            return
        line = self._lines.get(stream)
        if line is None:
            await ear.stop()
            return
        ear.add_sink(self.loudspeaker.take)
        line.ear = ear
        self._caller.stream_ready(stream, ear.address)

    def _capture_us(self) -> int:
        return int(self._camera.clock.read_s(self._now_s()) * 1_000_000)

    def _start(self, stream: str) -> None:
        line = self._lines.get(stream)
        if line is None:
            return
        line.started = True
        if line.sender is not None:
            line.sender.start()

    def _control(self, line: _Line | None, order: ControlStream) -> None:
        if line is None or line.sender is None:
            return
        sender = line.sender
        match order:
            case ControlStream(order="pause"):
                sender.pause()
            case ControlStream(order="resume"):
                sender.resume()
            case ControlStream(order="key-frame"):
                sender.force_key_frame()
            case ControlStream(order="until", value=npt_s):
                sender.stop_at(npt_s)
            case ControlStream(order="seek", value=float(npt_s)):
                sender.seek(npt_s)
            case ControlStream(order="scale", value=float(scale)):
                sender.set_scale(scale)

    def _finished(self, stream: str, reason: str) -> None:
        if stream not in self._lines:
            return
        if reason == "end":
            self._caller.stream_finished(stream)
        else:
            self._caller.stream_failed(stream)

    def _end(self, line: _Line, *, goodbye: bool) -> None:
        if line.sender is not None:
            self._closing.append(line.sender)
        self._spawn(self._close(line, goodbye=goodbye))

    async def _close(self, line: _Line, *, goodbye: bool) -> None:
        if line.sender is not None:
            await line.sender.stop(goodbye=goodbye)
            self._closing.remove(line.sender)
            self._ended.append(line.sender.stats)
        if line.ear is not None and not isinstance(line.ear, VoiceEar):
            await line.ear.stop()
        if line.ear is not None:
            self._voice_before += line.ear.report().packets

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _place(line: _Line | None) -> StreamPlace | None:
    if line is None or line.sender is None:
        return None
    return StreamPlace(*line.sender.next_packet, line.sender.position_s)
