"""What a GB/T 28181 face asks of its shell, beside sending bytes. Streams are named by ``stream``."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.media.plan import MediaPlan

__all__ = [
    "ControlStream",
    "FaceAction",
    "ListenForVoice",
    "PrepareStream",
    "Reboot",
    "StartStream",
    "StopStream",
    "StreamOrder",
    "StreamPlace",
    "TellPlace",
]

StreamOrder = Literal["pause", "resume", "seek", "until", "scale", "key-frame"]


@dataclass(frozen=True, slots=True)
class StreamPlace:
    """Where a stream stands.

    :param sequence: RTP sequence number of its next packet.
    :param rtp_time: RTP timestamp of that packet.
    :param npt_s: seconds from the start of the span; None for a live picture.
    """

    sequence: int
    rtp_time: int
    npt_s: float | None = None


@dataclass(frozen=True, slots=True)
class PrepareStream:
    """Bind what the plan needs, then say ``stream_ready`` or ``stream_failed``."""

    stream: str
    plan: MediaPlan


@dataclass(frozen=True, slots=True)
class ListenForVoice:
    """Bind a UDP socket that takes G.711A from the platform (voice broadcast), then say ``stream_ready``.

    :param ssrc: what its packets shall carry.
    """

    stream: str
    ssrc: int


@dataclass(frozen=True, slots=True)
class StartStream:
    """The call is confirmed: send."""

    stream: str


@dataclass(frozen=True, slots=True)
class ControlStream:
    """Change a running stream.

    :param value: seconds from the start of the span for "seek" and "until" (None: to its end), factor for
        "scale".
    """

    stream: str
    order: StreamOrder
    value: float | None = None


@dataclass(frozen=True, slots=True)
class TellPlace:
    """Say ``stream_steered`` with the place where the stream stands now; ``control`` names who asks."""

    stream: str
    control: str


@dataclass(frozen=True, slots=True)
class StopStream:
    """The call is over: stop and release the socket."""

    stream: str


@dataclass(frozen=True, slots=True)
class Reboot:
    """Go off-line without a word, then boot."""


FaceAction = PrepareStream | ListenForVoice | StartStream | ControlStream | TellPlace | StopStream | Reboot
