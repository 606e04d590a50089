"""Text slices: one for each piece of a row with dots, one for each run of blank ones.

What a piece shows is coded once, for all cameras and places; names cost an encoder call for each pair of
cells that is new, the clock none, once ``TextWriter.warm`` has met all its signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import combinations, groupby, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.font import DOT_PX, GLYPH_ROWS
from camproof.media.overlay.h265.coded import CTU_PX
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.slices import BLACK, BandSlices, tile_edges
from camproof.media.overlay.layout import BLOCK_PX, LINE_PX, BandLayout, TextLine
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.text import line_dots

__all__ = ["TextWriter"]

TEXT_QP = 40
WHITE = 235
_NO_TEXT = OverlayText("")
_MINUTE_S, _HOUR_S, _DAY_S, _YEAR_DAYS = 60, 3600, 86400, 365.25
_YEARS = range(50, 82)
"""Clock years met in advance, from 1970: 2020 to 2051."""
_KEPT_TILES = 65536
_KEPT_NAMES = 16384
_KEPT_SECONDS = 512


class Tile(NamedTuple):
    """A piece of a line.

    :param dots: a byte of 0 or 1 each, by rows; b"" where there is none.
    """

    left_px: int
    right_px: int
    dots: bytes


class TextWriter:
    """The text slices of a clip."""

    def __init__(self, slices: BandSlices, layout: BandLayout) -> None:
        self._slices, self._layout = slices, layout
        self._pieces = tuple(pairwise(tile_edges(slices.width)))
        self._data = lru_cache(maxsize=_KEPT_TILES)(self._coded)
        self._fields = lru_cache(maxsize=_KEPT_NAMES)(self._field_slices)
        self._clock = lru_cache(maxsize=_KEPT_SECONDS)(self._clock_slices)
        self.tick = lru_cache(maxsize=_KEPT_SECONDS)(self._tick)
        self.still = lru_cache(maxsize=_KEPT_SECONDS)(self._still)

    def full(self, picture: PictureHeader, text: OverlayText, clock_s: int) -> bytes:
        """All lines, for a key picture."""
        parts = []
        for number, line in enumerate(self._layout.lines):
            parts.append(self._fields(picture, number, text))
            if line.clock_at is not None:
                parts.append(self._clock(picture, number, clock_s))
        return b"".join(parts)

    def warm(self) -> None:
        """Code whatever a clock may show, so that no encoder is called while streams run."""
        times = [*range(_MINUTE_S), *range(0, _HOUR_S, _MINUTE_S), *range(0, _DAY_S, _HOUR_S)]
        times += [day * _DAY_S for day in range(366)]
        times += [int(year * _YEAR_DAYS + 1) * _DAY_S for year in _YEARS]
        for line in self._layout.lines:
            if line.clock_at is not None:
                for tile in sorted({tile for time_s in times for tile in self._clock_tiles(line, time_s)}):
                    self._data(tile.dots, tile.right_px - tile.left_px)
                edges = sorted(
                    {0, self._slices.width, *(x for t in self._clock_tiles(line, 0) for x in t[:2])}
                )
                for left_px, right_px in combinations(edges, 2):
                    self._skipped(self._slices.pictures[0], line, left_px, right_px)

    def _field_slices(self, picture: PictureHeader, number: int, text: OverlayText) -> bytes:
        """What stands left of the clock."""
        line = self._layout.lines[number]
        end_px = self._slices.width if line.clock_at is None else line.clock_at * BLOCK_PX
        tiles = self._tiles(line_dots(self._layout.columns, line, text, 0), 0, end_px)
        return self._shown(picture, line, tiles)

    def _clock_slices(self, picture: PictureHeader, number: int, clock_s: int) -> bytes:
        """The clock and what is right of it."""
        line = self._layout.lines[number]
        return self._shown(picture, line, self._clock_tiles(line, clock_s))

    def _clock_tiles(self, line: TextLine, clock_s: int) -> list[Tile]:
        assert line.clock_at is not None
        dots = line_dots(self._layout.columns, line, _NO_TEXT, clock_s)
        return self._tiles(dots, line.clock_at * BLOCK_PX, self._slices.width)

    def _tiles(self, dots: NDArray[np.bool_], start_px: int, end_px: int) -> list[Tile]:
        """A part of a line, cut into pieces that are coded alone.

        :param dots: bool[16, n]: the line from the left edge of the picture.
        """
        wide = np.zeros((GLYPH_ROWS, self._slices.width // DOT_PX), np.bool_)
        wide[:, : dots.shape[1]] = dots
        return [
            Tile(left, right, _packed(wide[:, left // DOT_PX : right // DOT_PX]))
            for left, right in self._pieces
            if start_px <= left < end_px
        ]

    def _shown(self, picture: PictureHeader, line: TextLine, tiles: list[Tile]) -> bytes:
        return b"".join(self._slice(picture, line, tile) for tile in _joined_blanks(tiles))

    def _slice(self, picture: PictureHeader, line: TextLine, tile: Tile) -> bytes:
        data = self._data(tile.dots, tile.right_px - tile.left_px)
        return self._slices.intra_head(picture, TEXT_QP, tile.left_px, line.y_px) + data

    def _still(self, picture: PictureHeader) -> bytes:
        """All lines as they were, for a picture that is no key picture."""
        lines = self._layout.lines
        return self._slices.skipped(picture, 0, lines[0].y_px, self._slices.width, LINE_PX * len(lines))

    def _tick(self, picture: PictureHeader, shown_s: int, clock_s: int) -> bytes:
        """The pieces of the clock that change; the rest stays. Not for key pictures."""
        slices: list[bytes] = []
        for line in self._layout.lines:
            if line.clock_at is None:
                slices.append(self._skipped(picture, line, 0, self._slices.width))
            else:
                slices += self._changes(picture, line, shown_s, clock_s)
        return b"".join(slices)

    def _changes(self, picture: PictureHeader, line: TextLine, shown_s: int, clock_s: int) -> Iterator[bytes]:
        """The whole line: what changed anew, and between that what stays."""
        before, after = self._clock_tiles(line, shown_s), self._clock_tiles(line, clock_s)
        done_px, end_px = 0, self._slices.width
        for tile in (new for old, new in zip(before, after, strict=True) if old != new):
            if done_px < tile.left_px:
                yield self._skipped(picture, line, done_px, tile.left_px)
            yield self._slice(picture, line, tile)
            done_px = tile.right_px
        if done_px < end_px:
            yield self._skipped(picture, line, done_px, end_px)

    def _skipped(self, picture: PictureHeader, line: TextLine, left_px: int, right_px: int) -> bytes:
        return self._slices.skipped(picture, left_px, line.y_px, right_px - left_px, LINE_PX)

    def _coded(self, dots: bytes, width_px: int) -> bytes:
        luma = np.full((CTU_PX, width_px), BLACK, np.uint8)
        if dots:
            shown = np.frombuffer(dots, np.bool_).reshape(GLYPH_ROWS, -1)
            luma[shown.repeat(DOT_PX, axis=0).repeat(DOT_PX, axis=1)] = WHITE
        return self._slices.intra_data(luma, TEXT_QP)


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
