"""What a platform machine tells of calls and broadcasts. Times are monotonic seconds of the runtime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.flow import Address
from camproof.protocols.mansrtsp import MansrtspRequest, MansrtspResponse
from camproof.protocols.sdp import MediaTransport, SessionDescription

__all__ = [
    "BroadcastInvited",
    "BroadcastRefused",
    "BroadcastStarted",
    "CallAnswered",
    "CallControlled",
    "CallEnded",
    "CallEvent",
    "CallFailed",
    "CallKind",
    "EndedBy",
    "MediaEnded",
]

CallKind = Literal["live", "playback", "download", "talk", "broadcast"]
EndedBy = Literal["platform", "device", "network"]


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """A device answered our INVITE; the ACK has been sent.

    :param ssrc: ten digits: the answer's y= if it has one, else the asked one.
    :param remote: where the device's media is, from its answer.
    :param path: the platforms that the answer came through, the nearest first.
    """

    at_s: float
    call: str
    device: str
    channel: str
    kind: CallKind
    transport: MediaTransport
    ssrc: str
    remote: Address
    answer: SessionDescription
    asked_s: float
    path: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class CallFailed:
    """A call that did not come about.

    :param status: SIP status of the refusal, None when no final answer came.
    """

    at_s: float
    call: str
    device: str
    channel: str
    kind: CallKind
    status: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call that had been answered is over.

    :param by: who ended it.
    """

    at_s: float
    call: str
    device: str
    channel: str
    kind: CallKind
    by: EndedBy
    reason: str


@dataclass(frozen=True, slots=True)
class CallControlled:
    """The answer to a MANSRTSP command.

    :param status: of the SIP answer; None when there was none.
    :param answer: its body; None when it has none that can be read.
    """

    at_s: float
    call: str
    device: str
    request: MansrtspRequest
    status: int | None
    answer: MansrtspResponse | None = None


@dataclass(frozen=True, slots=True)
class MediaEnded:
    """MediaStatus 121: the device has sent the whole file; our BYE follows.

    :param in_dialog: False where it came outside the call's dialog (a deviation).
    """

    at_s: float
    call: str
    device: str
    channel: str
    in_dialog: bool


@dataclass(frozen=True, slots=True)
class BroadcastInvited:
    """The device's INVITE after our Broadcast notice; answer it with ``answer_broadcast``.

    :param transport: our role if we accept what is offered.
    :param remote: where the device wants the audio (UDP), or listens.
    """

    at_s: float
    call: str
    device: str
    target: str
    transport: MediaTransport
    ssrc: str
    remote: Address
    offer: SessionDescription


@dataclass(frozen=True, slots=True)
class BroadcastStarted:
    """The device acknowledged our answer: audio may flow."""

    at_s: float
    call: str
    device: str
    target: str


@dataclass(frozen=True, slots=True)
class BroadcastRefused:
    """The device did not take the broadcast."""

    at_s: float
    device: str
    target: str
    reason: str


CallEvent = (
    CallAnswered
    | CallFailed
    | CallEnded
    | CallControlled
    | MediaEnded
    | BroadcastInvited
    | BroadcastStarted
    | BroadcastRefused
)
