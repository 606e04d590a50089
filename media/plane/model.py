"""What cameras and platforms ask of the media plane: the seam between signalling and media.

A plane is handed to a fleet and to a platform by whoever brings them together; it makes their senders and
receivers, and takes media from the one to the other by the addresses that signalling settles. On sockets each
side may have one of its own (``SocketPlane``); in virtual time both sides need the same one, because nothing
but the plane itself connects them.

How a stream comes to be, over any plane:

1. The platform opens a receiver (``receiver``); its ``address`` goes into the offer.
2. The camera makes a ``MediaPlan`` of the offer. ``plan.remote`` is that address. ``plan.transport`` is
   the role of the *sender*: "udp"; "tcp-active" dials the receiver; "tcp-passive" is dialled (``connect``).
3. The camera asks for ``picture_sender(order)``, calls ``await prepare()`` and answers with the address.
4. With the ACK the camera calls ``start()``: over UDP media go at once, over TCP with the connection.
5. Pause, seek, scale, freeze, another picture: methods of the sender, by the camera alone.
6. Either side ends it: ``stop()`` of sender and receiver, in any order; one of them may never come.

Every packet passes ``order.gate``: ``Gate.decide(size, now_s)`` gives the delays in seconds of copies that
arrive, none when lost. It changes at any time; ``gate.watch`` tells when. Over TCP a lost chunk is only late.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol

from camproof.media.clips.model import Clip
from camproof.media.frame_source import FrameSource
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.packets import PLAIN, StreamOptions
from camproof.media.plan import Container, MediaPlan, MediaTransport
from camproof.media.receive.face import StreamReceiver
from camproof.media.receive.frame import ReceivedFrame
from camproof.media.receive.picture import DecodedKeyFrame
from camproof.media.receive.sound import VoiceEar
from camproof.media.send.face import FinishReason, SoundSender, StreamRelay, StreamSender
from camproof.media.send.lateness import Lateness
from camproof.runtimes.impairment import Gate

__all__ = ["CameraTime", "MediaPlane", "PictureOrder"]


class CameraTime(Protocol):
    """A camera's own clock, which may be wrong; ``now_s`` are monotonic seconds (those of the event loop)."""

    @property
    def drift_ppm(self) -> float:
        """Seconds gained in a million."""

    def read_s(self, now_s: float) -> float:
        """What it shows, epoch seconds."""

    def error_s(self, now_s: float) -> float:
        """What it shows minus the true time."""

    def watch(self, changed: Callable[[], None]) -> Callable[[], None]:
        """Call ``changed`` whenever it jumps; the function that is given back ends that."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureOrder:
    """One stream that a camera is to send.

    :param plan: what signalling settled; ``end_s`` None for a live picture; container "PCMA" for its voice.
    :param camera: number in the truth stamps (u32).
    :param clip: what it sees live and has recorded.
    :param overlay: the same under a band with strip and text; None for the clip as it is.
    :param gate: its way into the network.
    :param clock: its own clock: capture times and sender reports show it.
    :param text, zone_s: what a band shows, and what its time zone adds to UTC.
    :param frozen: whether the picture stands still from the start.
    :param recorded: spans (epoch seconds) between ``plan.start_s`` and ``plan.end_s`` that have pictures.
    :param rendered: makes a source that is drawn live, in place of the clip; None for the clip.
    :param ear: hears what the peer sends back the same way: its voice in a talk.
    :param on_finished: called once when the recording has ended, or the stream broke; not by ``stop``.
    """

    plan: MediaPlan
    camera: int
    clip: Clip = field(repr=False)
    gate: Gate
    clock: CameraTime
    on_finished: Callable[[FinishReason], None]
    overlay: OverlayClip | None = field(default=None, repr=False)
    options: StreamOptions = PLAIN
    host: str = "127.0.0.1"
    text: OverlayText = field(default_factory=lambda: OverlayText(""))
    zone_s: int = 0
    frozen: bool = False
    recorded: tuple[tuple[float, float], ...] = ()
    rendered: Callable[[], FrameSource] | None = None
    ear: VoiceEar | None = None

    @property
    def seen(self) -> Clip | OverlayClip:
        """What is shown: under the band where there is one."""
        return self.overlay or self.clip


class MediaPlane(Protocol):
    """Makes senders and receivers, in one event loop.

    :ivar broken: set when nothing can be sent any more; ``failure`` says why.
    """

    broken: asyncio.Event

    @property
    def failure(self) -> str:
        """Why nothing can be sent any more, one sentence; empty while all is well."""

    def picture_sender(self, order: PictureOrder) -> StreamSender:
        """A sender for a stream of a camera.

        :raises MediaError: this picture cannot be made or sent; the call is refused then.
        """

    def sound_sender(
        self, plan: MediaPlan, source: FrameSource | None, *, host: str, ear: VoiceEar | None
    ) -> SoundSender:
        """A sender for the voice of a platform.

        :param source: frames of 20 ms G.711 A-law; None for a tone of 1 kHz.
        :param ear: hears what comes back the same way.
        :raises MediaTransportError: this plane carries no voice.
        """

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
        """Open a port at ``host`` and be ready for a stream.

        :param transport: our role: udp, tcp-passive (we listen), tcp-active (we dial).
        :param ssrc: the one agreed (``y=``); None takes that of the first packet.
        :param wall_s: monotonic to epoch seconds.
        :raises MediaTransportError: nothing can be bound.
        """

    def relay(
        self,
        receiver: StreamReceiver,
        plan: MediaPlan,
        *,
        host: str,
        gate: Gate | None = None,
        on_finished: Callable[[FinishReason], None] | None = None,
    ) -> StreamRelay:
        """Pass on what comes to a receiver of this plane, to where ``plan`` says and with its SSRC.

        :param gate: the way from here on.
        :param on_finished: called once when the peer of a relay that dials was not there.
        """

    async def decoded(self, frame: ReceivedFrame) -> DecodedKeyFrame:
        """Decode a key picture that came: the proof that there is one.

        :raises PictureError: it does not decode.
        """

    def make_ready(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Prepare what will be shown later, so that it begins without delay."""

    def lateness(self, from_s: float | None, to_s: float | None = None) -> Lateness:
        """How late frames left within a span of monotonic time; none counted where nothing can be late."""

    async def close(self) -> None:
        """Give back what senders share. May be called twice."""
