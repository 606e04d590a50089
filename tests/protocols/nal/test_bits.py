from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError, NalError
from camproof.protocols.nal import BitReader, BitWriter

CODES = st.lists(
    st.one_of(
        st.tuples(st.just("u"), st.integers(0, 2**16 - 1)),
        st.tuples(st.just("ue"), st.integers(0, 2**32 - 2)),
        st.tuples(st.just("se"), st.integers(-(2**31) + 1, 2**31 - 1)),
    ),
    max_size=30,
)


@given(CODES)
def test_what_was_written_is_read(codes):
    writer = BitWriter()
    for kind, value in codes:
        if kind == "u":
            writer.u(16, value)
        else:
            getattr(writer, kind)(value)
    reader = BitReader(writer.rbsp())
    for kind, value in codes:
        assert (reader.u(16) if kind == "u" else getattr(reader, kind)()) == value
    assert reader.flag()
    assert reader.remaining < 8


@pytest.mark.parametrize(("bits", "value"), [("1", 0), ("010", 1), ("011", 2), ("00100", 3), ("0001000", 7)])
def test_exp_golomb_codes_of_the_standard(bits, value):
    data = int(bits.ljust(8, "0"), 2).to_bytes(1)
    assert BitReader(data).ue() == value


def test_reading_past_the_end_and_beyond_a_limit():
    with pytest.raises(NalError, match="cut off"):
        BitReader(b"\x01").u(9)
    with pytest.raises(NalError, match="limit"):
        BitReader(b"\x20").ue(2)
    with pytest.raises(NalError, match="zeros"):
        BitReader(bytes(8)).ue()
    with pytest.raises(LocalProtocolError):
        BitWriter().u(2, 4)


def test_a_code_can_be_written_again() -> None:
    part = BitWriter().ue(5).u(3, 1)
    again = BitWriter().u(1, 1).u(*part.code)
    assert part.code == (8, 0b00110001)
    assert again.rbsp() == BitWriter().u(1, 1).ue(5).u(3, 1).rbsp()
