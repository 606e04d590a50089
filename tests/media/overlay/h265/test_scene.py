from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from camproof.media.clips.encode import encode_clip
from camproof.media.clips.model import Clip
from camproof.media.errors import ClipError
from camproof.media.overlay.check import SceneHarmedError, check_overlay
from camproof.media.overlay.codings import band_coding
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.h265.coded import SETTINGS
from camproof.media.overlay.h265.scene import move_down, read_scene
from camproof.media.overlay.layout import band_layout


def test_headers_change_and_slice_data_does_not(plain265: Clip) -> None:
    moved = move_down(plain265, 240, 128)
    assert (moved.width, moved.height) == (320, 240)
    assert moved.digest != plain265.digest
    for lower, unit in zip(read_scene(moved).slices, plain265.units, strict=True):
        assert lower[-50:] == unit.data[-50:]
    assert [unit.key for unit in moved.units] == [unit.key for unit in plain265.units]


def test_the_scene_is_untouched(plain265: Clip, folder: Path) -> None:
    layout = band_layout(320, 240)
    check_overlay(OverlayH265(move_down(plain265, 240, layout.band_px), layout, folder), plain265)


def test_without_a_guard_a_scene_that_moves_down_is_refused(folder: Path) -> None:
    layout = band_layout(320, 240, 0)
    tiles = np.random.default_rng(3).integers(16, 235, (40, 40), np.uint8).repeat(8, 0).repeat(8, 1)
    grey = np.full((layout.scene_height // 2, 320), 128, np.uint8)
    tops = range(100, 76, -8)
    plain = encode_clip(
        (np.concatenate((tiles[top : top + layout.scene_height], grey)) for top in tops),
        codec="H265",
        width=320,
        height=layout.scene_height,
        fps=Fraction(25),
        gop=3,
        bitrate_kbit=1500,
        name="moving down",
        tools=SETTINGS,
    )
    overlay = OverlayH265(move_down(plain, 240, layout.band_px), layout, folder)
    with pytest.raises(SceneHarmedError, match="changes the scene of picture 1"):
        check_overlay(overlay, plain)


def test_other_clips_are_refused(clip: Clip, clip265: Clip) -> None:
    with pytest.raises(ClipError, match="is H264"):
        move_down(clip, 240, 128)
    with pytest.raises(ClipError, match="not coded for a band"):
        read_scene(clip265)


def test_there_is_no_h265_with_cavlc() -> None:
    with pytest.raises(ClipError, match="no band for H265 with CAVLC"):
        band_coding("H265", "CAVLC")
