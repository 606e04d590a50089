"""Helpers of a client that is challenged (RFC 3261 22.2 and 22.3)."""

from __future__ import annotations

from dataclasses import replace

from camproof.protocols.digest import ALGORITHMS, Challenge, Credentials, answer
from camproof.protocols.errors import SipError
from camproof.protocols.sip.digest import parse_challenge
from camproof.protocols.sip.message import SipRequest, SipResponse
from camproof.protocols.sip.via import CSeq

__all__ = ["authorise", "challenge_of", "next_request", "with_auth"]

_HEADERS = {401: ("WWW-Authenticate", "Authorization"), 407: ("Proxy-Authenticate", "Proxy-Authorization")}


def next_request(request: SipRequest) -> SipRequest:
    """The same request once more as a new transaction: CSeq + 1, no Via, same Call-ID and tags.

    :raises SipError: its CSeq cannot be read.
    """
    cseq = CSeq(request.cseq.number + 1, request.method)
    return replace(request, headers=request.headers.remove("Via").set("CSeq", str(cseq)))


def with_auth(request: SipRequest, credentials: Credentials, header: str = "Authorization") -> SipRequest:
    """The next request, with these credentials."""
    return next_request(request).with_header(header, credentials.header())


def challenge_of(response: SipResponse) -> Challenge | None:
    """The first challenge of a 401 or 407 whose algorithm we know; None where there is none.

    :raises SipError: it is a 401 or 407, and none of its challenges can be read.
    """
    names = _HEADERS.get(response.status)
    if names is None:
        return None
    unread: SipError | None = None
    for text in response.headers.all(names[0]):
        try:
            challenge = parse_challenge(text)
        except SipError as error:
            unread = error
            continue
        if challenge.algorithm.upper().removesuffix("-SESS") in ALGORITHMS:
            return challenge
    if unread is not None:
        raise unread
    return None


def authorise(
    request: SipRequest,
    response: SipResponse,
    *,
    username: str,
    password: str,
    cnonce: str,
    nc: int = 1,
) -> SipRequest | None:
    """The request that meets the challenge of a 401 or 407; None where there is none that we can meet.

    :raises SipError: the challenge or the CSeq cannot be read.
    """
    challenge = challenge_of(response)
    if challenge is None:
        return None
    credentials = answer(
        challenge,
        username=username,
        password=password,
        method=request.method,
        uri=request.uri,
        cnonce=cnonce,
        nc=nc,
        body=request.body,
    )
    return with_auth(request, credentials, _HEADERS[response.status][1])
