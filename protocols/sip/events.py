"""What a :class:`SipEndpoint` tells the layer above."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.flow import Flow
from camproof.protocols.sip.message import SipRequest, SipResponse

__all__ = [
    "AckMissing",
    "AckReceived",
    "DeviationsSeen",
    "InviteCancelled",
    "MessageUnreadable",
    "RequestReceived",
    "ResponseReceived",
    "SipEvent",
    "TransactionTimedOut",
    "TransportFailed",
]


@dataclass(frozen=True, slots=True)
class RequestReceived:
    """A new request; to be answered with ``respond(transaction, …)``. Never ACK, CANCEL or a repetition."""

    transaction: str
    request: SipRequest
    flow: Flow


@dataclass(frozen=True, slots=True)
class AckReceived:
    """The ACK to our 2xx; once for each INVITE."""

    request: SipRequest
    flow: Flow


@dataclass(frozen=True, slots=True)
class InviteCancelled:
    """The peer cancelled its INVITE: CANCEL has been answered with 200, the INVITE (``request``) with 487."""

    transaction: str
    request: SipRequest
    flow: Flow


@dataclass(frozen=True, slots=True)
class ResponseReceived:
    """A provisional or final response. ``request`` is ours as it was handed in, without Via."""

    transaction: str
    request: SipRequest
    response: SipResponse
    flow: Flow


@dataclass(frozen=True, slots=True)
class TransactionTimedOut:
    """No final response within 64 T1 (timers B and F)."""

    transaction: str
    request: SipRequest
    flow: Flow


@dataclass(frozen=True, slots=True)
class TransportFailed:
    """The connection of an unfinished transaction, ours or the peer's, is gone."""

    transaction: str
    request: SipRequest
    flow: Flow
    why: str


@dataclass(frozen=True, slots=True)
class AckMissing:
    """Our 2xx to this INVITE was not acknowledged within 64 T1 (RFC 3261 13.3.1.4)."""

    transaction: str
    request: SipRequest
    flow: Flow


@dataclass(frozen=True, slots=True)
class MessageUnreadable:
    """Bytes that are no SIP message, or one that lacks what a transaction needs."""

    error: SipError
    data: bytes
    flow: Flow


@dataclass(frozen=True, slots=True)
class DeviationsSeen:
    """Departures from the standard; ``summary`` says in what: "REGISTER", "200 to INVITE", "TCP stream"."""

    deviations: tuple[Deviation, ...]
    flow: Flow
    summary: str


SipEvent: TypeAlias = (
    RequestReceived
    | AckReceived
    | InviteCancelled
    | ResponseReceived
    | TransactionTimedOut
    | TransportFailed
    | AckMissing
    | MessageUnreadable
    | DeviationsSeen
)
