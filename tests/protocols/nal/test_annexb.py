from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, NalError
from camproof.protocols.nal import (
    escape,
    find_sps,
    guess_codec,
    is_key,
    is_vcl,
    join_annexb,
    nal_offsets,
    nal_type,
    split_annexb,
    unescape,
)

ZERO_RICH = st.lists(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 255]), max_size=60).map(bytes)


@given(ZERO_RICH)
@example(b"\x00\x00")
@example(b"\x00\x00\x00\x00\x03")
def test_escape_is_undone_and_leaves_no_start_code(rbsp):
    escaped = escape(rbsp)
    assert not re.search(rb"\x00\x00[\x00-\x02]", escaped)
    assert not escaped.endswith(b"\x00")
    assert unescape(escape(rbsp + b"\x80")) == rbsp + b"\x80"


@given(st.lists(ZERO_RICH.map(lambda body: b"\x41" + escape(body + b"\x80")), max_size=6), st.booleans())
def test_units_are_split_as_they_were_joined(units, short):
    stream = join_annexb(units)
    if short:
        stream = stream.replace(b"\x00\x00\x00\x01", b"\x00\x00\x01")
    assert [bytes(unit) for unit in split_annexb(stream)] == units
    assert split_annexb(memoryview(stream)) == split_annexb(stream)


@pytest.mark.soak
@given(ZERO_RICH)
def test_any_bytes_split_without_an_error(data):
    for unit in split_annexb(data):
        assert len(unit)
    for codec in ("H264", "H265"):
        is_key(codec, data)
        find_sps(codec, data)
        guess_codec(data)
    assert all(data[at - 3 : at] == b"\x00\x00\x01" for at in nal_offsets(data))


def test_leading_garbage_trailing_zeros_and_empty_units_are_left_out():
    data = b"\x00\x07\x00\x00\x01\x00\x00\x00\x01\x65\x88\x00\x00\x00\x00\x01\x41\x9a\x00\x00"
    assert [bytes(unit) for unit in split_annexb(data)] == [b"\x65\x88", b"\x41\x9a"]
    assert split_annexb(b"") == []
    assert split_annexb(b"\x00\x00\x01") == []


@pytest.mark.parametrize(
    ("codec", "first", "number", "vcl"),
    [
        ("H264", 0x65, 5, True),
        ("H264", 0x67, 7, False),
        ("H264", 0x06, 6, False),
        ("H265", 0x26, 19, True),
        ("H265", 0x42, 33, False),
        ("H265", 0x4E, 39, False),
    ],
)
def test_types(codec, first, number, vcl):
    assert nal_type(codec, bytes((first, 1))) == number
    assert is_vcl(codec, number) is vcl


def test_key_pictures():
    idr = join_annexb([b"\x67\x42", b"\x68\xce", b"\x65\x88"])
    inter = join_annexb([b"\x09\xf0", b"\x41\x9a"])
    assert is_key("H264", idr)
    assert is_key("H264", memoryview(idr))
    assert not is_key("H264", inter)
    assert not is_key("H264", b"")
    for first, key in ((0x26, True), (0x28, True), (0x2A, True), (0x02, False), (0x00, False)):
        unit = join_annexb([b"\x40\x01\x0c", bytes((first, 1, 0x80))])
        assert is_key("H265", unit) is key
    assert not is_key("H265", b"\x00\x00\x01\x40\x01")


def test_other_codecs_and_empty_units_are_refused():
    with pytest.raises(NalError):
        nal_type("H264", b"")
    for call in (nal_type, is_key):
        with pytest.raises(LocalProtocolError):
            call("MPEG4", b"\x00\x00\x01\x01")
    with pytest.raises(LocalProtocolError):
        is_vcl("MPEG4", 1)


@pytest.mark.parametrize("encoder", ["libx264", "libx265"])
@pytest.mark.parametrize("options", [{}, {"preset": "medium"}])
def test_real_streams_are_told_apart_and_keys_found(encode_clip, encoder, options):
    clip = encode_clip(encoder, 96, 80, frames=8, g="4", **options)
    for unit in clip.units:
        assert is_key(clip.codec, unit.data) is unit.key
        assert guess_codec(unit.data) == clip.codec
        assert (find_sps(clip.codec, unit.data) is not None) is unit.key


def test_guess_needs_something_to_go_by():
    assert guess_codec(b"") is None
    assert guess_codec(b"\x00\x00\x01\xb6\x10\x20") is None
    assert guess_codec(b"no start code at all") is None
