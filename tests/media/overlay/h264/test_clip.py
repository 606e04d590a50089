"""Fronts and texts: the quick ways against the plain one, and what a decoder shows."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.strip import read_strip, strip_bits, truth_of
from camproof.media.overlay.text import line_dots
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.protocols.nal import split_annexb

_NUMBERS = st.tuples(st.integers(0, (1 << 32) - 1), st.integers(0, (1 << 32) - 1), st.integers(0, (1 << 62)))
_NOW_S = 1_795_633_402
_ZEROS = re.compile(rb"\x00\x00[\x00-\x03]")


@pytest.fixture(scope="module", params=["CAVLC", "CABAC"])
def overlay(request: pytest.FixtureRequest, source: Any, folder: Path) -> OverlayClip:
    return overlay_clip(source(), entropy=request.param, cache_dir=folder)


@settings(deadline=None)
@given(st.lists(_NUMBERS, min_size=1, max_size=6), st.integers(0, 5))
def test_fronts_agree_with_the_plain_way(
    overlay: OverlayClip, fronts: Any, rows: list[tuple[int, int, int]], index: int
) -> None:
    words = overlay.words(index, OverlayText("关"), _NOW_S)
    for row, front in zip(rows, fronts(overlay, index, rows), strict=True):
        unit = overlay.compose(index, TruthStamp(*row), OverlayText("关"), _NOW_S)
        assert unit == front + words + overlay.scene(index)
        assert read_stamp("H264", unit) == TruthStamp(*row)


@settings(deadline=None)
@given(_NUMBERS, st.integers(0, 5))
def test_fronts_keep_their_length_and_never_need_escaping(
    overlay: OverlayClip, fronts: Any, row: tuple[int, int, int], index: int
) -> None:
    fixed = overlay.front(index).data
    (front,) = fronts(overlay, index, [row])
    assert len(front) == len(fixed)
    assert [len(nal) for nal in split_annexb(front)] == [len(nal) for nal in split_annexb(fixed)]
    strip = front[overlay.front(index).strip.start :]
    assert not any(_ZEROS.search(bytes(nal)) for nal in split_annexb(strip))


def _dots_shown(luma: np.ndarray, layout: BandLayout, line: int) -> np.ndarray:
    top = layout.lines[line].y_px
    dots = luma[top : top + 32].reshape(16, 2, -1, 2).mean(axis=(1, 3))
    return dots > 110


@pytest.mark.parametrize("steps_s", [[0, 0, 1, 1, 2, 2], [0, -1, 3600, 86400 * 400, 1, 0]])
def test_a_decoder_shows_the_text(overlay: OverlayClip, text: OverlayText, steps_s: list[int]) -> None:
    """Each dot of name and clock, at key pictures and after every tick."""
    seconds = [_NOW_S + step for step in steps_s]
    shown = [None, *seconds]
    units = [
        overlay.compose(index, TruthStamp(1, index, 5), text, second, shown[index])
        for index, second in enumerate(seconds)
    ]
    columns = overlay.layout.columns
    for second, picture in zip(seconds, decoded("H264", units), strict=True):
        for number, line in enumerate(overlay.layout.lines):
            wanted = line_dots(columns, line, text, second)
            assert np.array_equal(_dots_shown(picture[:240], overlay.layout, number), wanted)


def test_strips_are_read_back_from_every_picture(overlay: OverlayClip, text: OverlayText) -> None:
    stamps = [TruthStamp(0x54321 * index % (1 << 20), index, (1 << 40) - index) for index in range(6)]
    units = [overlay.compose(index, stamp, text, _NOW_S) for index, stamp in enumerate(stamps)]
    truths = [read_strip(picture[:240], overlay.layout) for picture in decoded("H264", units)]
    assert truths == [truth_of(strip_bits(s.camera, s.frame, s.capture_us)) for s in stamps]


def test_words_are_what_is_needed(overlay: OverlayClip, text: OverlayText) -> None:
    assert overlay.words(0, text, _NOW_S, _NOW_S) == overlay.full(0, text, _NOW_S)
    assert overlay.words(1, text, _NOW_S, _NOW_S) == overlay.words(1, text, _NOW_S) == overlay.still(1)
    assert overlay.words(1, text, _NOW_S + 1, _NOW_S) == overlay.tick(1, _NOW_S, _NOW_S + 1)
    assert len(overlay.still(1)) < len(overlay.tick(1, _NOW_S, _NOW_S + 1)) < len(overlay.full(0, text, 0))


@settings(deadline=None)
@given(st.text(max_size=12), st.text(max_size=4), st.integers(0, 1 << 33))
def test_any_text_can_be_shown(overlay: OverlayClip, name: str, place: str, clock_s: int) -> None:
    shown = OverlayText(name, place)
    unit = overlay.compose(0, TruthStamp(1, 2, 3), shown, clock_s)
    (picture,) = decoded("H264", [unit])
    line = overlay.layout.lines[0]
    wanted = line_dots(overlay.layout.columns, line, shown, clock_s)
    assert np.array_equal(_dots_shown(picture[:240], overlay.layout, 0), wanted)
