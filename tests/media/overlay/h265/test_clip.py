from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camproof.media.clips.encode import encode_clip
from camproof.media.clips.model import Clip
from camproof.media.errors import ClipError
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import check_overlay, trial
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.h265.coded import SETTINGS
from camproof.media.overlay.h265.scene import move_down, read_scene
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayText
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.protocols.nal import H265Nal, find_sps, nal_type, parse_sps, split_annexb

CAMERAS = np.array([0, 1, 77, 1 << 19, (1 << 32) - 1], np.uint64)
FRAMES = np.array([0, 255, 256, 12345, 1 << 31], np.uint64)
TIMES_US = np.array([0, 1, 1 << 36, 1_795_003_200_000_000, 1 << 60], np.uint64)


@pytest.mark.parametrize("index", [0, 1, 5])
def test_many_fronts_are_what_one_by_one_gives(overlay265: OverlayH265, index: int) -> None:
    fronts = overlay265.fronts(index, CAMERAS, FRAMES, TIMES_US)
    stamps = [TruthStamp(int(c), int(f), int(t)) for c, f, t in zip(CAMERAS, FRAMES, TIMES_US, strict=True)]
    size = len(overlay265.front(index).data)
    for front, stamp in zip(fronts, stamps, strict=True):
        assert front.tobytes() == overlay265.compose(index, stamp, OverlayText("x"), 0)[:size]
        assert read_stamp("H265", front.tobytes()) == stamp


def test_fronts_go_into_a_given_arena(overlay265: OverlayH265) -> None:
    size = len(overlay265.front(1).data)
    arena = np.full((5, size + 100), 7, np.uint8)
    given = overlay265.fronts(1, CAMERAS, FRAMES, TIMES_US, arena[:, 50 : 50 + size])
    assert np.shares_memory(given, arena)
    np.testing.assert_array_equal(given, overlay265.fronts(1, CAMERAS, FRAMES, TIMES_US))
    assert set(arena[:, :50].ravel()) == set(arena[:, 50 + size :].ravel()) == {7}


def test_nothing_before_the_strip_depends_on_its_bits(overlay265: OverlayH265) -> None:
    front = overlay265.front(0)
    changed = overlay265.fronts(0, CAMERAS, FRAMES, TIMES_US) != np.frombuffer(front.data, np.uint8)
    changed[:, front.sei_at : front.sei_at + 40] = False
    assert changed.any()
    assert changed.any(axis=0).argmax() >= front.strip_at
    zeros = np.zeros(1, np.uint64)
    assert overlay265.fronts(0, zeros, zeros, zeros).tobytes() == front.data


def test_texts_are_full_at_key_pictures_and_ticks_elsewhere(overlay265: OverlayH265) -> None:
    names = [OverlayText("镇"), OverlayText("东")]
    assert overlay265.texts(3, names, [1, 2], [2, 2]) == [overlay265.full(3, name, 2) for name in names]
    assert overlay265.texts(1, names, [1, 2], [2, 2]) == [overlay265.tick(1, 1, 2), overlay265.still(1)]


def test_the_access_unit_says_its_size_and_has_its_parts_in_order(overlay265: OverlayH265) -> None:
    unit = overlay265.compose(0, TruthStamp(1, 2, 3), OverlayText("镇"), 0)
    kinds = [nal_type("H265", nal) for nal in split_annexb(unit)]
    head = [H265Nal.AUD, H265Nal.VPS, H265Nal.SPS, H265Nal.PPS, H265Nal.PREFIX_SEI]
    assert kinds[:5] == head
    assert set(kinds[5:]) == {H265Nal.IDR_N_LP}
    assert unit.endswith(overlay265.scene(0))
    sps = find_sps("H265", unit)
    assert sps is not None
    seen = parse_sps("H265", sps)
    assert (seen.width, seen.height) == (320, 240)
    assert (overlay265.clip.width, overlay265.clip.height) == (320, 240)


def test_a_kept_clip_is_the_one_that_was_made(
    overlay265: OverlayH265, source: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camproof.media.overlay.build.encode_clip", lambda *_: pytest.fail("coded again"))
    again = overlay_clip(source(), codec="H265", cache_dir=folder)
    assert again.clip.digest == overlay265.clip.digest
    assert next(trial(again)) == next(trial(overlay265))


def test_the_scene_is_untouched(plain265: Clip) -> None:
    layout = band_layout(320, 240)
    check_overlay(OverlayH265(move_down(plain265, 240, layout.band_px), layout), plain265)


def test_without_a_guard_a_scene_that_moves_down_is_refused() -> None:
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
    overlay = OverlayH265(move_down(plain, 240, layout.band_px), layout)
    with pytest.raises(ClipError, match="changes the scene of picture 1"):
        check_overlay(overlay, plain)


def test_other_clips_are_refused(clip: Clip, clip265: Clip) -> None:
    with pytest.raises(ClipError, match="is H264"):
        move_down(clip, 240, 128)
    with pytest.raises(ClipError, match="not coded for a band"):
        read_scene(clip265)
