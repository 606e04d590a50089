from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import SipError
from camproof.protocols.sip import CSeq, Via, parse_cseq, parse_via
from camproof.protocols.sip.compose import reached_by
from camproof.protocols.sip.via import branch_of, sent_by_of

WORDS = st.text("abcdefghijklmnopqrstuvwxyz0123456789-.", min_size=1, max_size=12)


@given(
    st.builds(
        Via,
        transport=st.sampled_from(["UDP", "TCP", "TLS"]),
        host=WORDS | st.just("[2001:db8::1]"),
        port=st.none() | st.integers(1, 65535),
        params=st.lists(st.tuples(WORDS, st.none() | WORDS), max_size=3).map(tuple),
    )
)
def test_via_round_trip(via: Via) -> None:
    read = parse_via(str(via))
    assert read == via
    assert read.deviations == ()


@given(st.integers(0, 2**40), st.sampled_from(["REGISTER", "MESSAGE", "X-Y"]))
def test_cseq_round_trip(number: int, method: str) -> None:
    assert parse_cseq(str(CSeq(number, method))) == CSeq(number, method)


@given(st.text(max_size=60))
def test_any_text_gives_a_value_or_a_sip_error(text: str) -> None:
    for read in (parse_via, parse_cseq):
        try:
            value = read(text)
        except SipError:
            continue
        assert value is not None
    assert isinstance(branch_of(text), str | None)
    sent_by_of(text)
    assert "203.0.113.5" in reached_by(text, ("203.0.113.5", 40001))


def test_parts_of_a_via() -> None:
    via = parse_via("SIP / 2.0 / UDP 192.0.2.10 : 5060 ;rport=40001;received=203.0.113.5;branch=z9hG4bKx")
    assert (via.transport, via.host, via.port) == ("UDP", "192.0.2.10", 5060)
    assert (via.branch, via.received, via.rport) == ("z9hG4bKx", "203.0.113.5", 40001)
    assert parse_via("SIP/2.0/UDP h;rport").rport is None
    assert parse_via("SIP/2.0/UDP a;branch=1, SIP/2.0/UDP b;branch=2").host == "a"


def test_quick_readers_agree_with_the_parser() -> None:
    for text in (
        "SIP/2.0/UDP h:5060;rport;branch=z9hG4bK1",
        "SIP/2.0/TCP h;Branch=z9hG4bK1 ;x",
        "SIP/2.0/TCP h",
    ):
        via = parse_via(text)
        assert branch_of(text) == via.branch
        assert sent_by_of(text).partition(":")[0] == via.host


@pytest.mark.parametrize("text", ["", "SIP/2.0", "SIP/2.0/UDP", "SIP/2.0/UDP ;branch=x", "UDP 192.0.2.1"])
def test_bad_via(text: str) -> None:
    with pytest.raises(SipError):
        parse_via(text)


@pytest.mark.parametrize("text", ["", "REGISTER", "x REGISTER", "-1 REGISTER", "1"])
def test_bad_cseq(text: str) -> None:
    with pytest.raises(SipError):
        parse_cseq(text)


def test_tolerant_cseq() -> None:
    assert parse_cseq("1REGISTER") == CSeq(1, "REGISTER")
    assert parse_cseq(" 007  register ") == CSeq(7, "REGISTER")


@pytest.mark.parametrize(
    ("via", "expected"),
    [
        ("SIP/2.0/UDP 192.168.1.64:5060;rport;branch=b", "rport=40001;branch=b;received=203.0.113.5"),
        ("SIP/2.0/UDP 192.168.1.64:5060;branch=b;rport", "branch=b;rport=40001;received=203.0.113.5"),
        ("SIP/2.0/UDP 192.168.1.64;branch=b", "branch=b;received=203.0.113.5"),
        ("SIP/2.0/UDP 203.0.113.5:40001;branch=b", "branch=b"),
        (
            "SIP/2.0/UDP 203.0.113.5;rport=1;branch=b;received=9.9.9.9",
            "rport=40001;branch=b;received=203.0.113.5",
        ),
    ],
)
def test_received_and_rport(via: str, expected: str) -> None:
    assert reached_by(via, ("203.0.113.5", 40001)).partition(";")[2] == expected


def test_only_the_top_via_is_changed() -> None:
    via = "SIP/2.0/UDP a;rport;branch=1, SIP/2.0/UDP b;rport;branch=2"
    assert reached_by(via, ("h", 1)).endswith(", SIP/2.0/UDP b;rport;branch=2")
