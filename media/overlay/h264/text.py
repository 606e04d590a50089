"""Text slices: all of it in key pictures, the signs of the clock that change in others.

Each block row of text is a slice of its own, so that nothing above is predicted from.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import product

from camproof.media.overlay.h264.cells import (
    BLACK,
    NO_NEIGHBOUR,
    UPPER_AND_LOWER,
    Code,
    Edge,
    clock_code,
    text_code,
)
from camproof.media.overlay.h264.scene import Scene, nal_header, slice_nal
from camproof.media.overlay.h264.slice_header import SliceHeader, put_header
from camproof.media.overlay.h264.splicing import NO_TAIL, Tail, come_to_end, go_on
from camproof.media.overlay.h264.strip import band_header, skip_slice
from camproof.media.overlay.layout import BLOCK_PX, CLOCK_CELLS, LINE_PX, BandLayout, TextLine
from camproof.media.overlay.model import OverlayText, clock_text
from camproof.media.overlay.text import line_text
from camproof.protocols.nal import BitWriter, join_annexb

__all__ = ["TextWriter"]

_ROWS_OF_LINE = LINE_PX // BLOCK_PX
_KEPT_NAMES = 16384
_KEPT_SECONDS = 256
_KEPT_ENDS = 4096
_NOTHING: Code = (0, 0)


class TextWriter:
    """Writes the text slices of a clip; what cameras and seconds have in common is kept."""

    def __init__(self, scene: Scene, layout: BandLayout) -> None:
        self._scene = scene
        self._layout = layout
        self._columns = scene.sps.columns
        self._first = layout.strip_px // BLOCK_PX * self._columns
        self._head = lru_cache(maxsize=None)(self._make_head)
        self._names = lru_cache(maxsize=_KEPT_NAMES)(self._make_names)
        self._clock = lru_cache(maxsize=_KEPT_SECONDS)(self._make_clock)
        self._starts = lru_cache(maxsize=_KEPT_NAMES)(self._make_starts)
        self._end = lru_cache(maxsize=_KEPT_ENDS)(self._make_end)
        self._changes = lru_cache(maxsize=_KEPT_SECONDS)(self._make_changes)
        self.still = lru_cache(maxsize=None)(self._make_still)
        self.tick = lru_cache(maxsize=_KEPT_SECONDS)(self._make_tick)

    def full(self, index: int, text: OverlayText, clock_s: int) -> bytes:
        """All lines, Annex B."""
        parts = list[bytes]()
        for row, (start, tail) in enumerate(self._starts(index, text)):
            parts += (start, self._end(row, tail, clock_s))
        return b"".join(parts)

    def _make_starts(self, index: int, text: OverlayText) -> tuple[tuple[bytes, Tail], ...]:
        """For each block row, its slice up to the clock, Annex B."""
        starts = []
        for row, name in enumerate(self._names(text)):
            header, head = self._head(index, row)
            data, tail = go_on(NO_TAIL, BitWriter().u(*head).u(*name))
            starts.append((join_annexb([nal_header(header) + data]), tail))
        return tuple(starts)

    def _make_end(self, row: int, tail: Tail, clock_s: int) -> bytes:
        """What follows in the slice of a block row: its clock, if any, and the trailing bits."""
        return come_to_end(tail, BitWriter().u(*self._clock(clock_s)[row]))

    def _make_head(self, index: int, row: int) -> tuple[SliceHeader, Code]:
        """The header of the slice of a block row, counted from the first with text."""
        first = self._first + row * self._columns
        header = band_header(self._scene.pictures[index].header, self._scene.pps.first_qp, first)
        return header, put_header(header, self._scene.sps, self._scene.pps).code

    def _make_names(self, text: OverlayText) -> tuple[Code, ...]:
        """What stands before the clock, for each block row."""
        return tuple(
            text_code(self._padded(line, text), half, NO_NEIGHBOUR)[0]
            for line in self._layout.lines
            for half in UPPER_AND_LOWER
        )

    def _padded(self, line: TextLine, text: OverlayText) -> str:
        end = self._columns if line.clock_at is None else line.clock_at
        return line_text(line, text) + " " * (end - line.cells)

    def _make_clock(self, clock_s: int) -> tuple[Code, ...]:
        """The clock and what is behind it, for each block row; nothing in lines without a clock."""
        codes = []
        for line, half in product(self._layout.lines, UPPER_AND_LOWER):
            if line.clock_at is None:
                codes.append(_NOTHING)
                continue
            shown = clock_text(clock_s) + " " * (self._columns - line.clock_at - CLOCK_CELLS)
            codes.append(text_code(shown, half, _edge(line.clock_at))[0])
        return tuple(codes)

    def _make_still(self, index: int) -> bytes:
        """A P picture without a change, Annex B."""
        rows = _ROWS_OF_LINE * len(self._layout.lines)
        return join_annexb([skip_slice(self._scene, index, self._first, rows * self._columns)])

    def _make_tick(self, index: int, shown_s: int, clock_s: int) -> bytes:
        """A P picture that takes the clock from one second to another, Annex B."""
        slices = []
        for number, line in enumerate(self._layout.lines):
            row = number * _ROWS_OF_LINE
            if line.clock_at is None:
                first = self._first + row * self._columns
                slices.append(skip_slice(self._scene, index, first, _ROWS_OF_LINE * self._columns))
                continue
            for half, change in zip(UPPER_AND_LOWER, self._changes(line, shown_s, clock_s), strict=True):
                header, head = self._head(index, row + half)
                slices.append(slice_nal(header, BitWriter().u(*head).u(*change)))
        return join_annexb(slices)

    def _make_changes(self, line: TextLine, shown_s: int, clock_s: int) -> tuple[Code, ...]:
        """Slice data of the two block rows of the line with the clock."""
        pairs = enumerate(zip(clock_text(shown_s), clock_text(clock_s), strict=True), line.clock_at or 0)
        changed = [(cell, sign) for cell, (before, sign) in pairs if before != sign]
        return tuple(self._changed_row(changed, half) for half in UPPER_AND_LOWER)

    def _changed_row(self, changed: list[tuple[int, str]], half: int) -> Code:
        writer, done = BitWriter(), 0
        for cell, sign in changed:
            writer.ue(cell - done).u(*clock_code(sign, half, _edge(cell)))
            done = cell + 1
        if done < self._columns:
            writer.ue(self._columns - done)
        return writer.code


def _edge(cell: int) -> Edge:
    return BLACK if cell else NO_NEIGHBOUR
