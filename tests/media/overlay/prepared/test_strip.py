from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from camproof.media.overlay.h265 import strip
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.h265.strip import UnitShape, strip_table, strip_units
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.strip import read_strip, strip_bits, truth_of
from camproof.media.stamp import TruthStamp

Lumas = Callable[[Iterable[bytes]], Any]
SIZES = ((320, 240), (352, 288), (640, 360), (704, 576), (720, 576), (1280, 720), (1920, 1080), (3840, 2160))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_the_units_show_every_bit_once_and_fill_the_rows(width: int, height: int) -> None:
    layout = band_layout(width, height)
    units = strip_units(layout, width)
    assert sorted(bit for unit in units for bit in unit.bits) == list(range(80))
    assert max(len(unit.bits) for unit in units) <= 8
    assert sum(unit.shape.width_px for unit in units) == width * layout.strip_px // 32
    for left, right in pairwise(units):
        assert (right.x_px, right.y_px) in {(left.x_px + left.shape.width_px, left.y_px), (0, left.y_px + 32)}
    for unit in units:
        for bit, (x, y) in zip(unit.bits, unit.shape.blocks, strict=True):
            row, column = divmod(bit, layout.strip_columns)
            assert (unit.x_px + 16 * x, unit.y_px + 16 * y) == (16 * column, 16 * row)


@pytest.mark.parametrize("bits", [0, (1 << 80) - 1, 0x5555 << 64, 1, 1 << 79, 0x0F0F0F0F0F0F0F0F0F0F])
def test_whatever_the_bits_the_picture_shows_them(
    overlay265: OverlayH265,
    lumas: Lumas,
    bits: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("camproof.media.overlay.h265.fronts.strip_bits", lambda *_: bits)
    (picture,) = lumas([overlay265.compose(0, TruthStamp(1, 2, 3), OverlayText("x"), 0)])
    layout = overlay265.layout
    rows = picture[: layout.strip_rows * 16].reshape(layout.strip_rows, 16, layout.strip_columns, 16)
    blocks = rows.mean(axis=(1, 3)).ravel()[:80]
    assert [block > 128 for block in blocks] == [bool(bits >> 79 - place & 1) for place in range(80)]


def test_random_strips_are_read(overlay265: OverlayH265, lumas: Lumas) -> None:
    stamps = [TruthStamp(number * 7919, number, number * 10**15 // 7) for number in range(6)]
    units = [overlay265.compose(n, stamp, OverlayText("x"), 0) for n, stamp in enumerate(stamps)]
    for picture, stamp in zip(lumas(units), stamps, strict=True):
        wanted = truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us))
        assert read_strip(picture, overlay265.layout) == wanted


def test_a_table_repeats_over_the_bits_that_do_not_matter(overlay265: OverlayH265) -> None:
    tools = overlay265.tools
    table = strip_table(UnitShape(32, ((0, 0), (1, 0))), tools)
    assert table.shape[0] == 256
    assert len({bytes(row) for row in table}) == 4
    np.testing.assert_array_equal(table[0x40], table[0x7F])
    assert strip.STRIP_HEADER.qp == 48
