from __future__ import annotations

import hashlib
import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.digest import (
    ALGORITHMS,
    Challenge,
    Credentials,
    answer,
    hash_hex,
    parse_challenge,
    parse_credentials,
    verify,
)
from camproof.protocols.digest.reading import _read_any, _read_usual
from camproof.protocols.errors import DigestError

USER = "34020000001320000001"
URI = "sip:34020000002000000001@3402000000"
TEXTS = st.text(max_size=12)
ALGORITHM = st.sampled_from([*ALGORITHMS, "MD5-sess", "SHA-256-sess"])


def gb28181(qop: tuple[str, ...]) -> Credentials:
    challenge = Challenge("3402000000", "0a4f113b", qop=qop)
    return answer(
        challenge, username=USER, password="12345678", method="REGISTER", uri=URI, cnonce="0a1b2c3d"
    )


def test_vector_without_qop() -> None:
    assert hash_hex("MD5", f"{USER}:3402000000:12345678".encode()) == "8258341d7dd730ce4d3b8fd2db050320"
    assert hash_hex("MD5", f"REGISTER:{URI}".encode()) == "95fced343cf76247d3e2102931f17507"
    credentials = gb28181(())
    assert credentials.response == "0501bad43ad0e3f3e9202d9d3d40a2e2"
    assert credentials.qop is credentials.nc is credentials.cnonce is None


def test_vector_with_qop() -> None:
    credentials = gb28181(("auth",))
    assert credentials.response == "1776457c234783df45df16d26692cbac"
    assert (credentials.qop, credentials.nc, credentials.cnonce) == ("auth", "00000001", "0a1b2c3d")


RFC7616 = Challenge(
    "http-auth@example.org",
    "7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v",
    qop=("auth", "auth-int"),
    opaque="FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS",
)


@pytest.mark.parametrize(
    ("algorithm", "response"),
    [
        ("MD5", "8ca523f5e9506fed4657c9700eebdbec"),
        ("SHA-256", "753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1"),
    ],
)
def test_rfc_7616_vectors(algorithm: str, response: str) -> None:
    challenge = Challenge(RFC7616.realm, RFC7616.nonce, algorithm, RFC7616.qop, RFC7616.opaque)
    credentials = answer(
        challenge,
        username="Mufasa",
        password="Circle of Life",
        method="GET",
        uri="/dir/index.html",
        cnonce="f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ",
    )
    assert credentials.response == response
    assert verify(credentials, password="Circle of Life", method="GET")


def test_rfc_2617_vector() -> None:
    challenge = Challenge("testrealm@host.com", "dcd98b7102dd2f0e8b11d0f600bfb0c093", qop=("auth",))
    credentials = answer(
        challenge,
        username="Mufasa",
        password="Circle Of Life",
        method="GET",
        uri="/dir/index.html",
        cnonce="0a4f113b",
    )
    assert credentials.response == "6629fae49393a05397450978507c4ef1"


