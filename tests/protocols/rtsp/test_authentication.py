"""Digest and Basic, as servers challenge."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest

from camproof.protocols.digest import parse_credentials, verify
from camproof.protocols.errors import RtspError

URL = "rtsp://admin:p%40ss%3Aword@192.0.2.7/gate"
PASSWORD = "p@ss:word"


def md5(text: str) -> str:
    return hashlib.md5(text.encode()).hexdigest()


def test_digest_without_qop_is_the_sum_of_rfc_2069(bench: Any) -> None:
    b = bench(URL)
    b.answer()
    b.answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="IP Camera", nonce="abc"')
    told = parse_credentials(b.asked["authorization"])
    secret, act = md5(f"admin:IP Camera:{PASSWORD}"), md5("DESCRIBE:rtsp://192.0.2.7/gate")
    assert told.response == md5(f"{secret}:abc:{act}")
    assert (told.username, told.qop, told.nc) == ("admin", None, None)


@pytest.mark.parametrize("algorithm", ["MD5", "SHA-256", "MD5-sess"])
def test_digest_with_qop_counts_the_uses_of_a_nonce(bench: Any, algorithm: str) -> None:
    b = bench(URL)
    challenge = f'WWW-Authenticate: Digest realm="r", nonce="n", qop="auth", algorithm={algorithm}'
    b.answer("401 Unauthorized", challenge)
    for method, count in (("OPTIONS", "00000001"), ("DESCRIBE", "00000002")):
        told = parse_credentials(b.asked["authorization"])
        assert (told.nc, told.cnonce, told.qop, told.algorithm) == (count, "0a4f113b", "auth", algorithm)
        assert verify(told, password=PASSWORD, method=method)
        if method == "OPTIONS":
            b.answer()


@pytest.mark.parametrize(
    ("challenges", "chosen"),
    [
        (['Basic realm="r"', 'Digest realm="r", nonce="n"'], "MD5"),
        (['Digest realm="r, Basic x", nonce="n", Basic realm="r"'], "MD5"),
        (['Digest realm="r",nonce="n"', 'Digest realm="r",nonce="m",algorithm=SHA-256'], "SHA-256"),
        (['Digest realm="r",nonce="n",algorithm=SHA-512-256', 'Digest realm="r",nonce="m"'], "MD5"),
        (["Digest broken", "Negotiate", 'basic realm="r"'], "Basic"),
    ],
)
def test_the_strongest_challenge_that_can_be_met(bench: Any, challenges: list[str], chosen: str) -> None:
    b = bench(URL)
    b.answer("401 Unauthorized", *(f"WWW-Authenticate: {one}" for one in challenges))
    told = b.asked["authorization"]
    assert told == "Basic YWRtaW46cEBzczp3b3Jk" if chosen == "Basic" else f"algorithm={chosen}" in told


def test_wrong_and_missing_credentials_are_told_apart(bench: Any) -> None:
    b = bench(URL)
    b.answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="n"')
    with pytest.raises(RtspError, match="does not take this user name and password"):
        b.answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="m"')
    with pytest.raises(RtspError, match="rtsp://NAME:PASSWORD@HOST"):
        bench().answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="n"')
    for header in ("WWW-Authenticate: Digest", "WWW-Authenticate: NTLM", "X: y"):
        with pytest.raises(RtspError, match="none of the challenges"):
            bench(URL).answer("401 Unauthorized", header)


def test_a_stale_nonce_and_one_that_changed_meanwhile_are_taken_anew(bench: Any) -> None:
    b = bench(URL)
    b.answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="a", qop="auth"')
    b.answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="b", qop="auth", stale=TRUE')
    told = parse_credentials(b.asked["authorization"])
    assert (told.nonce, told.nc) == ("b", "00000001")
    b.answer()
    b.answer("401 Unauthorized", 'WWW-Authenticate: Digest realm="r", nonce="c", qop="auth"')
    assert parse_credentials(b.asked["authorization"]).nonce == "c"


def test_a_server_that_always_calls_the_nonce_stale_is_left(bench: Any) -> None:
    b = bench(URL)
    for number in range(3):
        b.answer("401 No", f'WWW-Authenticate: Digest realm="r", nonce="{number}", stale=true')
    with pytest.raises(RtspError, match="401"):
        b.answer("401 No", 'WWW-Authenticate: Digest realm="r", nonce="9", stale=true')


def test_odd_challenges_are_noted(bench: Any) -> None:
    b = bench(URL)
    b.answer("401 Unauthorized", "WWW-Authenticate: Digest realm=r, nonce=n")
    found = b.client.deviations()[0].deviation
    assert (found.what, found.where) == ("a parameter that is to be quoted is not", "RTSP WWW-Authenticate")


def test_a_digest_that_cannot_be_read_is_noted_where_basic_is_answered_instead(bench: Any) -> None:
    b = bench(URL)
    b.answer("401 Unauthorized", "WWW-Authenticate: Digest nonsense", 'WWW-Authenticate: Basic realm="r"')
    assert b.asked["authorization"].startswith("Basic ")
    assert b.whats() == ["a Digest challenge cannot be read"]
