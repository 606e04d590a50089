from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, SipError
from camproof.protocols.sip import (
    Headers,
    SipMessage,
    SipRequest,
    SipResponse,
    parse_message,
    serialise,
    user_of,
)

TOKENS = st.text("ABCXYZabc019-.", min_size=1, max_size=8)
VALUES = st.text('abc 监控"<>;=,:@%', max_size=12).map(lambda text: text.strip(" \t"))
HEADERS = st.lists(st.tuples(TOKENS, VALUES), max_size=6)


def with_length(items: list[tuple[str, str]], body: bytes) -> Headers:
    return Headers(items).remove("Content-Length").add("Content-Length", str(len(body)))


@st.composite
def messages(draw: st.DrawFn) -> SipMessage:
    body = draw(st.binary(max_size=40))
    headers = with_length(draw(HEADERS), body)
    if draw(st.booleans()):
        method = draw(st.sampled_from(["REGISTER", "MESSAGE", "X-METHOD"]))
        return SipRequest(method, draw(st.sampled_from(["sip:a@b", "sip:3402000000"])), headers, body)
    reason = draw(st.text("abc OK监", max_size=8)).strip()
    return SipResponse(draw(st.integers(100, 699)), reason, headers, body)


@given(messages())
def test_round_trip(message: SipMessage) -> None:
    data = serialise(message)
    read = parse_message(data)
    assert read == message
    assert serialise(read) == data


@given(st.binary(max_size=300))
def test_any_bytes_give_a_message_or_a_sip_error(data: bytes) -> None:
    for text in (data, b"REGISTER sip:a SIP/2.0\r\n" + data, b"SIP/2.0 200 OK\r\nVia: " + data):
        try:
            message = parse_message(text)
        except SipError:
            continue
        assert parse_message(serialise(message)).body == message.body


@given(st.data())
def test_any_damage_gives_a_message_or_a_sip_error(data: st.DataObject) -> None:
    octets = bytearray(good())
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(octets) - 1))
        octets[place : place + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    try:
        message = parse_message(bytes(octets))
    except SipError:
        return
    assert parse_message(serialise(message)).body == message.body


def good(old: str = "", new: str = "") -> bytes:
    text = (
        "MESSAGE sip:34020000002000000001@3402000000 SIP/2.0\n"
        "Via: SIP/2.0/UDP 192.0.2.10:5060;rport;branch=z9hG4bK-b1\n"
        'From: "Gate" <sip:34020000001320000001@3402000000>;tag=a1\n'
        "To: <sip:34020000002000000001@3402000000>\n"
        "Call-ID: k-1@192.0.2.10\n"
        "CSeq: 20 MESSAGE\n"
        "Max-Forwards: 70\n"
        "Content-Type: Application/MANSCDP+xml\n"
        "Content-Length: 9\n"
        "\n"
    )
    assert old in text
    return text.replace(old, new).replace("\n", "\r\n").encode() + b"<Notify/>"


def whats(data: bytes) -> list[str]:
    return [note.what for note in parse_message(data).deviations]


def test_a_good_message_has_no_deviations() -> None:
    message = parse_message(good(), strict=True)
    assert isinstance(message, SipRequest)
    assert message.deviations == ()
    assert (message.method, message.call_id, message.cseq.number) == ("MESSAGE", "k-1@192.0.2.10", 20)
    assert (message.from_tag, message.to_tag) == ("a1", "")
    assert message.content_type == "application/manscdp+xml"
    assert message.body == b"<Notify/>"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Via:", "v:"),
        ("Call-ID: ", "i:"),
        ("Call-ID:", "CALL-ID   :"),
        ("CSeq:", "cseq:"),
        ("To: <", "To:\n <"),
        (";rport;", "\n\t;rport;"),
        ('From: "Gate" ', "From: "),
        ('From: "Gate" ', 'From: "监控" '),
        ("Content-Length: 9\n", ""),
        ("Content-Length: 9", "l: 9"),
        ("sip:34020000002000000001@3402000000 SIP", "sip:34020000002000000001@192.0.2.1:5060 SIP"),
    ],
)
def test_what_the_rfc_allows_is_no_deviation(old: str, new: str) -> None:
    message = parse_message(good(old, new), strict=True)
    assert message.body == b"<Notify/>"
    assert message.call_id == "k-1@192.0.2.10"
    assert user_of(message.headers.get("From")) == "34020000001320000001"
    assert (message.headers.get("Via") or "").endswith("branch=z9hG4bK-b1")


