import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sdp import is_history_ssrc, make_ssrc, ssrc_int, ssrc_text


def test_vector_of_the_standard():
    assert make_ssrc("13010000002000000001", history=False, number=7) == "0100000007"
    text = make_ssrc("34020000002000000001", history=False, number=1)
    assert text == "0200000001"
    assert ssrc_int(text) == 0x0BEBC201


def test_history_begins_with_one():
    text = make_ssrc("3402000000", history=True, number=1)
    assert text == "1200000001"
    assert is_history_ssrc(text)
    assert not is_history_ssrc("0200000001")


@given(st.integers(0, 2**32 - 1))
def test_number_and_text(ssrc):
    assert ssrc_int(ssrc_text(ssrc)) == ssrc


@pytest.mark.parametrize("text", ["", "11:b", "4294967296", "-1", "１２", "9" * 5000])
def test_what_is_no_ssrc(text):
    assert ssrc_int(text) is None


@pytest.mark.parametrize(
    ("domain", "number"), [("3402", 1), ("34020000", 10_000), ("34020000", -1), ("x" * 20, 1)]
)
def test_make_refuses(domain, number):
    with pytest.raises(LocalProtocolError):
        make_ssrc(domain, history=False, number=number)


def test_text_refuses_more_than_32_bits():
    with pytest.raises(LocalProtocolError):
        ssrc_text(2**32)
