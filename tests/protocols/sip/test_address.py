from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import SipError
from camproof.protocols.sip import NameAddr, SipUri, parse_name_addr, parse_uri, tag_of, user_of

CODE = "34020000001320000001"
WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=12)
PARAMS = st.lists(st.tuples(WORDS, st.none() | WORDS), max_size=3).map(tuple)
URIS = st.builds(
    SipUri,
    user=st.just("") | WORDS,
    host=WORDS | st.just("[2001:db8::1]"),
    port=st.none() | st.integers(1, 65535),
    params=PARAMS,
    scheme=st.sampled_from(["sip", "sips"]),
    headers=st.just("") | st.just("subject=x"),
)
DISPLAYS = st.just("") | st.text('ab "\\<>;,=@监控', min_size=1, max_size=8).map(str.strip)
HEADER_PARAMS = st.lists(st.tuples(WORDS, st.none() | st.text('abc",;=<> ', max_size=6)), max_size=3).map(
    tuple
)


@given(URIS)
def test_uri_round_trip(uri: SipUri) -> None:
    read = parse_uri(str(uri))
    assert read == uri
    assert read.deviations == ()


@given(DISPLAYS, URIS, HEADER_PARAMS)
def test_name_addr_round_trip(display: str, uri: SipUri, params: tuple[tuple[str, str | None], ...]) -> None:
    address = NameAddr(display, uri, params)
    assert parse_name_addr(str(address)) == address


@given(st.text(max_size=60))
def test_any_text_gives_an_address_or_a_sip_error(text: str) -> None:
    for read in (parse_uri, parse_name_addr):
        with suppress(SipError):
            read(text)
    assert isinstance(user_of(text), str)


def test_gb28181_forms() -> None:
    uri = parse_uri(f"sip:{CODE}@3402000000")
    assert (uri.user, uri.host, uri.port) == (CODE, "3402000000", None)
    uri = parse_uri(f"sip:{CODE}@192.0.2.10:5060;transport=tcp")
    assert (uri.host, uri.port, uri.params) == ("192.0.2.10", 5060, (("transport", "tcp"),))
    assert str(uri) == f"sip:{CODE}@192.0.2.10:5060;transport=tcp"


def test_bare_form_leaves_parameters_to_the_header() -> None:
    address = parse_name_addr(f"sip:{CODE}@3402000000;tag=a1")
    assert address.tag == "a1"
    assert address.uri.params == ()


def test_display_name_with_quotes() -> None:
    address = parse_name_addr(f'"Gate \\"North\\", 1" <sip:{CODE}@h>;tag=x')
    assert address.display == 'Gate "North", 1'
    assert address.uri.user == CODE
    assert parse_name_addr(f"Gate <sip:{CODE}@h>").display == "Gate"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"<{CODE}@192.0.2.10>", "a URI has no scheme"),
        ("192.0.2.10:5060", "a URI has no scheme"),
        (f"<sip:{CODE}@192.0.2.10:70000>", "a port is no number from 1 to 65535"),
        (f"<sip:{CODE}@192.0.2.10", "an angle bracket is not closed"),
        (f"<sip:{CODE} @192.0.2.10>", "a URI holds white space"),
        (f'"Gate <sip:{CODE}@192.0.2.10>', "a quoted string is not closed"),
    ],
)
def test_departures_are_noted(text: str, what: str) -> None:
    assert [note.what for note in parse_name_addr(text).deviations] == [what]


@pytest.mark.parametrize("text", ["", "sip:", "sip:user@", "tel:+86110", "<>", "http://x/"])
def test_no_sip_uri(text: str) -> None:
    with pytest.raises(SipError):
        parse_name_addr(text)


def test_user_and_tag_of_anything() -> None:
    assert user_of(f"<sip:{CODE}@h>;tag=1") == CODE
    assert user_of("<sip:h>") == ""
    assert user_of(None) == ""
    assert user_of("\x00") == ""
    assert tag_of("<sip:a@h;tag=no>;x;Tag = yes ;z") == "yes"
    assert tag_of("sip:a@h;tag=yes") == "yes"
    assert tag_of(None) == ""


def test_first_of_several_contacts() -> None:
    assert parse_name_addr('"a, b" <sip:1@h>, <sip:2@h>').uri.user == "1"
    assert parse_name_addr("<sip:1@h>;expires=60").param("expires") == "60"


PIECES = (
    *("sip:", "sips:", "<", ">", "34020000001320000001", "@", "3402000000", ":5060", ":", ";tag=a", ";"),
    *('"', "名", " ", ",", "?x=1", "a:b", "[::1]", "%41"),
)


@given(st.lists(st.sampled_from(PIECES), max_size=9).map("".join))
def test_the_short_way_to_a_user_says_what_the_long_one_says(text: str) -> None:
    try:
        wanted = parse_name_addr(text).uri.user if text else ""
    except SipError:
        wanted = ""
    assert user_of(text) == wanted