@pytest.mark.parametrize(
    ("old", "new", "what"),
    [
        ("MESSAGE sip", "message sip", "the method is not in upper case"),
        ("SIP/2.0\n", "SIP/1.0\n", "the version is not SIP/2.0"),
        ("SIP/2.0\n", "sip/2.0\n", "the version is not SIP/2.0"),
        ("MESSAGE sip", "MESSAGE  sip", "the start line has surplus or missing spaces"),
        ("sip:34020000002000000001@3402000000 SIP", "http://h/ SIP", "the request URI is no SIP URI"),
        (";tag=a1", "", "From has no tag"),
        (";rport", "", "Via has no rport, so that an answer cannot pass an address translator"),
        ("branch=z9hG4bK-b1", "branch=1", "the branch does not begin with z9hG4bK"),
        ("CSeq: 20 MESSAGE", "CSeq: 20 INFO", "CSeq names another method than the request"),
        ("CSeq: 20 MESSAGE", "CSeq: MESSAGE", "CSeq cannot be read"),
        ("CSeq: 20 MESSAGE", "CSeq: 20MESSAGE", "CSeq cannot be read"),
        ("CSeq: 20 MESSAGE", "CSeq: 2147483648 MESSAGE", "the CSeq number is 2^31 or more"),
        ("CSeq: 20 MESSAGE\n", "", "the message has no CSeq"),
        ("Call-ID: k-1@192.0.2.10\n", "", "the message has no Call-ID"),
        ("To: <sip:34020000002000000001@3402000000>\n", "", "the message has no To"),
        ("Max-Forwards: 70\n", "", "the request has no Max-Forwards"),
        (
            "Max-Forwards: 70\n",
            "Max-Forwards: 70\nmax-forwards: 69\n",
            "a header that may stand once stands twice",
        ),
        ("Content-Type: Application/MANSCDP+xml\n", "", "a body has no Content-Type"),
        ("To: <sip:34020000002000000001@", "To: <34020000002000000001@", "a URI has no scheme"),
        ("To: <sip:34020000002000000001@3402000000>", "To: <>", "an address cannot be read"),
        ("Content-Length: 9", "Content-Length: nine", "Content-Length is no number"),
        ("Content-Length: 9", "Content-Length: 20", "the body is shorter than Content-Length says"),
        ("Content-Length: 9", "Content-Length: 8", "octets follow the body"),
        ("CSeq: ", "what is this\nCSeq: ", "a header line has no colon"),
        ("CSeq: ", "X Y: 1\nCSeq: ", "a header name holds illegal characters"),
        ("Via: SIP/2.0/UDP", "Via: UDP", "Via cannot be read"),
    ],
)
def test_departures_are_noted_and_tolerated(old: str, new: str, what: str) -> None:
    data = good(old, new)
    message = parse_message(data)
    assert isinstance(message, SipRequest)
    assert message.method == "MESSAGE"
    assert what in [note.what for note in message.deviations]
    with pytest.raises(SipError):
        parse_message(data, strict=True)


def test_line_ends_of_lf_alone() -> None:
    data = good().replace(b"\r\n", b"\n")
    assert whats(data) == ["a line ends with a bare LF or CR"]
    assert parse_message(data).body == b"<Notify/>"


def test_mixed_line_ends_keep_the_body() -> None:
    head, body = good().split(b"\r\n\r\n")
    data = head.replace(b"\r\n", b"\n") + b"\r\n\r\n" + body
    assert parse_message(data).body == b"<Notify/>"


def test_a_body_with_empty_lines_is_left_alone() -> None:
    body = b"a\r\n\r\nb\n\nc"
    data = good("Content-Length: 9", f"Content-Length: {len(body)}").removesuffix(b"<Notify/>") + body
    assert parse_message(data, strict=True).body == body


def test_nul_octets_are_dropped_from_the_head_and_kept_in_the_body() -> None:
    data = good("k-1@", "k-\x001@").replace(b"<Notify/>", b"<Not\0fy/>")
    message = parse_message(data)
    assert message.call_id == "k-1@192.0.2.10"
    assert message.body == b"<Not\0fy/>"
    assert [note.what for note in message.deviations] == ["the head holds a NUL octet"]


