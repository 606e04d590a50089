from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import pairwise
from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.h265.slices import BandSlices
from camproof.media.overlay.h265.strip import STRIP_QP, UnitShape, strip_table, strip_units
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
        next_row = (0, left.y_px + 32)
        assert (right.x_px, right.y_px) in {(left.x_px + left.shape.width_px, left.y_px), next_row}
    for unit in units:
        for bit, (x, y) in zip(unit.bits, unit.shape.blocks, strict=True):
            row, column = divmod(bit, layout.strip_columns)
            assert (unit.x_px + 16 * x, unit.y_px + 16 * y) == (16 * column, 16 * row)


@pytest.mark.parametrize("bits", [0, (1 << 80) - 1, 0x5555 << 64, 1, 1 << 79, 0x0F0F0F0F0F0F0F0F0F0F])
def test_whatever_the_bits_the_picture_shows_them(
    band: OverlayH265,
    lumas: Lumas,
    bits: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("camproof.media.overlay.composing.strip_bits", lambda *_: bits)
    (picture,) = lumas([band.compose(0, TruthStamp(1, 2, 3), OverlayText("x"), 0)])
    layout = band.layout
    rows = picture[: layout.strip_rows * 16].reshape(layout.strip_rows, 16, layout.strip_columns, 16)
    blocks = rows.mean(axis=(1, 3)).ravel()[:80]
    assert [block > 128 for block in blocks] == [bool(bits >> 79 - place & 1) for place in range(80)]


def test_random_strips_are_read(band: OverlayH265, lumas: Lumas) -> None:
    stamps = [TruthStamp(number * 7919, number, number * 10**15 // 7) for number in range(6)]
    units = [band.compose(n, stamp, OverlayText("x"), 0) for n, stamp in enumerate(stamps)]
    for picture, stamp in zip(lumas(units), stamps, strict=True):
        wanted = truth_of(strip_bits(stamp.camera, stamp.frame, stamp.capture_us))
        assert read_strip(picture, band.layout) == wanted


class _Coding:
    """Slice data that names the bits, as often as there are ones, once more for each grey."""

    key = "test"

    def intra_data(self, luma: NDArray[np.uint8], qp: int) -> bytes:
        white = luma[0, ::16] > 128
        greys = len(set(luma[0, ::16].tolist()) - {16, 236})
        return bytes((qp + int(np.packbits(white)[0] >> 6),)) * (1 + int(white.sum()) + greys)


def test_a_table_has_a_row_of_one_length_for_each_value(tmp_path: Path) -> None:
    table = strip_table(UnitShape(32, ((0, 0), (1, 0))), cast(BandSlices, _Coding()), tmp_path)
    assert [row[0] - STRIP_QP for row in table] == list(range(4))
    for row in table:
        filler = bytes(row).lstrip(bytes((row[0],)))
        assert filler == b"\0\0\3" * (len(filler) // 3)


def test_a_unit_that_finds_no_common_length_is_refused(tmp_path: Path) -> None:
    class Stubborn(_Coding):
        key = "stubborn"

        def intra_data(self, luma: NDArray[np.uint8], qp: int) -> bytes:
            return bytes((qp,)) * (1 + int((luma[0, ::16] > 128).sum()))

    with pytest.raises(ClipError, match="in one length"):
        strip_table(UnitShape(32, ((0, 0), (1, 0))), cast(BandSlices, Stubborn()), tmp_path)
