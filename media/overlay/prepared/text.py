"""Text slices: one for each piece of a row with dots, one for each run of blank ones.

What a piece shows is coded once, for all cameras and places; names cost an encoder call for each pair of
cells that is new, the clock none, once ``TextWriter.warm`` has met all its signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.font import DOT_PX, GLYPH_ROWS
from camproof.media.overlay.layout import BLOCK_PX, LINE_PX, BandLayout, TextLine
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.prepared.coding import BLACK, Picture, SliceCoding, tile_edges
from camproof.media.overlay.text import line_dots

__all__ = ["TextWriter"]

TEXT_QP = 40
WHITE = 235
_NO_TEXT = OverlayText("")
_MINUTE_S, _HOUR_S, _DAY_S, _YEAR_DAYS = 60, 3600, 86400, 365.25
_YEARS = range(50, 82)
"""Clock years met in advance, from 1970: 2020 to 2051."""
_CLOCK_CUTS = (0, 4, 8, 10, 14, 16)
"""Cells where the parts of "2026-11-26 19:03:22" begin: year, month, day, hour, minute, second."""
_KEPT_TILES = 65536
_KEPT_NAMES = 16384
_KEPT_SECONDS = 512


class Tile(NamedTuple):
    """A piece of a row of text.

    :param dots: packed as bytes of 0 and 1; b"" where there is none.
    """

    left_px: int
    right_px: int
    dots: bytes


Row = tuple[int, list[Tile]]
"""Top in the picture in pixels, and what of the row is shown."""


class TextWriter:
    """The text slices of a clip."""

    def __init__(self, coding: SliceCoding, layout: BandLayout) -> None:
        self._coding, self._layout = coding, layout
        self._edges = tile_edges(coding.width)
        self._first_px = layout.lines[0].y_px
        self._all_px = LINE_PX * len(layout.lines)
        self._data = lru_cache(maxsize=_KEPT_TILES)(self._coded)
        self._fields = lru_cache(maxsize=_KEPT_NAMES)(self._field_slices)
        self._clocks = lru_cache(maxsize=_KEPT_SECONDS)(self._clock_slices)
        self.tick = lru_cache(maxsize=_KEPT_SECONDS)(self._tick)
        self.still = lru_cache(maxsize=_KEPT_SECONDS)(self._still)

    def full(self, picture: Picture, text: OverlayText, clock_s: int) -> bytes:
        """All lines, for a key picture."""
        parts = []
        for number, line in enumerate(self._layout.lines):
            fields = self._fields(picture, number, text)
            if line.clock_at is None:
                parts += fields
            else:
                clock = self._clocks(picture, number, clock_s)
                parts += (part for row in zip(fields, clock, strict=True) for part in row)
        return b"".join(parts)

    def warm(self) -> None:
        """Code whatever a clock may show, so that no encoder is called while streams run."""
        times = [*range(_MINUTE_S), *range(0, _HOUR_S, _MINUTE_S), *range(0, _DAY_S, _HOUR_S)]
        times += [day * _DAY_S for day in range(366)]
        times += [int(year * _YEAR_DAYS + 1) * _DAY_S for year in _YEARS]
        for line in self._layout.lines:
            if line.clock_at is not None:
                rows = (row for time_s in times for row in self._clock_rows(line, time_s))
                for tile in sorted({tile for _, tiles in rows for tile in tiles}):
                    self._data(tile.dots, tile.right_px - tile.left_px)

    def _field_slices(self, picture: Picture, number: int, text: OverlayText) -> list[bytes]:
        """What stands left of the clock, by row."""
        line = self._layout.lines[number]
        end_px = self._coding.width if line.clock_at is None else line.clock_at * BLOCK_PX
        edges = (0, end_px) if self._coding.few_slices and end_px else self._between(0, end_px)
        rows = self._rows(line, line_dots(self._layout.columns, line, text, 0), edges)
        return [self._shown(picture, y_px, tiles) for y_px, tiles in rows]

    def _clock_slices(self, picture: Picture, number: int, clock_s: int) -> list[bytes]:
        """The clock and what is right of it, by row."""
        rows = self._clock_rows(self._layout.lines[number], clock_s)
        return [self._shown(picture, y_px, tiles) for y_px, tiles in rows]

    def _clock_rows(self, line: TextLine, clock_s: int) -> list[Row]:
        assert line.clock_at is not None
        start_px, edges = (
            line.clock_at * BLOCK_PX,
            self._between(line.clock_at * BLOCK_PX, self._coding.width),
        )
        if self._coding.few_slices:
            edges = (*(start_px + BLOCK_PX * cell for cell in _CLOCK_CUTS), self._coding.width)
        return self._rows(line, line_dots(self._layout.columns, line, _NO_TEXT, clock_s), edges)

    def _between(self, start_px: int, end_px: int) -> tuple[int, ...]:
        return tuple(edge for edge in self._edges if start_px <= edge <= end_px)

    def _rows(self, line: TextLine, dots: NDArray[np.bool_], edges: tuple[int, ...]) -> list[Row]:
        """A part of a line, cut at the edges into pieces that are coded alone.

        :param dots: bool[16, n]: the line from the left edge of the picture.
        """
        wide = np.zeros((GLYPH_ROWS, self._coding.width // DOT_PX), np.bool_)
        wide[:, : dots.shape[1]] = dots
        height = self._coding.row_px // DOT_PX
        return [
            (
                line.y_px + top * DOT_PX,
                [
                    Tile(left, right, _packed(wide[top : top + height, left // DOT_PX : right // DOT_PX]))
                    for left, right in pairwise(edges)
                ],
            )
            for top in range(0, GLYPH_ROWS, height)
        ]

    def _shown(self, picture: Picture, y_px: int, tiles: list[Tile]) -> bytes:
        return b"".join(self._slice(picture, y_px, tile) for tile in _joined_blanks(tiles))

    def _slice(self, picture: Picture, y_px: int, tile: Tile) -> bytes:
        data = self._data(tile.dots, tile.right_px - tile.left_px)
        return self._coding.intra_head(picture, TEXT_QP, tile.left_px, y_px) + data

    def _still(self, picture: Picture) -> bytes:
        """All lines as they were, for a picture that is no key picture."""
        return self._coding.skipped(picture, 0, self._first_px, self._coding.width, self._all_px)

    def _tick(self, picture: Picture, shown_s: int, clock_s: int) -> bytes:
        """The pieces of the clock that change; the rest stays. Not for key pictures."""
        slices = []
        for line in self._layout.lines:
            if line.clock_at is None:
                slices.append(self._coding.skipped(picture, 0, line.y_px, self._coding.width, LINE_PX))
            else:
                before, after = self._clock_rows(line, shown_s), self._clock_rows(line, clock_s)
                for (y_px, old), (_, new) in zip(before, after, strict=True):
                    slices += self._changes(picture, y_px, old, new)
        return b"".join(slices)

    def _changes(self, picture: Picture, y_px: int, before: list[Tile], after: list[Tile]) -> Iterator[bytes]:
        """A whole row: what changed anew, and between that what stays."""
        done_px, row_px, width = 0, self._coding.row_px, self._coding.width
        for tile in (new for old, new in zip(before, after, strict=True) if old != new):
            if done_px < tile.left_px:
                yield self._coding.skipped(picture, done_px, y_px, tile.left_px - done_px, row_px)
            yield self._slice(picture, y_px, tile)
            done_px = tile.right_px
        if done_px < width:
            yield self._coding.skipped(picture, done_px, y_px, width - done_px, row_px)

    def _coded(self, dots: bytes, width_px: int) -> bytes:
        luma = np.full((self._coding.row_px, width_px), BLACK, np.uint8)
        if dots:
            shown = np.frombuffer(dots, np.bool_).reshape(-1, width_px // DOT_PX)
            luma[shown.repeat(DOT_PX, axis=0).repeat(DOT_PX, axis=1)] = WHITE
        return self._coding.intra_data(luma, TEXT_QP)


def _packed(dots: NDArray[np.bool_]) -> bytes:
    return dots.tobytes() if dots.any() else b""


def _joined_blanks(tiles: list[Tile]) -> Iterator[Tile]:
    """The tiles, blank neighbours as one."""
    for blank, group in groupby(tiles, key=lambda tile: not tile.dots):
        run = list(group)
        if blank:
            yield Tile(run[0].left_px, run[-1].right_px, b"")
        else:
            yield from run
