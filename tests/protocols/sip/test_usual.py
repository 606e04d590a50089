"""Messages of the usual form are read as the parser for any form reads them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camproof.protocols.errors import SipError
from camproof.protocols.sip import SipMessage, parse_message
from camproof.protocols.sip.parser import _read_any
from camproof.protocols.sip.usual import read_usual

_BODY = b"<Notify/>\n"
_REQUEST = (
    b"MESSAGE sip:34020000002000000001@3402000000 SIP/2.0",
    b"Via: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bK0123456789abcdef",
    b"From: <sip:34020000001320000001@3402000000>;tag=0123456789ab",
    b"To: <sip:34020000002000000001@3402000000>",
    b"Call-ID: 0123456789abcdef@10.0.0.5",
    b"CSeq: 1 MESSAGE",
    b"Content-Type: Application/MANSCDP+xml",
    b"Max-Forwards: 70",
    b"Content-Length: 10",
)
_RESPONSE = (
    b"SIP/2.0 200 OK",
    b"Via: SIP/2.0/UDP 10.0.0.5:5060;rport=5060;branch=z9hG4bK0123456789abcdef;received=10.0.0.5",
    b"From: <sip:34020000001320000001@3402000000>;tag=0123456789ab",
    b"To: <sip:34020000002000000001@3402000000>;tag=fedcba987654",
    b"Call-ID: 0123456789abcdef@10.0.0.5",
    b"CSeq: 1 MESSAGE",
    b"User-Agent: camproof",
    b"Content-Length: 0",
)
_REGISTER = (
    b"REGISTER sip:34020000002000000001@3402000000 SIP/2.0",
    b"Via: SIP/2.0/UDP 10.0.0.5:5060;rport;branch=z9hG4bK0123456789abcdef",
    b"From: <sip:34020000001320000001@3402000000>;tag=0123456789ab",
    b"To: <sip:34020000001320000001@3402000000>",
    b"Call-ID: 0123456789abcdef@10.0.0.5",
    b"CSeq: 2 REGISTER",
    b"Contact: <sip:34020000001320000001@10.0.0.5:5060>",
    b"Expires: 3600",
    b'Authorization: Digest username="34020000001320000001", realm="3402000000", nonce="1"',
    b"Max-Forwards: 70",
    b"Content-Length: 0",
)
_LINES = st.sampled_from(
    [
        *_REQUEST,
        *_RESPONSE,
        *_REGISTER,
        *(b"Date: 2026-01-01T00:00:00.000", b"Date: x ", b"Date:", b"Date: \t", b"Contact:<sip:a@b>"),
        *(b"SIP/2.0 100 Trying", b"SIP/2.0 401 Unauthorized", b"SIP/2.0 404 Not Found", b"SIP/2.0 200 "),
        *(b"REGISTER sip:a@b SIP/2.0", b"INVITE sip:a@b:99999 SIP/2.0", b"message sip:a@b SIP/2.0"),
        *(b"SIP/2.0 099 Low",),
        *(b"OPTIONS sip:a@b SIP/2.0", b"MESSAGE sip:a@b;lr SIP/2.0", b"MESSAGE tel:1 SIP/2.0"),
        *(b"MESSAGE sip:@b SIP/2.0",),
        *(b"Via: SIP/2.0/UDP a;branch=z9hG4bK1", b"Via: SIP/2.0/TCP a;rport;branch=old"),
        *(b"v: SIP/2.0/UDP a;rport;branch=z9hG4bK1",),
        *(b"From: sip:a@b;tag=1", b'From: "x" <sip:a@b>;tag=1', b"From: <sip:a@b>"),
        *(b"from: <sip:a@b>;tag=1",),
        *(b"To: <sip:a@b>;tag=", b"To: <sip:a@b:0>", b"Call-ID:  x", b"Call-ID: x y", b"Call-ID: "),
        *(b"i: x",),
        *(b"CSeq: 1 REGISTER", b"CSeq: 20 INVITE", b"CSeq: 01 message", b"CSeq: 9999999999 MESSAGE"),
        *(b"CSeq:1 MESSAGE",),
        *(b"Contact: <sip:a@10.0.0.5:5060>", b"Contact: *", b"Contact: a b", b"Contact: sip:a@b c"),
        *(b"Content-Length: 4", b"Content-Length: 11", b"l: 10", b"Content-Length: x"),
        *(b"Content-Length: 10 ",),
        *(b"Odd Name: 1", b"X-Any: 1", b"Subject:a\tb", b"Subject: a\t", b" folded", b"no colon"),
        *(b"Date: \xff", b"Note: \0"),
        *(b"", b"Subject: a\nb", b"Subject: a\rb", b"Subject: \xe5\xa4\x9a"),
    ]
)  # fmt: skip


@st.composite
def _heads(draw: st.DrawFn) -> bytes:
    """The lines of a usual message, some of them left out, put elsewhere or replaced by any other."""
    lines = list(draw(st.sampled_from([_REQUEST, _RESPONSE, _REGISTER])))
    for _ in range(draw(st.integers(0, 3))):
        place, line = draw(st.integers(0, len(lines) - 1)), draw(_LINES)
        change = draw(st.sampled_from(["replace", "insert", "leave out"]))
        lines[place : place + (change != "insert")] = [] if change == "leave out" else [line]
        lines = lines or [line]
    return b"\r\n".join(lines)


def _by_any(data: bytes) -> SipMessage | None:
    try:
        return _read_any(data)
    except SipError:
        return None


def _same(data: bytes) -> None:
    usual = read_usual(data)
    if usual is None:
        return
    other = _by_any(data)
    assert other is not None
    assert (usual, usual.deviations) == (other, other.deviations)
    assert list(usual.headers) == list(other.headers)
    assert dict(usual.headers.by_key) == dict(other.headers.by_key)


@given(_heads(), st.sampled_from([b"", _BODY, _BODY + b"more", b"\0"]))
@example(b"\r\n".join(_REQUEST), _BODY)
@example(b"\r\n".join(_RESPONSE), b"")
def test_same_as_by_the_parser_for_any_form(head: bytes, body: bytes) -> None:
    _same(head + b"\r\n\r\n" + body)


@given(st.data())
def test_same_with_octets_put_in_anywhere(data: st.DataObject) -> None:
    lines, body = data.draw(st.sampled_from([(_REQUEST, _BODY), (_REGISTER, b"")]))
    message = bytearray(b"\r\n".join(lines) + b"\r\n\r\n" + body)
    for _ in range(data.draw(st.integers(1, 3))):
        place = data.draw(st.integers(0, len(message)))
        octets = data.draw(
            st.binary(max_size=2) | st.sampled_from([b"\r\n", b";", b"=", b" ", b":", b"@", b"<", b">"])
        )
        message[place : place + data.draw(st.integers(0, 2))] = octets
    _same(bytes(message))


_OWN_LINES = (b"Contact", b"Authorization", b"WWW-Authenticate", b"Date")


@pytest.mark.parametrize("name", _OWN_LINES)
@pytest.mark.parametrize("gap", [b"", b"  ", b"\t", b" \xc3\xa9"])
def test_own_lines_in_another_form_are_left_to_the_parser_for_any_form(name: bytes, gap: bytes) -> None:
    """One such line beside others that are written as usual."""
    value = b"<sip:34020000001320000001@10.0.0.5>" if name == b"Contact" else b'Digest realm="3402000000"'
    others = [line for line in _REGISTER if not line.startswith(name + b":")]
    data = b"\r\n".join([*others[:-1], name + b":" + gap + value, others[-1]]) + b"\r\n\r\n"
    assert read_usual(data) is None
    assert parse_message(data).headers.get(name.decode()) == (gap.strip() + value).decode()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"rport;branch", b"rport ;branch"),
        (b"z9hG4bK", b"z8hG4bK"),
        (b"70", b"70 "),
        (b"Max-Forwards: 70\r\n", b""),
        (b"Call-ID: ", b"Call-ID:"),
        (b"Content-Type", b"content-TYPE"),
        (b"Content-Length: 10", b"Content-Length: 9"),
        (b"CSeq: 1 MESSAGE", b"CSeq: 1 INVITE"),
        (b"Max-Forwards: 70", b"Max-Forwards: 70\r\nMax-Forwards: 70"),
        (b"Max-Forwards: 70", b"Subject: " + b"a" * 4096),
    ],
)
def test_what_is_a_little_unusual_is_left_to_the_parser_for_any_form(old: bytes, new: bytes) -> None:
    data = b"\r\n".join(_REQUEST) + b"\r\n\r\n" + _BODY
    assert old in data
    assert read_usual(data.replace(old, new, 1)) is None


def test_what_agents_say_is_of_the_usual_form() -> None:
    for lines, body in ((_REQUEST, _BODY), (_RESPONSE, b""), (_REGISTER, b"")):
        data = b"\r\n".join(lines) + b"\r\n\r\n" + body
        assert read_usual(data) is not None
        assert parse_message(data).deviations == ()
