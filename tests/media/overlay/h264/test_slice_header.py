"""Slice headers: written and read back; foreign bytes."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.errors import ClipError
from camproof.media.overlay.h264.parameter_sets import PpsFacts, SpsFacts
from camproof.media.overlay.h264.slice_header import SliceHeader, put_header, read_header
from camproof.protocols.errors import NalError

_SPS = SpsFacts(frame_num_bits=4, columns=20, rows=15, rows_at=40)


@st.composite
def _headers(draw: st.DrawFn, pps: PpsFacts) -> SliceHeader:
    intra, idr = draw(st.booleans()), draw(st.booleans())
    filtered = draw(st.integers(0, 2)) if pps.deblocking_control else 0
    with_offsets = pps.deblocking_control and filtered != 1
    offset = st.integers(-6, 6)
    return SliceHeader(
        nal_ref_idc=draw(st.integers(1, 3)),
        nal_type=5 if idr else 1,
        first=draw(st.integers(0, 8000)),
        kind=draw(st.sampled_from((2, 7) if intra else (0, 5))),
        frame_num=draw(st.integers(0, 15)),
        idr_pic_id=draw(st.integers(0, 65535)) if idr else 0,
        reference=not intra and draw(st.booleans()),
        cabac_init=draw(st.integers(0, 2)) if pps.cabac and not intra else 0,
        qp_delta=draw(st.integers(-26, 25)),
        filtered=filtered,
        filter_offsets=(draw(offset), draw(offset)) if with_offsets else (0, 0),
    )


_PPS = st.builds(PpsFacts, cabac=st.booleans(), first_qp=st.just(26), deblocking_control=st.booleans())


@given(st.data(), _PPS)
def test_written_and_read_back(data: st.DataObject, pps: PpsFacts) -> None:
    header = data.draw(_headers(pps))
    writer = put_header(header, _SPS, pps)
    nal = bytes((header.nal_ref_idc << 5 | header.nal_type,)) + writer.rbsp()
    assert read_header(nal, _SPS, pps) == (header, writer.code[0])


@given(st.binary(min_size=1, max_size=64), _PPS)
def test_any_bytes_are_read_or_refused(nal: bytes, pps: PpsFacts) -> None:
    with suppress(ClipError, NalError):
        header, start = read_header(nal, _SPS, pps)
        assert 0 < start <= 8 * len(nal) - 8
        assert header.kind % 5 in (0, 2)


def test_b_slices_are_refused() -> None:
    header = SliceHeader(1, 1, 0, 6, 0, 0, False, 0, 0, 0, (0, 0))
    pps = PpsFacts(cabac=False, first_qp=26, deblocking_control=False)
    nal = b"\x21" + put_header(header, _SPS, pps).rbsp()
    with pytest.raises(ClipError):
        read_header(nal, _SPS, pps)
