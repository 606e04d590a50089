"""SIP as GB/T 28181 uses it: messages, digest, transactions, dialogs (RFC 3261, sans-IO).

Three layers, each usable alone:

* values and bytes: :class:`Headers`, :class:`SipRequest`, :class:`SipResponse`, :func:`parse_message`,
  :func:`serialise`, :class:`SipStream`, addresses, :class:`Via`, :class:`CSeq`;
* digest: :class:`Challenge`, :class:`Credentials`, :func:`answer`, :func:`verify`, :func:`authorise`;
* behaviour: :class:`SipEndpoint` (transport and transactions) and :class:`Dialog`.
"""

from camproof.protocols.digest import ALGORITHMS, Challenge, Credentials, answer, hash_hex, verify
from camproof.protocols.sip.address import NameAddr, SipUri, parse_name_addr, parse_uri, tag_of, user_of
from camproof.protocols.sip.authorise import authorise, challenge_of, next_request, with_auth
from camproof.protocols.sip.dialog import Dialog
from camproof.protocols.sip.digest import parse_challenge, parse_credentials
from camproof.protocols.sip.endpoint import SipEndpoint
from camproof.protocols.sip.events import (
    AckMissing,
    AckReceived,
    DeviationsSeen,
    InviteCancelled,
    MessageUnreadable,
    RequestReceived,
    ResponseReceived,
    SipEvent,
    TransactionTimedOut,
    TransportFailed,
)
from camproof.protocols.sip.headers import Headers
from camproof.protocols.sip.message import SipMessage, SipRequest, SipResponse, make_response
from camproof.protocols.sip.parser import parse_message
from camproof.protocols.sip.reasons import reason_of
from camproof.protocols.sip.serialiser import serialise
from camproof.protocols.sip.stream import SipStream
from camproof.protocols.sip.timers import UNHURRIED, Timers
from camproof.protocols.sip.transaction import Counters
from camproof.protocols.sip.via import CSeq, Via, parse_cseq, parse_via

__all__ = [
    "ALGORITHMS",
    "UNHURRIED",
    "AckMissing",
    "AckReceived",
    "CSeq",
    "Challenge",
    "Counters",
    "Credentials",
    "DeviationsSeen",
    "Dialog",
    "Headers",
    "InviteCancelled",
    "MessageUnreadable",
    "NameAddr",
    "RequestReceived",
    "ResponseReceived",
    "SipEndpoint",
    "SipEvent",
    "SipMessage",
    "SipRequest",
    "SipResponse",
    "SipStream",
    "SipUri",
    "Timers",
    "TransactionTimedOut",
    "TransportFailed",
    "Via",
    "answer",
    "authorise",
    "challenge_of",
    "hash_hex",
    "make_response",
    "next_request",
    "parse_challenge",
    "parse_credentials",
    "parse_cseq",
    "parse_message",
    "parse_name_addr",
    "parse_uri",
    "parse_via",
    "reason_of",
    "serialise",
    "tag_of",
    "user_of",
    "verify",
    "with_auth",
]
