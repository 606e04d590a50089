"""Coded pieces of a block row of text: characters and blanks as codes that follow each other.

A line of text has two block rows. A character's piece depends on what stands left of it by ``Edge`` alone;
behind blanks and the signs of the clock that is always ``BLACK``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from camproof.media.overlay.font import HALF_COLUMNS, glyph
from camproof.media.overlay.h264.blocks import NO_CONTEXT, Context, put_macroblock
from camproof.media.overlay.h264.dots import dot_levels
from camproof.protocols.nal import BitWriter

__all__ = ["BLACK", "NO_NEIGHBOUR", "UPPER_AND_LOWER", "Code", "Edge", "clock_code", "text_code"]

Code = tuple[int, int]
"""(count, value) for ``BitWriter.u``."""
UPPER_AND_LOWER = (0, 1)
_ROW_DOTS = 8


class Edge(NamedTuple):
    """What a macroblock leaves for the one at its right: predicted grey, and coefficient counts."""

    grey: int
    counts: Context | None


BLACK = Edge(0, NO_CONTEXT)
NO_NEIGHBOUR = Edge(128, None)


@lru_cache(maxsize=32768)
def _piece(character: str, half: int, edge: Edge, *, intra: bool) -> tuple[Code, Edge]:
    """One character's macroblocks in the upper (0) or lower (1) row of its line."""
    writer = BitWriter()
    dots = glyph(character)[half * _ROW_DOTS :][:_ROW_DOTS]
    for column in range(0, dots.shape[1], HALF_COLUMNS):
        packed = np.packbits(dots[:, column : column + HALF_COLUMNS], axis=1).tobytes()
        levels = dot_levels(packed, edge.grey)
        counts = put_macroblock(writer, intra=intra, dc=levels.dc, ac=levels.ac, left=edge.counts)
        edge = Edge(levels.right, counts)
    return writer.code, edge


def text_code(text: str, half: int, edge: Edge) -> tuple[Code, Edge]:
    """The macroblocks of a text in a key picture."""
    writer = BitWriter()
    for character in text:
        code, edge = _piece(character, half, edge, intra=True)
        writer.u(*code)
    return writer.code, edge


def clock_code(sign: str, half: int, edge: Edge) -> Code:
    """One sign of the clock in a P picture, without mb_skip_run. It leaves ``BLACK``."""
    return _piece(sign, half, edge, intra=False)[0]
