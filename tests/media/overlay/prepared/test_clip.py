from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import trial
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.prepared.clip import PreparedOverlay
from camproof.media.overlay.prepared.strip import strip_units
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.protocols.nal import find_sps, nal_type, parse_sps, split_annexb

HEADS = {
    "H264": ((9, 7, 8, 6), 5),
    "H265": ((35, 32, 33, 34, 39), 20),
}
"""Types of the NAL units before the slices, and of these, in a key picture."""
CAMERAS = np.array([0, 1, 77, 1 << 19, (1 << 32) - 1], np.uint64)
FRAMES = np.array([0, 255, 256, 12345, 1 << 31], np.uint64)
TIMES_US = np.array([0, 1, 1 << 36, 1_795_003_200_000_000, 1 << 60], np.uint64)


@pytest.mark.parametrize("index", [0, 1, 5])
def test_many_fronts_are_what_one_by_one_gives(band: PreparedOverlay, index: int) -> None:
    fronts = band.fronts(index, CAMERAS, FRAMES, TIMES_US)
    stamps = [TruthStamp(int(c), int(f), int(t)) for c, f, t in zip(CAMERAS, FRAMES, TIMES_US, strict=True)]
    size = len(band.front(index).data)
    for front, stamp in zip(fronts, stamps, strict=True):
        assert front.tobytes() == band.compose(index, stamp, OverlayText("x"), 0)[:size]
        assert read_stamp(band.clip.codec, front.tobytes()) == stamp


def test_fronts_go_into_a_given_arena(band: PreparedOverlay) -> None:
    size = len(band.front(1).data)
    arena = np.full((5, size + 100), 7, np.uint8)
    given = band.fronts(1, CAMERAS, FRAMES, TIMES_US, arena[:, 50 : 50 + size])
    assert np.shares_memory(given, arena)
    np.testing.assert_array_equal(given, band.fronts(1, CAMERAS, FRAMES, TIMES_US))
    assert set(arena[:, :50].ravel()) == set(arena[:, 50 + size :].ravel()) == {7}


def test_nothing_before_the_strip_depends_on_its_bits(band: PreparedOverlay) -> None:
    front = band.front(0)
    changed = band.fronts(0, CAMERAS, FRAMES, TIMES_US) != np.frombuffer(front.data, np.uint8)
    changed[:, front.sei_at : front.sei_at + 40] = False
    assert changed.any()
    assert changed.any(axis=0).argmax() >= front.strip_at
    zeros = np.zeros(1, np.uint64)
    assert band.fronts(0, zeros, zeros, zeros).tobytes() == front.data


def test_texts_are_full_at_key_pictures_and_ticks_elsewhere(band: PreparedOverlay) -> None:
    names = [OverlayText("镇"), OverlayText("东")]
    assert band.texts(3, names, [1, 2], [2, 2]) == [band.full(3, name, 2) for name in names]
    assert band.texts(1, names, [1, 2], [2, 2]) == [band.tick(1, 1, 2), band.still(1)]


def test_the_access_unit_says_its_size_and_has_its_parts_in_order(band: PreparedOverlay) -> None:
    codec, unit = band.clip.codec, band.compose(0, TruthStamp(1, 2, 3), OverlayText("镇"), 0)
    kinds = [nal_type(codec, nal) for nal in split_annexb(unit)]
    head, picture = HEADS[codec]
    assert tuple(kinds[: len(head)]) == head
    assert set(kinds[len(head) :]) == {picture}
    assert unit.endswith(band.scene(0))
    sps = find_sps(codec, unit)
    assert sps is not None
    seen = parse_sps(codec, sps)
    assert (seen.width, seen.height, seen.level) == (320, 240, "4")
    assert (band.clip.width, band.clip.height) == (320, 240)


def test_h264_pictures_have_fewer_slices_than_ffmpeg_bears() -> None:
    """FFmpeg warns of 32 slices; the layout decides how many there are."""
    for width in range(320, 1921, 16):
        layout = band_layout(width, 1080)
        strip = len(strip_units(layout, width, 16))
        text = sum(2 * ((line.clock_at != 0) + 6 * (line.clock_at is not None)) for line in layout.lines)
        assert strip + text + 1 < 32


def test_a_kept_clip_is_the_one_that_was_made(
    band: PreparedOverlay, source: Callable[..., Any], folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camproof.media.overlay.build.encode_clip", lambda *_: pytest.fail("coded again"))
    again = overlay_clip(source(), codec=band.clip.codec, entropy="CABAC", cache_dir=folder)
    assert again.clip.digest == band.clip.digest
    assert next(trial(again)) == next(trial(band))
