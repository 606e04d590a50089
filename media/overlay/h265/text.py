"""Text slices: one for each coding tree unit with dots, one for each run of blank ones.

What a unit shows is coded once, for all cameras and places; names cost an encoder call for each pair of
characters that is new, the clock none, once ``TextWriter.warm`` has met all its signs.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby, pairwise

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.font import DOT_PX, GLYPH_ROWS
from camproof.media.overlay.h265.coded import Tools
from camproof.media.overlay.h265.prepared import (
    BLACK,
    CTU_PX,
    Prepared,
    intra_slice,
    skipped_slice,
    tile_edges,
)
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.writer import SliceWriter
from camproof.media.overlay.layout import BLOCK_PX, BandLayout, TextLine
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.text import line_dots

__all__ = ["TextWriter", "blank_slice"]

TEXT_QP = 40
WHITE = 235
_NO_TEXT = OverlayText("")
_MINUTE_S, _HOUR_S, _DAY_S = 60, 3600, 86400
_YEARS = range(50, 82)
"""Clock years met in advance, from 1970: 2020 to 2051."""
_KEPT_TILES = 65536
_KEPT_NAMES = 16384
_KEPT_SECONDS = 512

Tile = tuple[int, int, bytes]
"""Left and right edge in pixels, and dots; no dots at all are b""."""


class TextWriter:
    """The text slices of a clip.

    :param writer: of the clip's slices.
    """

    def __init__(self, writer: SliceWriter, layout: BandLayout) -> None:
        self._writer, self._layout = writer, layout
        self._width = writer.sets.sps.width
        self._fields = lru_cache(maxsize=_KEPT_NAMES)(self._field_slices)
        self._clocks = lru_cache(maxsize=_KEPT_SECONDS)(self._clock_slices)
        self.tick = lru_cache(maxsize=_KEPT_SECONDS)(self._tick)
        self.still = lru_cache(maxsize=_KEPT_SECONDS)(self._still)

    def full(self, picture: PictureHeader, text: OverlayText, clock_s: int) -> bytes:
        """All lines, for a key picture, as Annex B."""
        parts = []
        for number, line in enumerate(self._layout.lines):
            if line.clock_at != 0:
                parts.append(self._fields(picture, number, text))
            if line.clock_at is not None:
                parts.append(self._clocks(picture, number, clock_s))
        return b"".join(parts)

    def warm(self) -> None:
        """Code whatever a clock may show, so that no encoder is called while streams run."""
        times = [*range(_MINUTE_S), *range(0, _HOUR_S, _MINUTE_S), *range(0, _DAY_S, _HOUR_S)]
        times += [day * _DAY_S for day in range(366)]
        times += [int(year * 365.25 + 1) * _DAY_S for year in _YEARS]
        for line in self._layout.lines:
            if line.clock_at is not None:
                tiles = {tile for time_s in times for tile in self._clock_tiles(line, time_s)}
                for left, right, dots in sorted(tiles):
                    _coded(dots, right - left, self._writer.tools)

    def _field_slices(self, picture: PictureHeader, number: int, text: OverlayText) -> bytes:
        line = self._layout.lines[number]
        dots = line_dots(self._layout.columns, line, text, 0)
        end_px = self._width if line.clock_at is None else line.clock_at * BLOCK_PX
        return self._slices(picture, line, _tiles(dots, 0, end_px, self._width))

    def _clock_slices(self, picture: PictureHeader, number: int, clock_s: int) -> bytes:
        line = self._layout.lines[number]
        return self._slices(picture, line, self._clock_tiles(line, clock_s))

    def _clock_tiles(self, line: TextLine, clock_s: int) -> list[Tile]:
        assert line.clock_at is not None
        dots = line_dots(self._layout.columns, line, _NO_TEXT, clock_s)
        return _tiles(dots, line.clock_at * BLOCK_PX, self._width, self._width)

    def _slices(self, picture: PictureHeader, line: TextLine, tiles: list[Tile]) -> bytes:
        return b"".join(
            self._writer.slice(picture, _coded(dots, right - left, self._writer.tools), left, line.y_px)
            for left, right, dots in _joined_blanks(tiles)
        )

    def _still(self, picture: PictureHeader) -> bytes:
        """All lines as they were, for a picture that is no key picture."""
        return self._skipped(picture, 0, self._width, 0, len(self._layout.lines))

    def _tick(self, picture: PictureHeader, shown_s: int, clock_s: int) -> bytes:
        """The clock's units that change; the rest stays. Not for key pictures."""
        slices = []
        for number, line in enumerate(self._layout.lines):
            if line.clock_at is None:
                slices.append(self._skipped(picture, 0, self._width, number, 1))
            else:
                slices += self._changes(picture, number, line, shown_s, clock_s)
        return b"".join(slices)

    def _changes(
        self, picture: PictureHeader, number: int, line: TextLine, shown_s: int, clock_s: int
    ) -> Iterator[bytes]:
        before, after = self._clock_tiles(line, shown_s), self._clock_tiles(line, clock_s)
        done_px = 0
        for left, right, dots in (new for old, new in zip(before, after, strict=True) if old != new):
            if done_px < left:
                yield self._skipped(picture, done_px, left, number, 1)
            coded = _coded(dots, right - left, self._writer.tools)
            yield self._writer.slice(picture, coded, left, line.y_px)
            done_px = right
        if done_px < self._width:
            yield self._skipped(picture, done_px, self._width, number, 1)

    def _skipped(self, picture: PictureHeader, left: int, right: int, line: int, lines: int) -> bytes:
        prepared = skipped_slice(right - left, lines * CTU_PX, self._writer.tools)
        return self._writer.slice(picture, prepared, left, self._layout.lines[line].y_px)


def blank_slice(width_px: int, tools: Tools) -> Prepared:
    """A black I slice, one coding tree unit high."""
    return _coded(b"", width_px, tools)


def _tiles(dots: NDArray[np.bool_], start_px: int, end_px: int, coded_width: int) -> list[Tile]:
    """A line cut into pieces that can be coded alone.

    :param dots: bool[16, n]: the line from the left edge of the picture.
    """
    wide = np.zeros((GLYPH_ROWS, coded_width // DOT_PX), np.bool_)
    wide[:, : dots.shape[1]] = dots
    tiles = []
    for left, right in pairwise(tile_edges(coded_width)):
        if start_px <= left < end_px:
            piece = wide[:, left // DOT_PX : right // DOT_PX]
            tiles.append((left, right, piece.tobytes() if piece.any() else b""))
    return tiles


def _joined_blanks(tiles: list[Tile]) -> Iterator[Tile]:
    """The tiles, blank neighbours as one."""
    for blank, group in groupby(tiles, key=lambda tile: not tile[2]):
        run = list(group)
        if blank:
            yield run[0][0], run[-1][1], b""
        else:
            yield from run


@lru_cache(maxsize=_KEPT_TILES)
def _coded(dots: bytes, width_px: int, tools: Tools) -> Prepared:
    luma = np.full((CTU_PX, width_px), BLACK, np.uint8)
    if dots:
        shown = np.frombuffer(dots, np.bool_).reshape(GLYPH_ROWS, -1)
        luma[shown.repeat(DOT_PX, axis=0).repeat(DOT_PX, axis=1)] = WHITE
    return intra_slice(luma, TEXT_QP, tools)
