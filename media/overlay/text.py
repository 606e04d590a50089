"""Which dots stand where in the lines of text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.font import GLYPH_ROWS, HALF_COLUMNS, fit, glyph, width_cells
from camproof.media.overlay.layout import TextLine
from camproof.media.overlay.model import OverlayText, clock_text

__all__ = ["FIELD_GAP", "line_dots", "line_text"]

FIELD_GAP = "  "


def line_text(line: TextLine, text: OverlayText) -> str:
    """What a line shows left of the clock, cut to its room and padded with spaces to ``line.cells``."""
    parts = [part for field in line.fields if (part := getattr(text, field))]
    shown = fit(FIELD_GAP.join(parts), line.cells)
    return shown + " " * (line.cells - sum(map(width_cells, shown)))


def line_dots(columns: int, line: TextLine, text: OverlayText, clock_s: int) -> NDArray[np.bool_]:
    """bool[16, columns * 8]: the dots of one line over the whole width of the picture."""
    dots = np.zeros((GLYPH_ROWS, columns * HALF_COLUMNS), np.bool_)
    _put(dots, 0, line_text(line, text))
    if line.clock_at is not None:
        _put(dots, line.clock_at, clock_text(clock_s))
    return dots


def _put(dots: NDArray[np.bool_], cell: int, text: str) -> None:
    at = cell * HALF_COLUMNS
    for character in text:
        shape = glyph(character)
        dots[:, at : at + shape.shape[1]] = shape
        at += shape.shape[1]
