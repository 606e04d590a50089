"""What a device machine tells the layer above it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.flow import Address
from camproof.protocols.gb28181.routing import STRAIGHT, Route
from camproof.protocols.manscdp import Manscdp
from camproof.protocols.mansrtsp import MansrtspRequest
from camproof.protocols.sdp import SessionDescription
from camproof.protocols.sip import DeviationsSeen, MessageUnreadable

__all__ = [
    "CallAnswered",
    "CallConfirmed",
    "CallControl",
    "CallEnded",
    "CallOffered",
    "CallRefused",
    "ClockSet",
    "CommandReceived",
    "DeviceEvent",
    "EndedBy",
    "KeepaliveAnswered",
    "KeepaliveMissed",
    "MessageFailed",
    "Redirected",
    "Registered",
    "RegistrationFailed",
    "ServerLost",
    "Subscribed",
    "SubscriptionEnded",
    "SubscriptionKind",
    "Unregistered",
]

EndedBy = Literal["peer", "us", "cancelled", "no ack", "no answer"]
SubscriptionKind = Literal["Catalog", "Alarm", "MobilePosition", "PTZPosition"]


@dataclass(frozen=True, slots=True)
class Registered:
    """The server answered 200 to REGISTER. ``version`` is its X-GB-Ver, empty when it sent none."""

    server: str
    address: Address
    expires_s: float
    refresh: bool
    version: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationFailed:
    """A REGISTER was refused (``status``) or not answered (None); tried again after ``retry_in_s``."""

    status: int | None
    why: str
    retry_in_s: float


@dataclass(frozen=True, slots=True)
class Redirected:
    """302 of GB/T 28181-2022: all further traffic goes to this server."""

    server: str
    address: Address


@dataclass(frozen=True, slots=True)
class Unregistered:
    """The device has left; ``answered`` tells whether the server confirmed it."""

    answered: bool


@dataclass(frozen=True, slots=True)
class ServerLost:
    """A registration that stood is no longer believed in; the device registers again.

    :param forgotten: the server is off-line or does not know us, or the TCP connection is lost, which makes
        us off-line to it; it then has no calls with us either.
    """

    why: str
    forgotten: bool = False


@dataclass(frozen=True, slots=True)
class ClockSet:
    """The 200 to REGISTER carried a Date.

    :param epoch_s: that time.
    :param off_by_s: the device's own clock minus that time.
    :param form: how it was written: as GB/T 28181 asks (Beijing time) or as RFC 3261 does (GMT).
    """

    epoch_s: float
    off_by_s: float
    form: Literal["iso", "rfc1123"]


@dataclass(frozen=True, slots=True)
class KeepaliveAnswered:
    """200 to a keepalive, ``rtt_s`` after it was sent."""

    rtt_s: float


@dataclass(frozen=True, slots=True)
class KeepaliveMissed:
    """A keepalive had no answer when the next one was due; ``missed`` of them in a row."""

    missed: int


@dataclass(frozen=True, slots=True)
class CommandReceived:
    """A MANSCDP message of the server; its SIP 200 has left already."""

    message: Manscdp
    target: str
    source: str
    route: Route = STRAIGHT


@dataclass(frozen=True, slots=True)
class MessageFailed:
    """One of our MESSAGEs got ``status``, or no answer (None)."""

    message: Manscdp
    status: int | None


@dataclass(frozen=True, slots=True)
class CallOffered:
    """An INVITE to us: answer with ``answer_call`` or ``refuse_call``."""

    call: str
    offer: SessionDescription
    target: str
    source: str
    subject: str
    route: Route = STRAIGHT


@dataclass(frozen=True, slots=True)
class CallConfirmed:
    """The ACK to our 200 came."""

    call: str


@dataclass(frozen=True, slots=True)
class CallAnswered:
    """The server accepted our INVITE; the ACK has left."""

    call: str
    answer: SessionDescription


@dataclass(frozen=True, slots=True)
class CallRefused:
    """Our INVITE was refused (``status``) or not answered (None)."""

    call: str
    status: int | None


@dataclass(frozen=True, slots=True)
class CallEnded:
    """A call that was offered, answered or confirmed is over."""

    call: str
    by: EndedBy


@dataclass(frozen=True, slots=True)
class CallControl:
    """MANSRTSP in INFO: answer with ``answer_control``."""

    call: str
    control: str
    request: MansrtspRequest


@dataclass(frozen=True, slots=True)
class Subscribed:
    """A SUBSCRIBE was accepted, anew or as a refresh; ``query`` is its body."""

    subscription: str
    kind: SubscriptionKind
    query: Manscdp
    expires_s: float
    refresh: bool


@dataclass(frozen=True, slots=True)
class SubscriptionEnded:
    """A subscription is over: "cancelled", "expired", "rejected" or "no answer"."""

    subscription: str
    why: str


DeviceEvent = (
    Registered
    | RegistrationFailed
    | Redirected
    | Unregistered
    | ServerLost
    | ClockSet
    | KeepaliveAnswered
    | KeepaliveMissed
    | CommandReceived
    | MessageFailed
    | CallOffered
    | CallConfirmed
    | CallAnswered
    | CallRefused
    | CallEnded
    | CallControl
    | Subscribed
    | SubscriptionEnded
    | DeviationsSeen
    | MessageUnreadable
)