def test_gbk_names_are_read() -> None:
    data = good().replace(b'"Gate"', '"南门"'.encode("gbk"))
    message = parse_message(data)
    assert "南门" in (message.headers.get("From") or "")
    assert [note.what for note in message.deviations] == ["the head is not UTF-8"]


def test_octets_of_no_known_charset_are_kept() -> None:
    message = parse_message(good().replace(b'"Gate"', b'"\xff\xff\xff"'))
    assert "ÿÿÿ" in (message.headers.get("From") or "")


def test_no_empty_line_at_the_end() -> None:
    data = good().partition(b"\r\n\r\n")[0]
    assert "no empty line ends the headers" in whats(data)


def test_empty_lines_before_the_start_line() -> None:
    assert whats(b"\r\n\r\n" + good()) == ["empty lines stand before the start line"]


def test_responses() -> None:
    data = good().replace(b"MESSAGE sip:34020000002000000001@3402000000 SIP/2.0", b"SIP/2.0 200 OK")
    response = parse_message(data)
    assert isinstance(response, SipResponse)
    assert (response.status, response.reason) == (200, "OK")
    assert whats(data) == ["To of a response has no tag"]
    assert whats(data.replace(b"200 OK", b"100 Trying")) == []


@pytest.mark.parametrize(
    ("line", "status", "reason"),
    [
        (b"SIP/2.0 200 ", 200, ""),
        (b"SIP/2.0 200", 200, ""),
        (b"sip/2.0  404   Not Found", 404, "Not Found"),
        (b"SIP/3.0 200 OK", 200, "OK"),
    ],
)
def test_odd_status_lines(line: bytes, status: int, reason: str) -> None:
    response = parse_message(line + b"\r\nCSeq: 1 MESSAGE\r\n\r\n")
    assert isinstance(response, SipResponse)
    assert (response.status, response.reason) == (status, reason)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\r\n\r\n",
        b"\0\0\0\0",
        b"hello",
        b"GET / HTTP/1.1\r\n\r\n",
        b"SIP/2.0 99 Low\r\n\r\n",
        b"SIP/2.0 700 High\r\n\r\n",
        b"SIP/2.0 OK\r\n\r\n",
        b"REGISTER SIP/2.0\r\n\r\n",
        b"<<>> sip:a SIP/2.0\r\n\r\n",
        b"REGISTER sip:a SIP/2.0\r\n" + b"a" * 70_000,
        b"REGISTER sip:a SIP/2.0\r\n" + b"a:b\r\n" * 600 + b"\r\n",
    ],
)
def test_what_is_no_sip_is_an_error(data: bytes) -> None:
    with pytest.raises(SipError):
        parse_message(data)


def test_evidence_is_short() -> None:
    notes = parse_message(good(";tag=a1", ";x=" + "y" * 500)).deviations
    assert notes
    assert all(len(note.evidence) <= 64 for note in notes)


def test_the_serialiser_puts_content_length_right() -> None:
    headers = Headers([("Content-Length", "7"), ("To", "x"), ("l", "8")])
    data = serialise(SipRequest("MESSAGE", "sip:a", headers, b"abc"))
    assert data == b"MESSAGE sip:a SIP/2.0\r\nContent-Length: 3\r\nTo: x\r\n\r\nabc"
    assert serialise(SipResponse(200)) == b"SIP/2.0 200 \r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize("value", ["a\r\nEvil: 1", "a\nb", "a\rb", "\ud800"])
def test_the_serialiser_refuses_what_would_break_the_message(value: str) -> None:
    with pytest.raises(LocalProtocolError):
        serialise(SipRequest("MESSAGE", "sip:a", Headers([("Subject", value)])))


def test_changed_copies() -> None:
    request = SipRequest("MESSAGE", "sip:a").with_header("To", "x").with_body(b"1", "text/plain")
    assert request.headers.get("to") == "x"
    assert (request.body, request.content_type) == (b"1", "text/plain")
    response = SipResponse(200).with_header("To", "y").with_body(b"2", "text/plain; charset=x")
    assert (response.headers.get("To"), response.body, response.content_type) == ("y", b"2", "text/plain")
