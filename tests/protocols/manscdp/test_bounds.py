"""Hostile sizes: bounded time and memory, and only the room's own error."""

import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import ManscdpError
from camproof.protocols.manscdp import build_manscdp, parse_manscdp, read_control
from camproof.protocols.manscdp.parse import MAX_BODY

HEAD = b"<Notify><CmdType>X</CmdType><SN>1</SN><DeviceID>34020000001320000001</DeviceID>"
SAMPLE = b"""<?xml version="1.0" encoding="GB2312"?>
<Control><CmdType>DeviceControl</CmdType><SN>11</SN><DeviceID>34020000001320000001</DeviceID>
<PTZCmd>A50F010180000036</PTZCmd><Info Num="1"><Item>\xb6\xab\xc3\xc5&amp;</Item></Info></Control>"""
BUDGET_S = 10.0
"""Far above what a body takes here, far below what a quadratic parser would."""


def filled(unit: bytes, size: int = MAX_BODY) -> bytes:
    return HEAD + unit * ((size - len(HEAD)) // len(unit))


@pytest.mark.parametrize(
    "body",
    [
        b"x" * (MAX_BODY + 1),
        filled(b"<a/>"),
        filled(b"<a>"),
        filled(b"<"),
        b"<a>" * 40 + b"</a>" * 40,
        HEAD + b"<a>" * 40 + b"1" + b"</a>" * 40 + b"</Notify>",
        b'<!DOCTYPE a [<!ENTITY b "c">]>' + HEAD + b"<N>&b;</N></Notify>",
        b'<?xml version="1.0"?><!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd">' + HEAD + b"</Notify>",
    ],
)
def test_too_big_deep_or_clever_is_an_error(body):
    began = time.monotonic()
    with pytest.raises(ManscdpError):
        parse_manscdp(body)
    assert time.monotonic() - began < BUDGET_S


@pytest.mark.parametrize(
    "unit", [b"</b>", b"&", b"&#1;", b"<!--", b"<![CDATA[", b"\x00", b"\xff", b"b='' ", b"\xe4\xb8\xad"]
)
def test_a_mebibyte_of_junk_is_read_in_bounded_time(unit):
    began = time.monotonic()
    assert parse_manscdp(filled(unit, 1 << 20)).sn == 1
    assert time.monotonic() - began < BUDGET_S


def test_entities_are_not_expanded():
    message = parse_manscdp(HEAD + b"<N>&lol;&lt;</N></Notify>")
    assert message.text("N") == "&lol;<"


def test_attributes_are_bounded():
    many = b" ".join(b'a%d="1"' % n for n in range(1000))
    message = parse_manscdp(HEAD + b"<N " + many + b"/></Notify>")
    assert len(message.fields[0].attributes) == 64


def gives_a_message_or_says_why(body):
    try:
        message = parse_manscdp(body)
    except ManscdpError:
        return None
    assert message.root
    return message


@given(st.binary(max_size=300))
def test_any_bytes_give_a_value_or_the_rooms_error(data):
    for body in (data, HEAD + data):
        gives_a_message_or_says_why(body)


@given(st.integers(0, len(SAMPLE)), st.integers(0, 20), st.binary(max_size=12))
def test_any_damage_gives_a_value_or_the_rooms_error(at, length, insert):
    message = gives_a_message_or_says_why(SAMPLE[:at] + insert + SAMPLE[at + length :])
    if message is not None and message.is_a("Control", "DeviceControl"):
        with suppress(ManscdpError):
            assert read_control(message) is not None


@given(st.text(st.sampled_from("<>/ab=\"'&;![]-? \n"), max_size=80))
def test_any_markup_gives_a_value_or_the_rooms_error(text):
    gives_a_message_or_says_why(HEAD + text.encode())


def test_a_message_of_ten_thousand_items_passes():
    item = b"<Item><DeviceID>34020000001320000001</DeviceID><Name>\xb6\xab</Name></Item>"
    message = parse_manscdp(HEAD + b'<DeviceList Num="10000">' + item * 10_000 + b"</DeviceList></Notify>")
    assert len(message.fields[0].children) == 10_000
    assert len(build_manscdp(message, charset="GB2312")) > 10_000 * len(item)
