"""Where strip and text lie in the band, for a picture size.

Everything is counted in blocks of 16 pixels. From the top: the rows of the strip (their number rounded up to
an even one, so that all begins on a multiple of 32 pixels, which suits H.265), then the lines of text, two
block rows each. Below the band the scene begins with a black guard, which keeps its motion vectors away.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from camproof.media.errors import ClipError

__all__ = [
    "BLOCK_PX",
    "CLOCK_CELLS",
    "GUARD_PX",
    "LINE_PX",
    "STRIP_BITS",
    "BandLayout",
    "TextLine",
    "band_layout",
]

BLOCK_PX = 16
LINE_PX = 32
GUARD_PX = 48
STRIP_BITS = 80
CLOCK_CELLS = 19
"""Cells of "2026-11-26 19:03:22"."""

_MIN_SCENE_PX = 32
_ONE_LINE_BLOCKS = 64
_TWO_LINE_BLOCKS = 40


@dataclass(frozen=True, slots=True)
class TextLine:
    """One line of text; a cell is 16 pixels wide and 32 high, a GB 2312 character takes two.

    :param y_px: top of the line in the picture.
    :param fields: what is written from the left, in order: "name", "place"; two cells lie between.
    :param cells: how many cells the fields have.
    :param clock_at: first cell of the clock, always even; None where the line has none.
    """

    y_px: int
    fields: tuple[str, ...]
    cells: int
    clock_at: int | None


@dataclass(frozen=True, slots=True)
class BandLayout:
    """The band of a picture of ``width`` x ``height`` pixels.

    :param columns: whole blocks in a row of the picture.
    :param strip_columns: blocks of the strip in a row; bit i lies in row i // strip_columns.
    :param strip_rows: block rows that hold bits; ``strip_px`` is what is set aside, a multiple of 32.
    """

    width: int
    height: int
    columns: int
    strip_columns: int
    strip_rows: int
    strip_px: int
    lines: tuple[TextLine, ...]
    band_px: int
    guard_px: int

    @property
    def scene_height(self) -> int:
        """Rows of the coded scene, guard included."""
        return self.height - self.band_px

    @property
    def band_rows(self) -> int:
        """Block rows of the band."""
        return self.band_px // BLOCK_PX


@lru_cache(maxsize=64)
def band_layout(width: int, height: int, guard_px: int = GUARD_PX) -> BandLayout:
    """The band for this picture size: 64 pixels high from a width of 1024 on, more below.

    :raises ClipError: where the picture is too small for strip, clock, guard and 32 rows of scene.
    """
    columns = width // BLOCK_PX
    if columns < CLOCK_CELLS + 1:
        raise ClipError(f"A picture {width} pixels wide has no room for the clock; 320 are needed.")
    strip_columns = min(columns, STRIP_BITS)
    strip_rows = -(-STRIP_BITS // strip_columns)
    strip_px = -(-strip_rows // 2) * LINE_PX
    lines = _lines(columns, strip_px)
    band_px = strip_px + LINE_PX * len(lines)
    if height < band_px + guard_px + _MIN_SCENE_PX:
        needed = band_px + guard_px + _MIN_SCENE_PX
        raise ClipError(f"A picture of {width}x{height} has no room for the band; {needed} rows are needed.")
    return BandLayout(width, height, columns, strip_columns, strip_rows, strip_px, lines, band_px, guard_px)


def _lines(columns: int, y_px: int) -> tuple[TextLine, ...]:
    """Name, place and clock in one line, in two, or (narrow pictures) name above clock without a place."""
    clock_at = (columns - CLOCK_CELLS - 1) // 2 * 2
    before = max(clock_at - 1, 0)
    if columns >= _ONE_LINE_BLOCKS:
        return (TextLine(y_px, ("name", "place"), before, clock_at),)
    below = y_px + LINE_PX
    if columns >= _TWO_LINE_BLOCKS:
        return TextLine(y_px, ("name",), before, clock_at), TextLine(below, ("place",), columns, None)
    return TextLine(y_px, ("name",), columns, None), TextLine(below, (), 0, clock_at)
