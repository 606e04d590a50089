"""The media of one camera: senders for its streams, receivers for voice, as the face orders them."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import Any, Protocol

from camproof.media import (
    Clip,
    FrameSource,
    HistoryPlayout,
    LivePort,
    LiveSender,
    MediaPlan,
    MediaReceiver,
    MediaSender,
    OverlayClip,
    SendStats,
    Sound,
    StreamOptions,
    StreamSender,
    ToneSource,
    VoiceEar,
    packet_table,
)
from camproof.media.errors import MediaError
from camproof.media.packets import PLAIN
from camproof.media.rendered import RenderedSource
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
from camproof.virtual_cameras.live import live_source, recorded_source, shared_live, show_on
from camproof.virtual_cameras.picture_faults import Sight
from camproof.virtual_cameras.rendering import rendered_source

__all__ = ["MediaDesk", "StreamCaller"]


class StreamCaller(Protocol):
    """Whom the desk tells how it went with a stream."""

    def stream_ready(self, stream: str, address: Address, octets: int | None = None) -> None: ...

    def stream_steered(self, control: str, place: StreamPlace | None) -> None: ...

    def stream_failed(self, stream: str) -> None: ...

    def stream_finished(self, stream: str) -> None: ...


@dataclass(slots=True)
class _Line:
    sender: StreamSender | None = None
    ear: MediaReceiver | VoiceEar | None = None
    started: bool = False


class MediaDesk:
    """Carries out the stream actions of a face.

    :ivar loudspeaker: the last second of what broadcasts and talks brought.
    :param host: local address for media.
    :param gate: the camera's way into the network.
    :param options: how it packs its program streams.
    :param overlay: what live and recorded pictures show under a band with strip and text; None for the clip
        without.
    :param port: what live pictures over UDP are sent from, where cameras share one; None for a port each.
    :param rendered: the scene that live pictures show, drawn as head and lens stand; empty for the clip.
    """

    def __init__(
        self,
        camera: Camera,
        clip: Clip,
        caller: StreamCaller,
        *,
        host: str,
        gate: Gate,
        options: StreamOptions = PLAIN,
        rendered: str = "",
        overlay: OverlayClip | None = None,
        port: LivePort | None = None,
    ) -> None:
        self._camera = camera
        self._port = port
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
                show_on(line.sender, sight, self._options)

    def make_ready(self, sight: Sight) -> None:
        """Packetise what will be shown later."""
        if sight.overlay is None:
            packet_table(sight.clip, self._options)
        if self._port is not None:
            self._port.tables.table(sight.overlay or sight.clip, self._options)

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
            sender = self._shared_sender(stream, plan) or self._own_sender(stream, plan, ear)
            octets = await _octets(sender) if plan.kind == "download" else None
            address = await sender.prepare()
        except MediaError:
            await _close_source(sender)
            self._caller.stream_failed(stream)
            return
        line = self._lines.get(stream)
        if line is None:
            await sender.stop(goodbye=False)
            await _close_source(sender)
            return
        line.sender, line.ear = sender, ear
        sender.set_frozen(self._camera.imaging.frozen)
        if self._sight is not sight:
            show_on(sender, self._sight, self._options)
        self._caller.stream_ready(stream, address, octets)

    def _own_sender(self, stream: str, plan: MediaPlan, ear: VoiceEar | None) -> MediaSender:
        return MediaSender(
            plan,
            self._source(plan),
            self._gate,
            lambda: self._camera.clock.read_s(time.monotonic()),
            host=self._host,
            on_finished=lambda reason: self._finished(stream, reason),
            hears=None if ear is None else ear.packet,
        )

    def _shared_sender(self, stream: str, plan: MediaPlan) -> LiveSender | None:
        """A sender at the shared port; None where this stream needs one of its own."""
        fits = plan.kind == "live" and plan.transport == "udp" and plan.container == "PS"
        if self._port is None or not fits or self._rendered:
            return None
        return shared_live(
            self._port,
            plan,
            self._camera,
            self._sight.overlay or self._sight.clip,
            self._options,
            self._gate,
            lambda reason: self._finished(stream, reason),
        )

    async def _listen(self, stream: str, ssrc: int) -> None:
        try:
            ear = await MediaReceiver.open("udp", self._host, ssrc=ssrc, payload_type=8, container="PCMA")
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

    def _source(self, plan: MediaPlan) -> FrameSource:
        if plan.container == "PCMA":
            return ToneSource()
        if plan.end_s is not None:
            epoch_s = self._camera.clock.read_s(time.monotonic())
            return recorded_source(
                self._camera, self._clip, self._overlay, self._options, plan, plan.end_s, epoch_s
            )
        if self._rendered:
            return rendered_source(self._camera, self._rendered, self._options, self._capture_us)
        return live_source(self._camera, self._sight, self._options, self._capture_us)

    def _capture_us(self) -> int:
        return int(self._camera.clock.read_s(time.monotonic()) * 1_000_000)

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
                history = _history(sender)
                if history is not None:
                    history.stop_at(npt_s)
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
            await _close_source(line.sender)
            self._closing.remove(line.sender)
            self._ended.append(line.sender.stats)
        if isinstance(line.ear, MediaReceiver):
            await line.ear.stop()
        if line.ear is not None:
            self._voice_before += line.ear.report().packets

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


async def _close_source(sender: StreamSender | None) -> None:
    """End the thread of a rendered picture, without waiting for it in the event loop."""
    if isinstance(sender, MediaSender) and isinstance(sender.source, RenderedSource):
        await asyncio.to_thread(sender.source.close)


def _history(sender: StreamSender) -> HistoryPlayout | None:
    """The recording that is being sent; None for a live picture."""
    source = sender.source if isinstance(sender, MediaSender) else None
    return source if isinstance(source, HistoryPlayout) else None


async def _octets(sender: StreamSender) -> int | None:
    """Of a recording; under a band those of many hours take seconds to find, so not in the event loop."""
    history = _history(sender)
    return None if history is None else await asyncio.to_thread(lambda: history.octets)


def _place(line: _Line | None) -> StreamPlace | None:
    if line is None or line.sender is None:
        return None
    history = _history(line.sender)
    return StreamPlace(*line.sender.next_packet, None if history is None else history.position_s)
