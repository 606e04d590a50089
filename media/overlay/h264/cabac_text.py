"""Text slices with CABAC: names and clocks are I slices of their own, whose data are prepared.

Slice data begin on a byte and do not depend on the place, so a clock is coded once a second for all cameras.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np

from camproof.media.overlay.font import HALF_COLUMNS, glyph
from camproof.media.overlay.h264.arithmetic import END_0, END_1, arithmetic_code
from camproof.media.overlay.h264.blocks import QP
from camproof.media.overlay.h264.cabac_blocks import NOTHING_LEFT, Coded, macroblock_symbols
from camproof.media.overlay.h264.cabac_strip import intra_slice, skipped_slice
from camproof.media.overlay.h264.cells import UPPER_AND_LOWER
from camproof.media.overlay.h264.dots import dot_levels
from camproof.media.overlay.h264.scene import Scene
from camproof.media.overlay.layout import BLOCK_PX, CLOCK_CELLS, LINE_PX, BandLayout
from camproof.media.overlay.model import OverlayText, clock_text
from camproof.media.overlay.text import line_text
from camproof.protocols.nal import escape, join_annexb

__all__ = ["CabacText"]

_ROWS_OF_LINE = LINE_PX // BLOCK_PX
_ROW_DOTS = 8
_GREY = 128
_KEPT_NAMES = 16384
_KEPT_SECONDS = 256


class _Edge(NamedTuple):
    """What a macroblock leaves for the one at its right."""

    grey: int
    coded: Coded | None


@lru_cache(maxsize=32768)
def _piece(character: str, half: int, edge: _Edge) -> tuple[tuple[int, ...], _Edge]:
    """Symbols of one character in the upper (0) or lower (1) row of its line, each block's end included."""
    symbols: list[int] = []
    dots = glyph(character)[half * _ROW_DOTS :][:_ROW_DOTS]
    for column in range(0, dots.shape[1], HALF_COLUMNS):
        packed = np.packbits(dots[:, column : column + HALF_COLUMNS], axis=1).tobytes()
        levels = dot_levels(packed, edge.grey)
        more, coded = macroblock_symbols(levels.dc, levels.ac, edge.coded)
        symbols += [*more, END_0]
        edge = _Edge(levels.right, coded)
    return tuple(symbols), edge


def _text_data(text: str, half: int) -> bytes:
    """Slice data of a text in one block row, with emulation prevention."""
    symbols: list[int] = []
    edge = _Edge(_GREY, NOTHING_LEFT)
    for character in text:
        more, edge = _piece(character, half, edge)
        symbols += more
    return escape(arithmetic_code([*symbols[:-1], END_1], QP))


_clock_data = lru_cache(maxsize=4 * _KEPT_SECONDS)(_text_data)


class CabacText:
    """As ``TextWriter``, for CABAC."""

    def __init__(self, scene: Scene, layout: BandLayout) -> None:
        self._scene = scene
        self._layout = layout
        self._columns = scene.sps.columns
        self._first = layout.strip_px // BLOCK_PX * self._columns
        self._names = lru_cache(maxsize=_KEPT_NAMES)(self._make_names)
        self._clock = lru_cache(maxsize=_KEPT_SECONDS)(self._make_clock)
        self._head = lru_cache(maxsize=None)(self._make_head)
        self.still = lru_cache(maxsize=None)(self._make_still)
        self.tick = lru_cache(maxsize=_KEPT_SECONDS)(self._make_tick)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        """All lines, Annex B."""
        slices, names, clocks = [], iter(self._names(text)), iter(self._clock(clock_s))
        for row, (line, _) in enumerate(product(self._layout.lines, UPPER_AND_LOWER)):
            first = self._first + row * self._columns
            end = self._columns if line.clock_at is None else line.clock_at
            if end:
                slices.append(self._head(index, first) + next(names))
            if line.clock_at is not None:
                slices.append(self._head(index, first + line.clock_at) + next(clocks))
        return join_annexb(slices)

    def _make_head(self, index: int, first: int) -> bytes:
        """What comes before the slice data of a name or a clock."""
        return intra_slice(self._scene, index, first, b"")

    def _make_clock(self, clock_s: int) -> tuple[bytes, ...]:
        """Slice data of the clock and what is behind it, for both block rows of its line."""
        (at,) = [line.clock_at for line in self._layout.lines if line.clock_at is not None]
        shown = clock_text(clock_s) + " " * (self._columns - at - CLOCK_CELLS)
        return tuple(_clock_data(shown, half) for half in UPPER_AND_LOWER)

    def _make_names(self, text: OverlayText) -> tuple[bytes, ...]:
        """Slice data of what stands before the clock, for each block row that has such."""
        data = []
        for line, half in product(self._layout.lines, UPPER_AND_LOWER):
            end = self._columns if line.clock_at is None else line.clock_at
            if end:
                data.append(_text_data(line_text(line, text) + " " * (end - line.cells), half))
        return tuple(data)

    def _make_still(self, index: int) -> bytes:
        """A P picture without a change, Annex B."""
        count = _ROWS_OF_LINE * len(self._layout.lines) * self._columns
        return join_annexb([skipped_slice(self._scene, index, self._first, count)])

    def _make_tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        """A P picture that takes the clock from one second to another, Annex B.

        All signs between the first and the last that change are written.
        """
        before, after = clock_text(shown_s), clock_text(clock_s)
        changed = [place for place in range(CLOCK_CELLS) if before[place] != after[place]]
        signs = after[changed[0] : changed[-1] + 1]
        slices, done = [], self._first
        for row, (line, half) in enumerate(product(self._layout.lines, UPPER_AND_LOWER)):
            if line.clock_at is None:
                continue
            first = self._first + row * self._columns + line.clock_at + changed[0]
            if first > done:
                slices.append(skipped_slice(self._scene, index, done, first - done))
            slices.append(self._head(index, first) + _clock_data(signs, half))
            done = first + len(signs)
        end = self._first + _ROWS_OF_LINE * len(self._layout.lines) * self._columns
        if end > done:
            slices.append(skipped_slice(self._scene, index, done, end - done))
        return join_annexb(slices)
