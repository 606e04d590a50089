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
]

StreamOrder = Literal["pause", "resume", "seek", "scale", "key-frame"]


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

    :param value: seconds from the start of the span for "seek", factor for "scale".
    """

    stream: str
    order: StreamOrder
    value: float = 0.0


@dataclass(frozen=True, slots=True)
class StopStream:
    """The call is over: stop and release the socket."""

    stream: str


@dataclass(frozen=True, slots=True)
class Reboot:
    """Go off-line without a word, then boot."""


FaceAction = PrepareStream | ListenForVoice | StartStream | ControlStream | StopStream | Reboot
