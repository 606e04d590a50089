"""Calls with media: from the INVITE over a prepared socket to the last BYE (GB/T 28181-2022 9.2, 9.8, 9.9).

Theory of operation
===================

``CallOffered`` -> ``PrepareStream`` -> (shell) ``stream_ready`` -> 200 -> ACK -> ``StartStream`` -> ... ->
``StopStream``. A recording that has reached its end is told with MediaStatus 121 inside the dialog; the
platform then says BYE, and when it does not the camera does.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, replace

from camproof.media.plan import MediaPlan
from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.flow import Address
from camproof.protocols.gb28181.device import CallControl, CallOffered, DeviceMachine
from camproof.protocols.manscdp import notify_media_status
from camproof.protocols.mansrtsp import MansrtspRequest, MansrtspResponse
from camproof.protocols.sdp import MediaFormat, SessionDescription, answer_to
from camproof.virtual_cameras.body.camera import Camera
from camproof.virtual_cameras.gb28181.actions import (
    ControlStream,
    FaceAction,
    PrepareStream,
    StartStream,
    StopStream,
    StreamPlace,
    TellPlace,
)
from camproof.virtual_cameras.gb28181.offer import (
    FASTEST,
    SLOWEST,
    OfferRefusedError,
    media_of,
    plan_from_offer,
)
from camproof.virtual_cameras.personality import Personality

__all__ = ["Streams"]

_SOUNDS = {
    "G711A": MediaFormat(audio_codec="1", audio_rate="8", sampling="1"),
    "AAC": MediaFormat(audio_codec="6", audio_rate="6", sampling="3"),
}
"""How ``f=`` tells of G.711 A-law of 64 kbit/s and 8 kHz, and of AAC of 32 kbit/s and 16 kHz."""


@dataclass(slots=True)
class _Stream:
    call: str
    target: str
    offer: SessionDescription
    plan: MediaPlan
    source: str
    started: bool = False
    backwards: bool = False
    octets: int | None = None
    hang_up_s: float | None = None


class Streams:
    """All calls of one camera that it sends media in."""

    def __init__(
        self,
        camera: Camera,
        machine: DeviceMachine,
        rng: random.Random,
        personality: Personality,
        act: Callable[[FaceAction], None],
    ) -> None:
        self._camera = camera
        self._machine = machine
        self._rng = rng
        self._personality = personality
        self._act = act
        self._streams: dict[str, _Stream] = {}
        self._steering: dict[str, tuple[_Stream, MansrtspRequest]] = {}
        self._number = 0

    def __len__(self) -> int:
        return len(self._streams)

    def new_name(self) -> str:
        self._number += 1
        return f"{self._camera.code}-{self._number}"

    # Calls

    def offered(self, event: CallOffered, now_s: float) -> None:
        source = event.subject.partition(",")[0].strip()
        self._make_room_for(source, now_s)
        if len(self._streams) >= self._personality.max_streams:
            self._machine.refuse_call(event.call, 486, now_s)
            return
        name = self.new_name()
        epoch_s = self._camera.clock.read_s(now_s)
        try:
            plan = plan_from_offer(name, event.offer, self._camera.storage, epoch_s, self._rng)
        except OfferRefusedError as refusal:
            self._machine.refuse_call(event.call, refusal.status, now_s)
            return
        self._streams[name] = _Stream(event.call, event.target, event.offer, plan, source)
        self._act(PrepareStream(name, plan))

    def _make_room_for(self, source: str, now_s: float) -> None:
        """A stream with the same sender and sequence ends when it is asked for anew (Annex L)."""
        for name, stream in tuple(self._streams.items()):
            if source and stream.source == source:
                self._machine.end_call(stream.call, now_s)
                self._drop(name)

    def ready(self, name: str, address: Address, now_s: float, octets: int | None = None) -> bool:
        """The shell has bound a socket; False when the call is not there any more."""
        stream = self._streams.get(name)
        if stream is None:
            return False
        stream.octets = octets
        try:
            answered = self._machine.answer_call(stream.call, self._answer(stream, address), now_s)
        except LocalProtocolError:
            self._machine.refuse_call(stream.call, 488, now_s)
            answered = False
        if not answered:
            self._drop(name)
        return True

    def failed(self, name: str, now_s: float) -> bool:
        """The shell could not bind, or the stream broke."""
        stream = self._streams.get(name)
        if stream is None:
            return False
        self._machine.refuse_call(stream.call, 500, now_s)
        self._machine.end_call(stream.call, now_s)
        self._drop(name)
        return True

    def confirmed(self, call: str) -> None:
        name = self._of(call)
        if name is not None and not self._streams[name].started:
            self._streams[name].started = True
            self._act(StartStream(name))

    def ended(self, call: str) -> None:
        name = self._of(call)
        if name is not None:
            self._drop(name)

    def drop_all(self) -> None:
        for name in tuple(self._streams):
            self._drop(name)

    def key_frame(self) -> None:
        """Every live stream goes on with a key picture."""
        for name, stream in self._streams.items():
            if stream.started and stream.plan.kind == "live":
                self._act(ControlStream(name, "key-frame"))

    # Recordings

    def finished(self, name: str, now_s: float) -> None:
        """The shell has sent the last frame of a recording."""
        stream = self._streams.get(name)
        if stream is None or stream.plan.end_s is None or stream.hang_up_s is not None:
            return
        message = notify_media_status(self._machine.next_sn(), stream.target)
        self._machine.send_in_call(stream.call, message, now_s)
        stream.hang_up_s = now_s + self._personality.bye_after_end_s

    def next_deadline_s(self) -> float | None:
        if not self._streams:
            return None
        due = (stream.hang_up_s for stream in self._streams.values())
        return min((time_s for time_s in due if time_s is not None), default=None)

    def advance(self, now_s: float) -> None:
        for name, stream in tuple(self._streams.items()):
            if stream.hang_up_s is not None and stream.hang_up_s <= now_s:
                self._machine.end_call(stream.call, now_s)
                self._drop(name)

    def control(self, event: CallControl, now_s: float) -> None:
        """MANSRTSP in INFO (Annex B)."""
        name = self._of(event.call)
        stream = self._streams.get(name or "")
        request = event.request
        if name is None or stream is None or stream.plan.end_s is None:
            self._machine.answer_control(event.control, 400, now_s, MansrtspResponse(400, request.cseq))
            return
        trouble = self._trouble(stream, request)
        if trouble:
            self._machine.answer_control(event.control, 400, now_s, MansrtspResponse(trouble, request.cseq))
            return
        self._steer(name, stream, request)
        self._steering[event.control] = (stream, request)
        self._act(TellPlace(name, event.control))

    def steered(self, control: str, place: StreamPlace | None, now_s: float) -> None:
        """The shell has carried out a MANSRTSP command and says where the stream stands: answer it."""
        asked = self._steering.pop(control, None)
        if asked is not None:
            stream, request = asked
            self._machine.answer_control(control, 200, now_s, _steered(stream, request, place))

    def _trouble(self, stream: _Stream, request: MansrtspRequest) -> int:
        """The RTSP status of a refusal; 0 when nothing is wrong."""
        if request.scale is not None and not SLOWEST <= abs(request.scale) <= FASTEST:
            return 400
        length_s = (stream.plan.end_s or 0.0) - stream.plan.start_s
        return 457 if request.npt_start is not None and request.npt_start > length_s else 0

    def _steer(self, name: str, stream: _Stream, request: MansrtspRequest) -> None:
        if request.method != "PLAY":
            self._act(ControlStream(name, "pause"))
            return
        stream.hang_up_s = None
        if request.scale is not None:
            stream.backwards = request.scale < 0
            self._act(ControlStream(name, "scale", request.scale))
        if request.npt_start is not None or request.npt_end is not None:
            self._act(ControlStream(name, "until", request.npt_end))
        if request.npt_start is not None:
            self._act(ControlStream(name, "seek", request.npt_start))
        self._act(ControlStream(name, "resume"))

    # Inside

    def _answer(self, stream: _Stream, address: Address) -> SessionDescription:
        plan = stream.plan
        size = None
        if plan.kind == "download" and plan.end_s is not None:
            estimate = int((plan.end_s - plan.start_s) * self._camera.storage.octets_per_s)
            size = estimate if stream.octets is None else stream.octets
        answer = answer_to(
            replace(stream.offer, media=(media_of(stream.offer),)),
            origin_user=stream.target,
            host=address[0],
            port=address[1],
            payload_type=plan.payload_type,
            file_size=size,
            media_format=self._format(stream),
        )
        return answer if self._personality.sends_y else replace(answer, ssrc=None)

    def _format(self, stream: _Stream) -> MediaFormat | None:
        """What we really send, told where the offer had an ``f=``."""
        if stream.offer.f is None:
            return None
        if stream.plan.container == "PCMA":
            return _SOUNDS["G711A"]
        told = self._camera.media_format()
        if self._personality.microphone_hz:
            heard = _SOUNDS[self._personality.microphone_codec]
            told = replace(
                told, audio_codec=heard.audio_codec, audio_rate=heard.audio_rate, sampling=heard.sampling
            )
        return told

    def _of(self, call: str) -> str | None:
        return next((name for name, stream in self._streams.items() if stream.call == call), None)

    def _drop(self, name: str) -> None:
        if self._streams.pop(name, None) is not None:
            self._act(StopStream(name))


def _steered(stream: _Stream, request: MansrtspRequest, place: StreamPlace | None) -> MansrtspResponse:
    """Where play goes on: Range, and in the answer to PLAY the packet it goes on with (RTP-Info)."""
    answer = MansrtspResponse(200, request.cseq, scale=request.scale)
    if place is None or place.npt_s is None or request.method == "TEARDOWN":
        return answer
    answer = replace(answer, npt_start=max(0.0, round(place.npt_s, 3)))
    if request.method != "PLAY":
        return answer
    last_s = 0.0 if stream.backwards else (stream.plan.end_s or 0.0) - stream.plan.start_s
    end_s = last_s if request.npt_end is None else request.npt_end
    return replace(answer, npt_end=end_s, sequence=place.sequence, rtp_time=place.rtp_time)
