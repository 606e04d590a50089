"""What editors are told of a value's text: it refuses nothing that is read, and not what is plainly wrong."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import InputError
from camproof.domain.stream import parse_stream, stream_form
from camproof.domain.units import KINDS, delay_form, form_of, parse_delay, parse_quantity

NUMBERS = st.from_regex(r"\A[0-9]{1,3}(\.[0-9]{0,2})?(e[+-]?[0-9])?\Z") | st.sampled_from(
    ["0", "0.0", ".5", "00"]
)
UNITS = st.sampled_from(
    ["s", "ms", "MIN", "h", "Day", "µs", "μs", "%", "％", "‰", "Mbit/s", "kbps", "fps", "intervals", "", "x"]
)
SPACE = st.sampled_from(["", " ", "  "])
PART = st.tuples(NUMBERS, SPACE, UNITS, SPACE).map("".join)
SIGN = st.sampled_from(["", "+", "-", "− "])
QUANTITY = st.tuples(SIGN, st.lists(PART, min_size=1, max_size=3).map("".join)).map("".join)


def reads(read, text: str) -> bool:
    try:
        read(text)
    except InputError:
        return False
    return True


@given(QUANTITY)
def test_what_is_read_has_the_form_of_its_kind(text):
    for kind in KINDS:
        if reads(lambda written, kind=kind: parse_quantity(written, kind), text):
            assert re.search(form_of(kind).pattern, text), kind


@given(QUANTITY, st.sampled_from(["", "±", "+/-", "+-"]), QUANTITY)
def test_what_is_read_as_a_delay_has_its_form(delay, sign, jitter):
    text = f"{delay}{sign}{jitter if sign else ''}"
    if reads(parse_delay, text):
        assert re.search(delay_form().pattern, text)


@given(
    st.sampled_from(["720p", "1080P25", "352x288@", "1920X1080@12.5", "640×360@25"]),
    st.sampled_from(["", " h264", " H.265", " hevc", " avc"]),
    st.sampled_from(["", " 2 Mbit/s", " 512kbit/s", "  1.5 mbps"]),
    st.sampled_from(["", " gop 50", " GOP25"]),
)
def test_what_is_read_as_a_stream_has_its_form(picture, codec, rate, gop):
    text = f"{picture}{codec}{rate}{gop}"
    assert reads(parse_stream, text)
    assert re.search(stream_form().pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (form_of("duration").pattern, "5"),
        (form_of("duration").pattern, "5 sx"),
        (form_of("duration").pattern, "-5 s"),
        (form_of("share").pattern, "30"),
        (form_of("share").pattern, "30 % 5 %"),
        (form_of("rate").pattern, "2 Mbits"),
        (form_of("count").pattern, "five"),
        (delay_form().pattern, "5 ms ± 2"),
        (stream_form().pattern, "720p25 h266"),
        (stream_form().pattern, "HD"),
    ],
)
def test_what_is_plainly_wrong_has_not(pattern, text):
    assert not re.search(pattern, text)


@pytest.mark.parametrize("character", ["0", "1", " ", "s", ".", "1 s "])
def test_long_texts_are_matched_soon(character):
    for form in (*map(form_of, KINDS), delay_form(), stream_form()):
        assert not re.search(form.pattern, character * 300 + "!")
