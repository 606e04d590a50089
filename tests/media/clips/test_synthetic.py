"""Drawn clips: what was asked for, the same for the same seed, decodable."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from camproof.media import ClipError, SyntheticSpec, decode_check, synthetic_clip
from camproof.media.clips.model import Clip
from camproof.media.clips.synthetic import scene_of
from camproof.protocols.nal import find_sps, parse_sps


@pytest.mark.parametrize("name", ["clip", "clip265"])
def test_a_clip_is_what_was_asked_for(
    name: str, request: pytest.FixtureRequest, decode_all: Callable[[str, Iterable[bytes]], int]
) -> None:
    clip: Clip = request.getfixturevalue(name)
    assert (clip.width, clip.height, clip.fps, clip.duration_s) == (176, 144, 25.0, 0.6)
    assert clip.key_indices == (0, 5, 10)
    assert [unit.pts_90k for unit in clip.units] == [3600 * n for n in range(15)]
    assert all(unit.pts_90k == unit.dts_90k for unit in clip.units)
    for index in clip.key_indices:
        sps = find_sps(clip.codec, clip.units[index].data)
        assert sps is not None
        info = parse_sps(clip.codec, sps)
        assert (info.width, info.height) == (176, 144)
    assert decode_all(clip.codec, [unit.data for unit in clip.units * 2]) == 30


def test_same_seed_same_bytes_other_seed_other_bytes(clip: Clip, tmp_path: Path) -> None:
    spec = SyntheticSpec(width=176, height=144, gop=5, bitrate_kbit=200, seconds=0.6)
    assert synthetic_clip(spec, cache_dir=tmp_path).digest == clip.digest
    other = SyntheticSpec(width=176, height=144, gop=5, bitrate_kbit=200, seconds=0.6, seed=1)
    assert synthetic_clip(other, cache_dir=tmp_path).digest != clip.digest


def test_the_bit_rate_is_near_the_one_asked_for(tmp_path: Path) -> None:
    spec = SyntheticSpec(width=352, height=288, bitrate_kbit=400, seconds=2)
    clip = synthetic_clip(spec, cache_dir=tmp_path)
    kbit = sum(len(unit.data) for unit in clip.units) * 8 / clip.duration_s / 1000
    assert kbit == pytest.approx(400, rel=0.25)


def test_progress_rises_to_one(tmp_path: Path) -> None:
    seen: list[float] = []
    spec = SyntheticSpec(width=64, height=64, gop=5, seconds=0.2, scene="black")
    clip = synthetic_clip(spec, seen.append, tmp_path)
    assert seen == sorted(seen)
    assert seen[-1] == 1.0
    picture = decode_check(clip.units[0].data, "H264")
    assert (picture.width, picture.height) == (64, 64)
    assert picture.mean_luma < 20


@pytest.mark.parametrize(
    ("wrong", "word"),
    [
        ({"width": 63}, "63x720 cannot be made; sides are even"),
        ({"width": 3842, "height": 2160}, "3840x2160"),
        ({"width": 3840, "height": 3840}, "3840x2160"),
        ({"height": 62}, "64x64"),
        ({"codec": "VP9"}, "VP9 cannot be made .known are H264, H265"),
        ({"codec": "h265"}, "did you mean 'H265'"),
        ({"scene": "zoo"}, "zoo is unknown .known are street, street-night"),
        ({"scene": "stret-rain"}, "did you mean 'street-rain'"),
        ({"fps": 0}, "above 0"),
    ],
)
def test_what_cannot_be_made_is_refused_in_words(wrong: dict[str, object], word: str) -> None:
    with pytest.raises(ClipError, match=word):
        SyntheticSpec(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("codec", "scene", "size", "gop"),
    [
        ("H264", "street-night", (704, 576), 4),
        ("H265", "street", (704, 576), 2),
        ("H264", "black", (3840, 2160), 2),
        ("H265", "street-rain", (160, 240), 3),
    ],
)
def test_sizes_scenes_and_gops(
    tmp_path: Path, codec: Any, scene: str, size: tuple[int, int], gop: int
) -> None:
    spec = SyntheticSpec(codec, *size, gop=gop, seconds=gop / 25, bitrate_kbit=4000, scene=scene)
    clip = synthetic_clip(spec, cache_dir=tmp_path)
    assert (clip.width, clip.height, len(clip.units), clip.key_indices) == (*size, gop, (0,))
    picture = decode_check(clip.units[0].data, codec)
    assert (picture.width, picture.height) == size
    if size[0] < 200:
        drawn = scene_of(spec).picture(0)[: size[1]]
        assert picture.mean_luma == pytest.approx(float(drawn.mean()), abs=3)


def test_key_pictures_are_found_over_the_loops(clip: Clip) -> None:
    assert [clip.key_before(n) for n in (0, 4, 5, 14, 15, 31)] == [0, 0, 5, 10, 15, 30]
    assert [clip.key_after(n) for n in (0, 1, 5, 11, 15, 26)] == [0, 5, 5, 15, 15, 30]
