"""Macroblocks of the band as symbols for the arithmetic coder, in I slices of one row."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from camproof.media.overlay.h264.arithmetic import BYPASS_0, BYPASS_1, END_0
from camproof.media.overlay.h264.blocks import BLOCK_PLACES

__all__ = ["NOTHING_LEFT", "Coded", "flat_symbols", "macroblock_symbols"]

_TYPE, _CHROMA_MODE, _QP_DELTA, _CODED, _SIGNIFICANT, _LAST, _LEVEL = 3, 64, 60, 85, 105, 166, 227
_OFFSETS = {16: (0, 0, 0), 15: (4, 15, 10)}
"""Context offsets of DC and AC blocks by their size: coded, significant and last, level (table 9-40)."""
_MAX_PREFIX = 14


class Coded(NamedTuple):
    """Which blocks of a macroblock have coefficients: DC, and AC of the right column from the top."""

    dc: bool
    right: tuple[bool, bool, bool, bool]


NOTHING_LEFT = None
"""There is no macroblock at the left in this slice."""


def macroblock_symbols(
    dc: tuple[int, ...], ac: Sequence[Sequence[tuple[int, ...]]], left: Coded | None
) -> tuple[list[int], Coded]:
    """Symbols of one macroblock without end_of_slice_flag; arguments as of ``put_macroblock``."""
    with_ac = any(any(block) for row in ac for block in row)
    symbols = [2 * (_TYPE + (left is not None)) + 1, END_0]
    symbols += [2 * (_TYPE + 3) + with_ac, 2 * (_TYPE + 4), 2 * (_TYPE + 6) + 1, 2 * (_TYPE + 7)]
    symbols += [2 * _CHROMA_MODE, 2 * _QP_DELTA]
    symbols += _block(dc, (left is None or left.dc) + 2)
    coded = [[False] * 4 for _ in range(4)]
    for row, column in BLOCK_PLACES if with_ac else ():
        beside = coded[row][column - 1] if column else left is None or left.right[row]
        above = coded[row - 1][column] if row else True
        symbols += _block(ac[row][column], beside + 2 * above)
        coded[row][column] = any(ac[row][column])
    right = (coded[0][3], coded[1][3], coded[2][3], coded[3][3])
    return symbols, Coded(any(dc), right)


def flat_symbols(level: int, left: Coded | None) -> tuple[list[int], Coded]:
    """A macroblock that adds ``DC_PX * level`` to what is predicted."""
    return macroblock_symbols((level, *(0,) * 15), ((),) * 4, left)


@lru_cache(maxsize=8192)
def _block(levels: tuple[int, ...], neighbours: int) -> tuple[int, ...]:
    """Symbols of one block (7.3.5.3.3)."""
    coded_at, map_at, level_at = _OFFSETS[len(levels)]
    places = [place for place, level in enumerate(levels) if level]
    symbols = [2 * (_CODED + coded_at + neighbours) + bool(places)]
    for place in range(places[-1] + 1 if places else 0):
        if place == len(levels) - 1:
            break
        symbols.append(2 * (_SIGNIFICANT + map_at + place) + bool(levels[place]))
        if levels[place]:
            symbols.append(2 * (_LAST + map_at + place) + (place == places[-1]))
    ones = larger = 0
    for place in reversed(places):
        size = abs(levels[place])
        first = 0 if larger else min(4, 1 + ones)
        symbols += _size(size - 1, _LEVEL + level_at + first, _LEVEL + level_at + 5 + min(4, larger))
        symbols.append(BYPASS_1 if levels[place] < 0 else BYPASS_0)
        ones, larger = ones + (size == 1), larger + (size > 1)
    return tuple(symbols)


def _size(value: int, first: int, others: int) -> list[int]:
    """coeff_abs_level_minus1 (UEG0 with a prefix of at most 14, 9.3.2.3)."""
    prefix = min(value, _MAX_PREFIX)
    symbols = [2 * (others if number else first) + 1 for number in range(prefix)]
    if value < _MAX_PREFIX:
        return [*symbols, 2 * (others if prefix else first)]
    rest = value - _MAX_PREFIX + 1
    more = rest.bit_length() - 1
    suffix = [1] * more + [0] + [rest >> place & 1 for place in reversed(range(more))]
    return symbols + [BYPASS_1 if bit else BYPASS_0 for bit in suffix]
