"""Bodies of the usual form are read as the parser for any form reads them."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp import Manscdp, build_manscdp, notify_keepalive, response_result
from camproof.protocols.manscdp.parse import _read_any
from camproof.protocols.manscdp.usual import read_usual

_CODE = "34020000001320000001"
_KEEPALIVE = build_manscdp(notify_keepalive(17, _CODE, faulty=[_CODE]))
_PIECES = st.sampled_from(
    [
        *(b'<?xml version="1.0" encoding="GB2312"?>\n', b'<?xml version="1.0"?>\n', b"<Notify>"),
        *(b"</Notify>",),
        *(b"<CmdType>Keepalive</CmdType>", b"<CmdType> Alarm</CmdType>", b"<SN>7</SN>", b"<SN>07</SN>"),
        *(b"<sn>8</sn>",),
        *(b"<DeviceID>34020000001320000001</DeviceID>", b"<DeviceID>1</DeviceID>", b"<Status>OK</Status>"),
        *(b"<A/>",),
        *(b"\n", b" ", b"\r\n", b"\t", b"words", b"&amp;", b"<Info>", b"</Info>", b"<!-- -->", b"\x01"),
        *(b"\xc4\xe3",),
        *(b"<Response>", b"</Response>", b"<A b='1'/>", b"<!DOCTYPE a>", b"]]>", b"<x:A>1</x:A>", b"\0"),
        *(b"\x7f",),
    ]
)  # fmt: skip


def _by_any(body: bytes) -> Manscdp | None:
    try:
        return _read_any(body)
    except ManscdpError:
        return None


def _same(body: bytes) -> None:
    usual = read_usual(body)
    if usual is None:
        return
    other = _by_any(body)
    assert other is not None
    assert (usual, usual.deviations) == (other, other.deviations)


@given(st.lists(_PIECES, max_size=6), st.integers(0, len(_KEEPALIVE)), st.integers(0, 12))
@example([], 0, 0)
def test_same_with_pieces_put_in_anywhere(pieces: list[bytes], place: int, out: int) -> None:
    _same(_KEEPALIVE[:place] + b"".join(pieces) + _KEEPALIVE[place + out :])


@given(st.lists(_PIECES, max_size=14).map(b"".join))
def test_same_behind_a_usual_head(rest: bytes) -> None:
    head = _KEEPALIVE[: _KEEPALIVE.index(b"</DeviceID>") + 11]
    _same(head + rest)
    _same(head + rest + b"</Notify>\n")


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"<SN>17</SN>", b"<SN>017</SN>"),
        (b"<SN>17</SN>", b"<SN> 17</SN>"),
        (b"<Notify>", b"<Notify >"),
        (b"<Notify>", b"\n" * 600 + b"<Notify>"),
        (b"<Status>OK</Status>", b"<Status>O&amp;K</Status>"),
        (b"<Status>OK</Status>", b"<Status>\xc4\xe3</Status>"),
        (b"<Status>OK</Status>", b"<Status>OK</Status><SN>18</SN>"),
        (b"</Notify>", b" " * 300 + b"</Notify>"),
        (b"</Notify>", b"</Notify><A/>"),
    ],
)
def test_what_is_a_little_unusual_is_left_to_the_parser_for_any_form(old: bytes, new: bytes) -> None:
    assert old in _KEEPALIVE
    assert read_usual(_KEEPALIVE.replace(old, new, 1)) is None


def test_what_agents_say_is_of_the_usual_form() -> None:
    for message in (notify_keepalive(1, _CODE), response_result("Alarm", 234567, _CODE, "OK")):
        assert read_usual(build_manscdp(message)) == message
