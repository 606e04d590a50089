"""Making, checking and keeping clips with a band."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from av.video.frame import VideoFrame

from camproof.media.errors import ClipError
from camproof.media.overlay import build
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.pictures import planes, scene_below
from camproof.media.overlay.source import PictureSource

Source = Callable[..., PictureSource]


def test_made_once_and_then_read(source: Source, tmp_path: Path) -> None:
    asked: list[float] = []
    made = overlay_clip(source(count=4, gop=2), cache_dir=tmp_path, progress=asked.append)
    assert asked == sorted(asked)
    assert 0 < asked[0] < 0.5
    assert asked[-1] == 1.0

    def refuse() -> list[np.ndarray]:
        raise AssertionError("drawn again")

    again = overlay_clip(replace(source(count=4, gop=2), pictures=refuse), cache_dir=tmp_path)
    assert again.clip.digest == made.clip.digest
    assert again.layout == made.layout
    assert again.front(1).data == made.front(1).data


def test_the_clip_has_the_size_of_the_whole_picture(overlay: OverlayClip) -> None:
    clip = overlay.clip
    assert (clip.width, clip.height, len(clip.units), clip.key_indices) == (320, 240, 6, (0, 3))
    assert clip.duration_s == pytest.approx(6 / 25)


def test_frames_are_as_good_as_arrays(source: Source, tmp_path: Path, overlay: OverlayClip) -> None:
    arrays = source()
    frames = replace(
        arrays,
        key="frames",
        pictures=lambda: (VideoFrame.from_ndarray(p, "yuv420p") for p in arrays.pictures()),
    )
    assert overlay_clip(frames, cache_dir=tmp_path).clip.digest == overlay.clip.digest


def test_a_scene_is_cut_out_of_the_picture() -> None:
    layout = band_layout(320, 240)
    picture = np.random.default_rng(0).integers(0, 256, (360, 320)).astype(np.uint8)
    scene = scene_below(picture, layout)
    assert scene.shape == (168, 320)
    for cut, whole, black, divisor in zip(
        planes(scene), planes(picture), (16, 128, 128), (1, 2, 2), strict=True
    ):
        guard = 48 // divisor
        assert (cut[:guard] == black).all()
        assert np.array_equal(cut[guard:], whole[176 // divisor :])


def test_without_a_guard_the_check_finds_the_harm(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = replace(source(count=6, gop=6), key="rising", pictures=_rising)
    monkeypatch.setattr(build, "_GUARDS_PX", (0,))
    with pytest.raises(ClipError, match="changes the scene"):
        overlay_clip(moving, cache_dir=tmp_path)
    assert [path for path in tmp_path.iterdir() if path.suffix != ".lock"] == []


def test_the_guard_grows_until_the_check_is_content(
    source: Source, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    moving = replace(source(count=6, gop=6), key="rising", pictures=_rising)
    monkeypatch.setattr(build, "_GUARDS_PX", (0, 48))
    assert overlay_clip(moving, cache_dir=tmp_path).layout.guard_px == 48
    monkeypatch.setattr(build, "_made", None)
    assert overlay_clip(moving, cache_dir=tmp_path).layout.guard_px == 48


def _rising() -> list[np.ndarray]:
    """Noise that comes down from under the band: motion vectors would point into it."""
    noise = np.random.default_rng(1).integers(40, 220, (400, 320)).astype(np.uint8)
    grey = np.full((120, 320), 128, np.uint8)
    return [np.concatenate((noise[100 - 8 * step :][:240], grey)) for step in range(6)]


def test_there_must_be_room(source: Source, tmp_path: Path) -> None:
    with pytest.raises(ClipError):
        overlay_clip(source(width=160, height=120), cache_dir=tmp_path)


@pytest.mark.parametrize("wrong", [{"gop": 0}, {"bitrate_kbit": 0}, {"count": 0}, {"width": 321}])
def test_impossible_sources(source: Source, wrong: dict[str, int]) -> None:
    with pytest.raises(ClipError):
        replace(source(), **wrong)


def test_no_pictures(source: Source, tmp_path: Path) -> None:
    with pytest.raises(ClipError):
        overlay_clip(replace(source(), key="nothing", pictures=list), cache_dir=tmp_path)
