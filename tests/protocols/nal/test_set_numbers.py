"""What parameter sets are called."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitWriter, escape, set_name, set_referred


def _nal(head: bytes, bits: BitWriter) -> bytes:
    return head + escape(bits.u(8, 0xA5).rbsp())


def _profile(bits: BitWriter, sub_layers: int) -> BitWriter:
    """profile_tier_level of H.265 with every part that it can have."""
    bits.u(8, 1).u(32, 0x60000000).u(48, 0).u(8, 93)
    for _ in range(sub_layers):
        bits.u(2, 3)
    if sub_layers:
        bits.u(2 * (8 - sub_layers), 0)
    for _ in range(sub_layers):
        bits.u(88, 5).u(8, 90)
    return bits


@pytest.mark.parametrize("number", [0, 1, 7, 15])
@pytest.mark.parametrize("sub_layers", [0, 2, 6])
def test_each_kind_tells_its_number(number: int, sub_layers: int) -> None:
    sps = _nal(b"\x42\x01", _profile(BitWriter().u(4, 3).u(3, sub_layers).u(1, 1), sub_layers).ue(number))
    assert (set_name("H265", sps), set_referred("H265", sps)) == ((33, number), (32, 3))
    vps = _nal(b"\x40\x01", BitWriter().u(4, number).u(4, 3))
    assert (set_name("H265", vps), set_referred("H265", vps)) == ((32, number), None)
    pps = _nal(b"\x44\x01", BitWriter().ue(number).ue(2))
    assert (set_name("H265", pps), set_referred("H265", pps)) == ((34, number), (33, 2))
    sps = _nal(b"\x67", BitWriter().u(24, 0x42001E).ue(number))
    assert (set_name("H264", sps), set_referred("H264", sps)) == ((7, number), None)
    pps = _nal(b"\x68", BitWriter().ue(number).ue(2))
    assert (set_name("H264", pps), set_referred("H264", pps)) == ((8, number), (7, 2))


@pytest.mark.parametrize(
    ("codec", "head", "bits"),
    [
        ("H264", b"\x65", BitWriter().ue(0).ue(7)),
        ("H264", b"\x41", BitWriter().ue(120).ue(0)),
        ("H265", b"\x26\x01", BitWriter().u(2, 2)),
        ("H265", b"\x02\x01", BitWriter().u(1, 1)),
    ],
)
@pytest.mark.parametrize("number", [0, 1, 63])
def test_a_slice_tells_its_pps(codec: str, head: bytes, bits: BitWriter, number: int) -> None:
    count, value = bits.code
    nal = _nal(head, BitWriter().u(count, value).ue(number))
    assert set_referred(codec, nal) == (8 if codec == "H264" else 34, number)


@pytest.mark.parametrize(
    ("codec", "nal", "said"),
    [
        ("H264", b"", "no byte"),
        ("H264", b"\x65\x80", "not a parameter set"),
        ("H265", b"\x26\x01\x80", "not a parameter set"),
        ("H264", b"\x67\x42", "cut off"),
        ("H264", b"\x67\x42\x00\x1e\x04\x20", "above the limit"),
        ("H264", _nal(b"\x68", BitWriter().ue(256)), "above the limit 255"),
        ("H265", _nal(b"\x44\x01", BitWriter().ue(64)), "above the limit 63"),
        ("H265", b"\x42\x01\x01", "cut off"),
    ],
)
def test_what_has_none_is_an_error(codec: str, nal: bytes, said: str) -> None:
    with pytest.raises(NalError, match=said):
        set_name(codec, nal)


@given(st.sampled_from(["H264", "H265"]), st.binary(max_size=200))
def test_whatever_the_bytes_only_its_own_error_comes_out(codec: str, nal: bytes) -> None:
    with suppress(NalError):
        assert 0 <= set_name(codec, nal)[1] <= 255
    with suppress(NalError):
        found = set_referred(codec, nal)
        assert found is None or 0 <= found[1] <= 255
