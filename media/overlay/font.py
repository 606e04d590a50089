"""Dots of ASCII and GB 2312 characters, from GNU Unifont (data/, under the SIL Open Font License 1.1).

A half-width glyph has 8 columns of dots, a full-width one 16; all have 16 rows. A dot is 2x2 pixels. The last
column is always blank, the last two in digits and the signs of the clock: coded cells rely on it.
"""

from __future__ import annotations

import lzma
from functools import cache, lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

__all__ = ["DOT_PX", "GLYPH_ROWS", "HALF_COLUMNS", "fit", "glyph", "width_cells"]

DOT_PX = 2
GLYPH_ROWS = 16
HALF_COLUMNS = 8
_FULL_COLUMNS = 16
_ASCII = range(0x20, 0x7F)
_HALF_BYTES = 16
_FULL_BYTES = 32
_ZONES = range(0xA1, 0xF8)
_PLACES = range(0xA1, 0xFF)
_CUT_MARK = "…"


@cache
def _data() -> bytes:
    packed = files(__package__).joinpath("data", "unifont-gb2312.bin.xz").read_bytes()
    return lzma.decompress(packed)


@cache
def _full_places() -> dict[str, int]:
    """Place of each GB 2312 character in the data, which follows the order of the code."""
    places: dict[str, int] = {}
    for zone in _ZONES:
        for place in _PLACES:
            try:
                places[bytes((zone, place)).decode("gb2312")] = len(places)
            except UnicodeDecodeError:
                continue
    return places


def width_cells(character: str) -> int:
    """1 for ASCII, 2 for all others."""
    return 1 if ord(character) < 0x80 else 2


@lru_cache(maxsize=8192)
def glyph(character: str) -> NDArray[np.bool_]:
    """bool[16, 8] or bool[16, 16], read-only; a box for what is neither ASCII nor GB 2312."""
    dots = _box(width_cells(character))
    if ord(character) in _ASCII:
        dots = _dots((ord(character) - _ASCII.start) * _HALF_BYTES, _HALF_BYTES)
    elif character in _full_places():
        start = len(_ASCII) * _HALF_BYTES + _full_places()[character] * _FULL_BYTES
        dots = _dots(start, _FULL_BYTES)
    dots = _last_blank(dots)
    dots.flags.writeable = False
    return dots


def _dots(start: int, size: int) -> NDArray[np.bool_]:
    rows = np.frombuffer(_data(), np.uint8, size, start).reshape(GLYPH_ROWS, -1)
    return np.unpackbits(rows, axis=1).astype(np.bool_)


def _box(cells: int) -> NDArray[np.bool_]:
    dots = np.zeros((GLYPH_ROWS, cells * HALF_COLUMNS), np.bool_)
    dots[2:14, 1:-2] = True
    dots[3:13, 2:-3] = False
    return dots


def _last_blank(dots: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Half-width glyphs go one column to the left; a full one only if its last column is not blank."""
    half = dots.shape[1] == HALF_COLUMNS
    if not dots[:, 0].any() and (half or dots[:, -1].any()):
        return np.roll(dots, -1, axis=1)
    if dots[:, -1].any():
        dots = dots.copy()
        dots[:, -2] |= dots[:, -1]
        dots[:, -1] = False
    return dots


def fit(text: str, cells: int) -> str:
    """The text, cut with "…" where it needs more cells than there are."""
    if sum(map(width_cells, text)) <= cells:
        return text
    room, kept = cells - width_cells(_CUT_MARK), ""
    for character in text:
        room -= width_cells(character)
        if room < 0:
            break
        kept += character
    return kept + _CUT_MARK if cells >= width_cells(_CUT_MARK) else ""
