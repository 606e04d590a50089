"""The decoded picture follows the camera's state."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from camproof.media.rendered import CameraView, black_picture, panorama

Watch = Callable[..., Any]
PX_A_DEG = 320 / 60


def shift(before: Any, after: Any) -> tuple[float, float]:
    """How far the picture's content moved to the right and down, in pixels."""
    window = cv2.createHanningWindow((before.shape[1], before.shape[0]), cv2.CV_32F)
    (right, down), _ = cv2.phaseCorrelate(before, after, window)
    return right, down


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_panning_and_tilting_move_the_picture(watch: Watch, codec: str) -> None:
    """To the right moves what is seen to the left; downwards moves it up."""
    camera = watch(codec)
    start = camera.show(CameraView(pan_deg=30))
    right = camera.show(CameraView(pan_deg=36))
    assert shift(start.luma, right.luma) == pytest.approx((-6 * PX_A_DEG, 0), abs=1.0)
    down = camera.show(CameraView(pan_deg=36, tilt_deg=4))
    assert shift(right.luma, down.luma) == pytest.approx((0, -4 * PX_A_DEG), abs=1.0)


def test_a_whole_turn_comes_back(watch: Watch) -> None:
    camera = watch(scene="indoor")
    for left, right in ((358.0, 3.0), (-2.0, 363.0), (718.0, 723.0)):
        before, after = camera.show(CameraView(pan_deg=left)), camera.show(CameraView(pan_deg=right))
        assert shift(before.luma, after.luma) == pytest.approx((-5 * PX_A_DEG, 0), abs=1.0)


def test_zooming_enlarges(watch: Watch) -> None:
    """The middle of the wide picture, enlarged, is the narrow picture."""
    camera = watch()
    wide, narrow = (camera.show(CameraView(pan_deg=60, zoom=zoom)).luma for zoom in (1.0, 2.0))
    enlarged = cv2.resize(wide[60:180, 80:240], (320, 240), interpolation=cv2.INTER_LINEAR)
    assert np.corrcoef(enlarged.ravel(), narrow.ravel())[0, 1] > 0.95
    assert np.corrcoef(wide.ravel(), narrow.ravel())[0, 1] < 0.6


def test_focus_blurs_to_both_sides(watch: Watch) -> None:
    camera = watch()
    sharpness = [
        float(np.var(cv2.Laplacian(camera.show(CameraView(focus=focus)).luma, cv2.CV_32F)))
        for focus in (0.0, 0.3, 1.0, -1.0)
    ]
    assert sharpness[0] > 3 * sharpness[1] > 3 * sharpness[2] > 0
    assert sharpness[3] == pytest.approx(sharpness[2], rel=0.3)


def test_night_has_no_colours(watch: Watch) -> None:
    camera = watch()
    day, night = camera.show(CameraView()), camera.show(CameraView(night=True))
    assert np.abs(day.chroma.astype(int) - 128).mean() > 3
    assert np.abs(night.chroma.astype(int) - 128).mean() < 0.5
    assert 30 < night.luma.mean() < day.luma.mean()


def test_a_frozen_picture_stays_with_its_stamp_until_it_goes_on(watch: Watch) -> None:
    camera = watch()
    first = camera.show(CameraView(frozen=True))
    second = camera.show(CameraView(pan_deg=90, frozen=True))
    assert second.stamp == first.stamp
    assert np.abs(second.luma - first.luma).mean() < 1.5
    again = camera.show(CameraView(pan_deg=90))
    assert again.stamp.frame > first.stamp.frame
    assert np.abs(again.luma - first.luma).mean() > 10


def test_faults_are_done_to_the_picture_in_order(watch: Watch) -> None:
    camera = watch()

    def brighter(picture: Any, index: int) -> Any:
        assert index >= 0
        return np.full_like(picture, 200)

    assert camera.show(CameraView(faults=(black_picture,))).luma.max() < 25
    assert camera.show(CameraView(faults=(black_picture, brighter))).luma.min() > 150
    assert camera.show(replace(camera.view, faults=(brighter, black_picture))).luma.max() < 25


def test_tilts_end_where_the_panorama_does() -> None:
    around = panorama.panorama_of("indoor", 160, 20.0, 0)
    floor, beyond, sky = (around.window(CameraView(tilt_deg=tilt), 160, 96) for tilt in (75.0, 90.0, -90.0))
    assert floor == beyond
    rows = around.picture.shape[0] * around.deg_a_pixel
    assert beyond.top_deg + 96 * beyond.deg_a_pixel - sky.top_deg == pytest.approx(rows, abs=0.5)


def test_a_scene_is_drawn_once_and_a_damaged_one_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CAMPROOF_CACHE", str(tmp_path))

    def fresh() -> Any:
        panorama._ready.cache_clear()
        return panorama.panorama_of("indoor", 64, 1.0, 0).picture

    first = fresh()
    (kept,) = tmp_path.glob("clips/*.jpeg")
    kept_at = kept.stat().st_mtime_ns
    assert np.array_equal(fresh(), first)
    assert kept.stat().st_mtime_ns == kept_at
    kept.write_bytes(kept.read_bytes()[:-1])
    assert np.array_equal(fresh(), first)
    assert kept.stat().st_mtime_ns > kept_at