def test_sm3_vector_of_gb_t_32905() -> None:
    assert hash_hex("SM3", b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_sm3_without_openssl_support(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hashlib, "algorithms_available", frozenset())
    assert hash_hex("sm3", b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_auth_int_covers_the_body() -> None:
    challenge = Challenge("r", "n", "SM3", ("auth-int",))
    credentials = answer(
        challenge, username="u", password="p", method="MESSAGE", uri="sip:h", cnonce="c", body=b"<Notify/>"
    )
    assert credentials.qop == "auth-int"
    assert verify(credentials, password="p", method="MESSAGE", body=b"<Notify/>")
    assert not verify(credentials, password="p", method="MESSAGE", body=b"<Query/>")


@given(
    TEXTS,
    TEXTS,
    TEXTS,
    ALGORITHM,
    st.sets(st.sampled_from(["auth", "auth-int", "other"])),
    st.integers(1, 999),
)
def test_answers_verify(realm: str, user: str, password: str, algorithm: str, qop: set[str], nc: int) -> None:
    challenge = Challenge(realm, "nonce", algorithm, tuple(sorted(qop)))
    credentials = answer(
        challenge, username=user, password=password, method="REGISTER", uri=URI, cnonce="c", nc=nc, body=b"x"
    )
    read = parse_credentials(credentials.header())
    assert read == credentials
    assert verify(read, password=password, method="REGISTER", body=b"x")
    assert not verify(read, password=password + "!", method="REGISTER", body=b"x")
    assert not verify(read, password=password, method="INVITE", body=b"x")


@given(
    st.builds(
        Challenge,
        realm=TEXTS,
        nonce=TEXTS,
        algorithm=ALGORITHM,
        qop=st.lists(st.sampled_from(["auth", "auth-int"]), unique=True).map(tuple),
        opaque=st.none() | TEXTS,
        stale=st.booleans(),
    )
)
def test_challenge_round_trip(challenge: Challenge) -> None:
    read = parse_challenge(challenge.header())
    assert read == challenge
    assert read.deviations == ()


@given(
    st.text(max_size=80) | st.text('Digest realm="n,once=\\ ', max_size=60).map(lambda text: "Digest " + text)
)
def test_any_text_gives_a_value_or_a_sip_error(text: str) -> None:
    for read in (parse_challenge, parse_credentials):
        try:
            value = read(text)
        except DigestError:
            continue
        assert value is not None


def test_challenge_as_wvp_writes_it() -> None:
    challenge = parse_challenge('Digest realm="3402000000",qop="auth",nonce="f1da98bd",algorithm=MD5')
    assert challenge == Challenge("3402000000", "f1da98bd", "MD5", ("auth",))


@pytest.mark.parametrize(
    ("change", "what"),
    [
        (("algorithm=MD5", 'algorithm="MD5"'), "a parameter that is not to be quoted is"),
        (("nc=00000001", "nc=1"), "the nonce count is no 8 lower-case hex digits"),
        (("nc=00000001", "nc=0000000A"), "the nonce count is no 8 lower-case hex digits"),
        ((", nc=00000001", ""), "qop stands without nc or cnonce"),
        (('realm="3402000000"', "realm=3402000000"), "a parameter that is to be quoted is not"),
    ],
)
def test_departures_are_noted(change: tuple[str, str], what: str) -> None:
    header = gb28181(("auth",)).header()
    read = parse_credentials(header.replace(*change))
    assert [note.what for note in read.deviations] == [what]


def test_upper_case_hex_is_noted_and_accepted() -> None:
    credentials = gb28181(())
    header = credentials.header().replace(credentials.response, credentials.response.upper())
    read = parse_credentials(header)
    assert [note.what for note in read.deviations] == ["the response is not in lower-case hex"]
    assert verify(read, password="12345678", method="REGISTER")


def test_the_nonce_count_goes_into_the_sum_as_it_is_written() -> None:
    """WVP rebuilds it in upper case, so that the tenth use of a nonce fails there."""
    challenge = Challenge("r", "n", qop=("auth",))
    credentials = answer(challenge, username="u", password="p", method="M", uri="sip:h", cnonce="c", nc=10)
    assert credentials.nc == "0000000a"
    shouted = Credentials("u", "r", "n", "sip:h", credentials.response, "MD5", "auth", "0000000A", "c")
    assert not verify(shouted, password="p", method="M")


def test_unknown_algorithm() -> None:
    with pytest.raises(DigestError, match="SHA-512"):
        answer(Challenge("r", "n", "SHA-512"), username="u", password="p", method="M", uri="x", cnonce="c")
    assert not verify(Credentials("u", "r", "n", "x", "0", "SHA-512"), password="p", method="M")


@pytest.mark.parametrize(
    "text",
    ["Basic abc", "", 'Digest nonce="n"', 'Digest realm="r"', "Digestrealm=r", 'Capability algorithm="A"'],
)
def test_unusable_challenges(text: str) -> None:
    with pytest.raises(DigestError):
        parse_challenge(text)


def test_a_response_that_is_no_hex_is_wrong_and_nothing_else() -> None:
    credentials = Credentials("u", "r", "n", "x", "监控\udc00")
    assert not verify(credentials, password="p", method="M")


@pytest.mark.parametrize(
    "text", ["a" * 60_000, 'a="b\\\\"' * 10_000, "a" + " " * 60_000, 'a="' * 20_000, "a=" * 30_000]
)
def test_long_texts_take_linear_time(text: str) -> None:
    began_s = time.process_time()
    with suppress(DigestError):
        parse_challenge("Digest " + text)
    assert time.process_time() - began_s < 1.0


def test_an_open_quote_is_noted() -> None:
    challenge = parse_challenge('Digest realm="r", nonce="abc')
    assert challenge.nonce == "abc"
    assert [(note.what, note.clause) for note in challenge.deviations] == [
        ("a quoted string is not closed", "RFC 7230 3.2.6")
    ]


_PARTS = st.sampled_from(
    [
        *('username="a"', 'nonce=""', "algorithm=MD5", 'algorithm="MD5"', "qop=auth", "nc=00000001", "uri=a"),
        *(
            "NC=1",
            'realm="a\\"b"',
            'realm="a, nc=2"',
            "stale=TRUE",
            "response=",
            "a-b=1",
            "nc==1",
            "nc=1 ",
            'x="',
        ),
    ]
)


@given(
    st.lists(_PARTS, max_size=6),
    st.sampled_from([", ", ",", " ", ",  "]),
    st.sampled_from(["Digest ", "digest "]),
)
def test_usual_headers_are_read_as_any_others(parts: list[str], between: str, scheme: str) -> None:
    header = scheme + between.join(parts)
    usual = _read_usual(header)
    if usual is not None:
        assert _read_any(header) == (usual, [])


def test_what_agents_say_is_usual() -> None:
    for header in (gb28181(("auth",)).header(), Challenge("3402000000", "0a4f", qop=("auth",)).header()):
        assert _read_usual(header) is not None
