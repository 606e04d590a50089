from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.overlay.h265.pps import Pps
from camproof.media.overlay.h265.slice_header import (
    PictureHeader,
    SliceHeader,
    SliceType,
    read_slice,
    write_header,
)
from camproof.media.overlay.h265.sps import Sps
from camproof.protocols.errors import NalError
from camproof.protocols.nal import BitWriter, escape

SPS = Sps(640, 360, 90, 5, 8, (0, 2, 0, 3, 0, 0, 0, 0))
PLAIN = Pps(26, False, 0, (0, 0, 0, 0, 0, 0, 0))
OURS = Pps(26, False, 0, (0, 0, 0, 0, 0, 0, 0), override=True, across_slices=False)


def _order() -> tuple[int, int]:
    """POC 7 and two pictures before as references."""
    text = f"{7:08b}" + "0" + "011" + "1" + "11" + "11"
    return len(text), int(text, 2)


HEADERS = st.builds(
    SliceHeader,
    kind=st.just(SliceType.I),
    qp=st.integers(0, 51),
    deblocked=st.booleans(),
) | st.builds(
    SliceHeader,
    kind=st.just(SliceType.P),
    qp=st.integers(0, 51),
    merge_candidates=st.integers(1, 5),
    deblocked=st.booleans(),
)


@given(HEADERS, st.sampled_from((20, 1)), st.integers(0, 239), st.binary(max_size=40))
def test_a_slice_is_read_as_it_was_written(
    header: SliceHeader, nal_type: int, address: int, data: bytes
) -> None:
    picture = PictureHeader(nal_type, (0, 0) if nal_type == 20 else _order())
    nal = write_header(picture, header, address, SPS, OURS) + escape(data)
    assert read_slice(nal, SPS, OURS) == (picture, header, escape(data))


@given(HEADERS, st.integers(0, 239))
def test_a_header_ends_on_a_byte_that_is_not_zero(header: SliceHeader, address: int) -> None:
    nal = write_header(PictureHeader(1, _order()), header, address, SPS, OURS)
    assert nal[-1]
    assert b"\x00\x00" not in nal[2:].replace(b"\x00\x00\x03", b"")


@given(
    st.binary(max_size=80), st.sampled_from((b"\x28\x01", b"\x02\x01", b"")), st.sampled_from((PLAIN, OURS))
)
def test_any_bytes_raise_nal_errors_alone(body: bytes, start: bytes, pps: Pps) -> None:
    with suppress(NalError):
        picture, header, data = read_slice(start + body, SPS, pps)
        assert picture.nal_type < 32
        assert 0 <= header.qp <= 51
        assert len(data) <= len(body) * 3 // 2 + 1


def test_a_b_slice_is_refused() -> None:
    nal = b"\x02\x01" + BitWriter().u(1, 1).ue(0).ue(0).u(8, 1).rbsp() + bytes(8)
    with pytest.raises(NalError, match="B slice"):
        read_slice(nal, SPS, PLAIN)
