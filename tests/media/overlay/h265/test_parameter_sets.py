from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.model import Clip
from camproof.media.clips.units import parameter_sets
from camproof.media.overlay.h265.pps import Pps, read_pps, write_pps
from camproof.media.overlay.h265.sps import Sps, read_sps, taller_sps
from camproof.protocols.errors import NalError
from camproof.protocols.nal import parse_sps


@pytest.fixture(scope="module")
def sets(plain265: Clip) -> dict[int, list[bytes]]:
    return parameter_sets("H265", plain265.units[0].data)


def test_the_sps_of_our_encoder_is_read(sets: dict[int, list[bytes]]) -> None:
    sps = read_sps(sets[33][0])
    assert (sps.width, sps.height, sps.ctu, sps.columns, sps.poc_bits) == (320, 112, 32, 10, 8)
    assert sps.address_bits == 6


def test_a_taller_sps_differs_in_height_and_level_alone(sets: dict[int, list[bytes]]) -> None:
    before, taller = sets[33][0], taller_sps(sets[33][0], 128, 120)
    assert read_sps(taller) == replace(read_sps(before), height=240, level_idc=120)
    seen, was = parse_sps("H265", taller), parse_sps("H265", before)
    assert seen == replace(was, height=240, level="4", level_idc=120)


def test_the_level_is_never_lowered(sets: dict[int, list[bytes]]) -> None:
    assert read_sps(taller_sps(taller_sps(sets[33][0], 0, 150), 0, 90)).level_idc == 150


PPS = st.builds(
    Pps,
    init_qp=st.integers(0, 51),
    cabac_init=st.booleans(),
    delta_qp_depth=st.none() | st.integers(0, 3),
    tools=st.tuples(*[st.integers(0, 1)] * 4, st.integers(-12, 12), st.integers(-12, 12), st.integers(0, 4)),
    override=st.booleans(),
    across_slices=st.booleans(),
)


@given(PPS)
def test_a_pps_is_read_as_it_was_written(pps: Pps) -> None:
    assert read_pps(write_pps(pps)) == pps


def test_the_pps_of_our_encoder_is_written_as_it_was_read(sets: dict[int, list[bytes]]) -> None:
    assert write_pps(read_pps(sets[34][0])) == sets[34][0]


@given(st.data())
def test_damaged_sets_raise_nal_errors_alone(sets: dict[int, list[bytes]], data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from((33, 34)))
    nal = bytearray(sets[kind][0][: data.draw(st.integers(0, 40))])
    for _ in range(data.draw(st.integers(0, 3)) if nal else 0):
        nal[data.draw(st.integers(0, len(nal) - 1))] = data.draw(st.integers(0, 255))
    with suppress(NalError):
        found = read_sps(bytes(nal)) if kind == 33 else read_pps(bytes(nal))
        assert isinstance(found, Sps if kind == 33 else Pps)
        if isinstance(found, Sps):
            assert read_sps(taller_sps(bytes(nal), 64)).height == found.height + 64


@pytest.mark.parametrize("nal", [b"", b"\x42\x01", b"\x44\x01", b"\x42\x01" + bytes(30), bytes(400)])
def test_what_is_no_set_is_refused(nal: bytes) -> None:
    with pytest.raises(NalError):
        read_sps(nal)
    with pytest.raises(NalError):
        read_pps(nal)
