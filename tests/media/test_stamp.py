"""The truth stamp: fixed length, found again, never believed when damaged."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import TruthStamp, read_stamp, stamp_access_unit, stamp_nal
from camproof.media.clips.model import Clip
from camproof.protocols.nal import is_key, nal_type, split_annexb

u32 = st.integers(0, 0xFFFFFFFF)
stamps = st.builds(TruthStamp, u32, u32, st.integers(0, 2**64 - 1))
START = b"\x00\x00\x00\x01"


@given(stamps)
def test_a_stamp_has_a_fixed_length_and_comes_back(stamp: TruthStamp) -> None:
    for codec, size in (("H264", 68), ("H265", 69)):
        nal = stamp_nal(codec, stamp)  # type: ignore[arg-type]
        assert len(nal) == size
        assert b"\x00\x00" not in nal
        assert nal_type(codec, nal) == {"H264": 6, "H265": 39}[codec]
        assert read_stamp(codec, START + nal) == stamp


@given(stamps, st.integers(0, 39), st.integers(1, 255))
def test_a_damaged_stamp_is_no_stamp(stamp: TruthStamp, at: int, change: int) -> None:
    data = bytearray(START + stamp_nal("H264", stamp))
    data[-41 + at] ^= change
    assert read_stamp("H264", bytes(data)) is None


@given(st.binary(max_size=200), stamps)
def test_any_bytes_are_at_worst_without_a_stamp(data: bytes, stamp: TruthStamp) -> None:
    assert read_stamp("H264", data) is None
    cut = (START + stamp_nal("H265", stamp))[:-20]
    assert read_stamp("H265", data + cut) is None


@pytest.mark.parametrize(("name", "slices"), [("clip", {1, 5}), ("clip265", set(range(32)))])
def test_a_stamp_stands_behind_parameter_sets_and_before_the_first_slice(
    name: str, slices: set[int], request: pytest.FixtureRequest
) -> None:
    clip: Clip = request.getfixturevalue(name)
    sei = {"H264": 6, "H265": 39}[clip.codec]
    for unit in clip.units:
        stamped = stamp_access_unit(clip.codec, unit.data, TruthStamp(1, 2, 3))
        kinds = [nal_type(clip.codec, nal) for nal in split_annexb(stamped)]
        first = next(n for n, kind in enumerate(kinds) if kind in slices)
        assert kinds[first - 1] == sei
        assert is_key(clip.codec, stamped) == unit.key
        assert read_stamp(clip.codec, stamped) == TruthStamp(1, 2, 3)


def test_numbers_are_cut_to_their_width() -> None:
    data = stamp_nal("H264", TruthStamp(2**32 + 5, -1, -1))
    assert read_stamp("H264", data) == TruthStamp(5, 2**32 - 1, 2**64 - 1)
