"""What stands in the lines."""

from __future__ import annotations

import numpy as np

from camproof.media.overlay.font import glyph
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayText, clock_text
from camproof.media.overlay.text import line_dots, line_text


def test_clock() -> None:
    assert clock_text(0) == "1970-01-01 00:00:00"
    assert clock_text(1_795_633_402) == "2026-11-25 19:03:22"


def test_name_and_place_share_a_wide_line() -> None:
    (line,) = band_layout(1280, 720).lines
    shown = line_text(line, OverlayText("城关镇01", "东侧"))
    assert shown.rstrip() == "城关镇01  东侧"
    assert len(shown) + 5 == line.cells


def test_narrow_pictures_show_no_place_and_cut_the_name() -> None:
    above, below = band_layout(320, 240).lines
    assert line_text(above, OverlayText("一二三四五六七八九十甲乙", "丙")) == "一二三四五六七八九…"
    assert line_text(below, OverlayText("一", "丙")) == ""


def test_dots() -> None:
    (line,) = band_layout(1280, 720).lines
    dots = line_dots(80, line, OverlayText("关"), 0)
    assert dots.shape == (16, 640)
    assert np.array_equal(dots[:, :16], glyph("关"))
    assert line.clock_at is not None
    assert np.array_equal(dots[:, 8 * line.clock_at :][:, :8], glyph("1"))
    assert not dots[:, -8:].any()
