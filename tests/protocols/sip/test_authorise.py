from __future__ import annotations

from collections.abc import Callable

import pytest

from camproof.protocols.errors import SipError
from camproof.protocols.sip import (
    Challenge,
    Headers,
    SipRequest,
    SipResponse,
    authorise,
    challenge_of,
    make_response,
    next_request,
    parse_credentials,
    verify,
    with_auth,
)
from camproof.protocols.sip.digest import Credentials

MD5 = Challenge("3402000000", "n1", qop=("auth",)).header()


def test_next_request_keeps_call_and_tags(request_of: Callable[..., SipRequest]) -> None:
    first = request_of("REGISTER", cseq=7).with_header("Via", "SIP/2.0/UDP h")
    second = next_request(first)
    assert second.cseq.number == 8
    assert second.call_id == first.call_id
    assert second.from_tag == first.from_tag
    assert "Via" not in second.headers


def test_authorise_meets_a_challenge(request_of: Callable[..., SipRequest]) -> None:
    request = request_of("REGISTER")
    response = make_response(request, 401, headers=[("WWW-Authenticate", MD5)])
    again = authorise(request, response, username="u", password="p", cnonce="c", nc=2)
    assert again is not None
    credentials = parse_credentials(again.headers.get("Authorization") or "")
    assert (credentials.uri, credentials.nc) == (request.uri, "00000002")
    assert verify(credentials, password="p", method="REGISTER")
    third = authorise(again, response, username="u", password="p", cnonce="c")
    assert third is not None
    assert len(third.headers.all("Authorization")) == 1
    assert third.cseq.number == 3


def test_proxy_challenges_have_their_own_headers(request_of: Callable[..., SipRequest]) -> None:
    request = request_of("INVITE")
    response = make_response(request, 407, headers=[("Proxy-Authenticate", MD5)])
    again = authorise(request, response, username="u", password="p", cnonce="c")
    assert again is not None
    assert "Proxy-Authorization" in again.headers


def test_the_first_known_algorithm_is_taken() -> None:
    unknown = Challenge("r", "x", "SHA-512-256").header()
    headers = Headers([("WWW-Authenticate", unknown), ("WWW-Authenticate", MD5)])
    challenge = challenge_of(SipResponse(401, headers=headers))
    assert challenge is not None
    assert challenge.nonce == "n1"
    assert challenge_of(SipResponse(401, headers=headers.set("WWW-Authenticate", unknown))) is None


def test_no_challenge(request_of: Callable[..., SipRequest]) -> None:
    assert challenge_of(SipResponse(403)) is None
    assert challenge_of(SipResponse(401)) is None
    request = request_of("REGISTER")
    assert authorise(request, SipResponse(401), username="u", password="p", cnonce="c") is None


def test_an_unreadable_challenge_is_the_peers_error() -> None:
    with pytest.raises(SipError):
        challenge_of(SipResponse(401, headers=Headers([("WWW-Authenticate", "Digest realm")])))


def test_with_auth_under_another_header(request_of: Callable[..., SipRequest]) -> None:
    credentials = Credentials("u", "r", "n", "sip:h", "0")
    assert "Proxy-Authorization" in with_auth(request_of(), credentials, "Proxy-Authorization").headers


def test_make_response_copies_what_the_rfc_says(request_of: Callable[..., SipRequest]) -> None:
    request = request_of(headers=[("Via", "SIP/2.0/UDP a"), ("v", "SIP/2.0/UDP b"), ("Subject", "no")])
    response = make_response(request, 200, to_tag="t1", headers=[("Date", "d")], body=b"x")
    assert response.headers.all("Via") == ("SIP/2.0/UDP a", "SIP/2.0/UDP b")
    assert (response.reason, response.to_tag, response.from_tag) == ("OK", "t1", "a1")
    assert "Subject" not in response.headers
    assert response.headers.get("Date") == "d"
    assert response.body == b"x"
    assert make_response(request, 499).reason == "Unknown"
    assert make_response(request, 200, "Fine").reason == "Fine"
    assert make_response(request_of(to_tag="old"), 200, to_tag="new").to_tag == "old"
