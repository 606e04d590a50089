from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import trial
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.h265.slices import tile_edges
from camproof.media.overlay.h265.strip import strip_units
from camproof.media.overlay.h265.writer import least_level_idc
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayText
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.protocols.nal import H265Nal, find_sps, nal_type, parse_sps, split_annexb

ROWS = list(
    zip(
        [0, 1, 77, 1 << 19, (1 << 32) - 1],
        [0, 255, 256, 12345, 1 << 31],
        [0, 1, 1 << 36, 1_795_003_200_000_000, 1 << 60],
        strict=True,
    )
)


@pytest.mark.parametrize("index", [0, 1, 5])
def test_many_fronts_are_what_one_by_one_gives(band: OverlayH265, fronts: Any, index: int) -> None:
    size = len(band.front(index).data)
    for front, row in zip(fronts(band, index, ROWS), ROWS, strict=True):
        assert front == band.compose(index, TruthStamp(*row), OverlayText("x"), 0)[:size]
        assert read_stamp("H265", front) == TruthStamp(*row)


def test_words_are_full_at_key_pictures_and_ticks_elsewhere(band: OverlayH265) -> None:
    name = OverlayText("镇")
    assert band.words(3, name, 2, 1) == band.full(3, name, 2)
    assert band.words(1, name, 2, 1) == band.tick(1, 1, 2)
    assert band.words(1, name, 2, 2) == band.words(1, name, 2) == band.still(1)


def test_the_access_unit_says_its_size_and_has_its_parts_in_order(band: OverlayH265) -> None:
    unit = band.compose(0, TruthStamp(1, 2, 3), OverlayText("镇"), 0)
    kinds = [nal_type("H265", nal) for nal in split_annexb(unit)]
    head = [H265Nal.AUD, H265Nal.VPS, H265Nal.SPS, H265Nal.PPS, H265Nal.PREFIX_SEI]
    assert kinds[:5] == head
    assert set(kinds[5:]) == {H265Nal.IDR_N_LP}
    assert unit.endswith(band.scene(0))
    sps = find_sps("H265", unit)
    assert sps is not None
    seen = parse_sps("H265", sps)
    assert (seen.width, seen.height, seen.level) == (320, 240, "4")
    assert (band.clip.width, band.clip.height) == (320, 240)


def test_no_picture_has_more_slices_than_its_level_allows() -> None:
    """A.4.1: 75 for level 4 (level_idc 120), 200 for level 5 (150)."""
    seen = set()
    for width in range(320, 4097, 2):
        layout = band_layout(width, max(240, width * 9 // 16 // 2 * 2))
        coded_width = -(-width // 8) * 8
        pieces = len(tile_edges(coded_width)) - 1
        slices = len(strip_units(layout, coded_width)) + len(layout.lines) * pieces + 1
        level_idc = least_level_idc(coded_width, layout.band_px)
        assert slices <= {120: 75, 150: 200}[level_idc], width
        seen.add((width, level_idc))
    assert {(704, 120), (1280, 120), (1920, 120), (3840, 150)} <= seen


def test_a_kept_clip_is_the_one_that_was_made(
    band: OverlayH265, source: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camproof.media.overlay.build.encode_clip", lambda *_: pytest.fail("coded again"))
    again = overlay_clip(source(), codec="H265", cache_dir=folder)
    assert again.clip.digest == band.clip.digest
    assert next(trial(again)) == next(trial(band))
