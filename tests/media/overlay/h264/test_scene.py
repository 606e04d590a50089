"""The scene moved down."""

from __future__ import annotations

import functools
from contextlib import suppress
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.clips.encode import encode_clip
from camproof.media.clips.model import Clip
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.errors import ClipError
from camproof.media.overlay.h264.scene import move_down, read_scene

_TOOLS = "ref=1:weightp=0:8x8dct=0:cabac="


def _clip(count: int, gop: int, tools: str = _TOOLS + "0") -> Clip:
    return encode_clip(
        loop_pictures(scene_loop("street", 64, 64, count)), codec="H264", width=64, height=64,
        fps=Fraction(25), gop=gop, bitrate_kbit=200, name="street", tools=tools,
    )  # fmt: skip


@pytest.mark.parametrize("cabac", [0, 1])
def test_headers_say_the_new_place(cabac: int) -> None:
    clip = _clip(4, 2, f"{_TOOLS}{cabac}")
    scene = read_scene(move_down(clip, 128, 4).units)
    assert (scene.sps.columns, scene.sps.rows, scene.pps.cabac) == (4, 8, bool(cabac))
    assert [picture.header.first for picture in scene.pictures] == [16] * 4
    assert [picture.header.filtered for picture in scene.pictures] == [2] * 4
    assert [bool(picture.sets) for picture in scene.pictures] == [True, False, True, False]


@pytest.mark.parametrize(("count", "gop"), [(4, 1), (3, 1), (5, 1), (4, 2), (6, 2), (2, 2), (1, 1)])
def test_neighbouring_idr_pictures_differ_over_the_seam_too(count: int, gop: int) -> None:
    moved = move_down(_clip(count, gop), 128, 4)
    ids = [picture.header.idr_pic_id for picture in read_scene(moved.units).pictures if picture.sets]
    assert len(ids) >= 2
    assert all(before != after for before, after in pairwise([*ids, ids[0]]))


def test_a_single_gop_is_laid_twice() -> None:
    clip = _clip(2, 2)
    moved = move_down(clip, 128, 4)
    assert len(moved.units) == 4
    assert moved.duration_s == 2 * clip.duration_s
    assert [unit.dts_90k for unit in moved.units] == [0, 3600, 7200, 10800]


def test_what_cannot_carry_a_band_is_refused() -> None:
    clip = _clip(4, 4, "ref=1:weightp=0:bframes=1:b-adapt=0")
    with pytest.raises(ClipError):
        move_down(clip, 128, 4)


def test_bytes_that_are_no_video_are_refused() -> None:
    clip = _clip(2, 2)
    cut = tuple(replace(unit, data=unit.data[:12]) for unit in clip.units)
    with pytest.raises(ClipError):
        move_down(replace(clip, units=cut), 128, 4)


@functools.cache
def _sound(cabac: int) -> Clip:
    return _clip(2, 1, f"{_TOOLS}{cabac}")


@given(
    st.sampled_from((0, 1)),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_spoilt_bytes_are_moved_or_refused(cabac: int, changes: list[tuple[int, int]]) -> None:
    clip = _sound(cabac)
    data = bytearray(clip.units[0].data)
    for place, value in changes:
        data[place % len(data)] = value
    units = (replace(clip.units[0], data=bytes(data)), *clip.units[1:])
    with suppress(ClipError):
        moved = move_down(replace(clip, units=units), 128, 4)
        assert len(read_scene(moved.units).pictures) == len(moved.units)
