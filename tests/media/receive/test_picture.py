"""Decoding a received key picture."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media import PictureError, SyntheticSpec, decode_check, decode_in_thread, synthetic_clip
from camproof.media.clips.model import Clip


@pytest.mark.parametrize("name", ["clip", "clip265"])
def test_a_key_picture_is_described(name: str, request: pytest.FixtureRequest) -> None:
    clip: Clip = request.getfixturevalue(name)
    picture = asyncio.run(decode_in_thread(clip.units[0].data, clip.codec))
    assert (picture.codec, picture.width, picture.height) == (clip.codec, 176, 144)
    assert 60 < picture.mean_luma < 180
    assert picture.luma_spread > 10


def test_a_black_picture_is_dark_and_even(cache: Path) -> None:
    spec = SyntheticSpec(width=176, height=144, gop=5, bitrate_kbit=200, seconds=0.2, scene="black")
    picture = decode_check(synthetic_clip(spec, cache_dir=cache).units[0].data, "H264")
    assert picture.mean_luma < 20
    assert picture.luma_spread < 2


def test_what_holds_no_picture_is_refused(clip: Clip) -> None:
    with pytest.raises(PictureError, match="no sequence parameter set"):
        decode_check(clip.units[1].data, "H264")
    with pytest.raises(PictureError, match="SVAC cannot be decoded"):
        decode_check(b"", "SVAC")
    with pytest.raises(PictureError):
        decode_check(clip.units[0].data[:60], "H264")


@given(st.lists(st.tuples(st.integers(0, 5000), st.integers(1, 255)), min_size=1, max_size=20))
def test_damaged_pictures_raise_nothing_else(clip: Clip, damage: list[tuple[int, int]]) -> None:
    data = bytearray(clip.units[0].data)
    for at, change in damage:
        data[at % len(data)] ^= change
    with suppress(PictureError):
        assert decode_check(bytes(data), "H264").width > 0
