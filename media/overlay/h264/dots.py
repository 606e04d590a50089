"""Dots as transform coefficients: 8x8 dots of 2x2 pixels make a macroblock, 2x2 dots a block.

Black is 0, so the prediction of a macroblock whose left neighbour ends in a blank column is 0 as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.h264.blocks import DC_PX

__all__ = ["MAX_SUM", "DotLevels", "decoded_pixels", "dot_levels", "sums"]

_STEPS = (896, 4608, 5888)
"""Scaled value of a level at QP 51: DC after its own transform, horizontal and vertical, diagonal (8.5.9)."""
_WHITE = 220
_BIT_COST = 300
_MAX_DC, _MAX_AC = 24, 3
MAX_SUM = (1 << 15) - 1
"""Decoders add in 16 bits, and no sum may be beyond them (8.5.12)."""
_ROUNDING = 8 * _STEPS[0]
"""What the rounding of 16 DC levels by up to a half each can add."""
_HORIZONTAL, _VERTICAL, _DIAGONAL = 0, 1, 3
"""Places of the three coefficients in an AC block (zigzag scan without its first)."""
_ZIGZAG = (0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15)
_HADAMARD = np.array(((1, 1, 1, 1), (1, 1, -1, -1), (1, -1, -1, 1), (1, -1, 1, -1)))
_MOVES = np.concatenate((np.zeros((1, 16)), np.eye(16), -np.eye(16))).astype(np.int64).reshape(-1, 4, 4)
_MAX_MOVES = 24
_BROKEN_COST = 16 * 16 * 255**2
"""More than all that is allowed can cost."""
_SPAN = 64
"""DC levels from -64 to 64 are looked at."""
_RIGHT_DOTS = 0b0101

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class DotLevels:
    """Levels of a macroblock, as ``put_macroblock`` wants them.

    :param right: what its right column predicts for the next macroblock.
    """

    dc: tuple[int, ...]
    ac: tuple[tuple[tuple[int, ...], ...], ...]
    right: int


def _inverse(rows: Ints) -> Ints:
    """One direction of the inverse 4x4 transform (8.5.12.2) along the last axis."""
    first, second = rows[..., 0] + rows[..., 2], rows[..., 0] - rows[..., 2]
    third, fourth = (rows[..., 1] >> 1) - rows[..., 3], rows[..., 1] + (rows[..., 3] >> 1)
    return np.stack((first + fourth, second + third, second - third, first - fourth), axis=-1)


def sums(dc: Ints, ac: Ints) -> Ints:
    """[..., 4, 4] what decoding adds to the prediction, in 64ths of a pixel.

    :param dc: [...], in levels after the transform of the DC block.
    :param ac: [..., 3]: horizontal, vertical and diagonal level.
    """
    values = np.zeros((*dc.shape, 4, 4), np.int64)
    values[..., 0, 0] = dc * _STEPS[0]
    values[..., 0, 1], values[..., 1, 0] = ac[..., 0] * _STEPS[1], ac[..., 1] * _STEPS[1]
    values[..., 1, 1] = ac[..., 2] * _STEPS[2]
    return _inverse(_inverse(values).swapaxes(-1, -2)).swapaxes(-1, -2) + 32


def decoded_pixels(added: Ints, predicted: int) -> Ints:
    """What ``sums`` make of a prediction."""
    shown: Ints = np.clip(predicted + (added >> 6), 0, 255)
    return shown


@cache
def _patterns(shade: int) -> tuple[Ints, Ints]:
    """DC and AC levels for the 16 patterns of 2x2 dots: of all there are, the nearest that are not dear.

    :param shade: what is predicted, in levels of the DC.
    """
    steps = range(-_MAX_AC, _MAX_AC + 1)
    tried = np.array(list(product(range(-shade, _MAX_DC + 1), steps, steps, steps)))
    added = sums(tried[:, 0], tried[:, 1:])
    sound = np.abs(added).max(axis=(1, 2)) <= MAX_SUM - _ROUNDING
    dc, ac = tried[sound, 0], tried[sound, 1:]
    made = decoded_pixels(added[sound], shade * DC_PX)
    dear = _BIT_COST * (np.abs(ac).sum(axis=1) + 3 * np.count_nonzero(ac, axis=1))
    best = []
    for pattern in range(16):
        error = ((made - _target(pattern)) ** 2).sum(axis=(1, 2))
        best.append(int((error + dear).argmin()))
    return dc[best], ac[best]


def _target(pattern: int) -> Ints:
    """[4, 4] pixels of 2x2 dots."""
    dots = np.array([pattern >> 3 & 1, pattern >> 2 & 1, pattern >> 1 & 1, pattern & 1]).reshape(2, 2)
    return np.kron(dots, np.ones((2, 2), np.int64)) * _WHITE


class _Table(NamedTuple):
    """What each DC level makes of each pattern.

    :param dc, ac: the levels to begin with, [16] and [16, 3].
    :param cost: [16, levels], squared error of the pixels; much more where sums grow too large.
    :param right: [16, levels], sum of the right column.
    """

    dc: Ints
    ac: Ints
    cost: Ints
    right: Ints


@cache
def _table(predicted: int) -> _Table:
    dc, ac = _patterns(round(predicted / DC_PX))
    added = sums(np.arange(-_SPAN, _SPAN + 1)[None].repeat(16, axis=0), ac[:, None])
    shown = decoded_pixels(added, predicted)
    too_large = np.abs(added).max(axis=(2, 3)) > MAX_SUM
    wanted = np.array([_target(pattern) for pattern in range(16)])
    cost = ((shown - wanted[:, None]) ** 2).sum(axis=(2, 3)) + too_large * _BROKEN_COST
    return _Table(dc, ac, cost, shown[..., 3].sum(axis=2))


@lru_cache(maxsize=32768)
def dot_levels(packed: bytes, predicted: int) -> DotLevels:
    """Levels for 8x8 dots.

    :param packed: 8 bytes, a row each, most significant bit at the left.
    :param predicted: what the left neighbour predicts; 128 without one, 0 after a blank column.
    :raises ClipError: a blank right column cannot be coded black, or sums grow too large: no glyph is so.
    """
    dots = np.unpackbits(np.frombuffer(packed, np.uint8)).reshape(4, 2, 4, 2).astype(np.int64)
    patterns = (dots * np.array(((8, 4), (2, 1)))[None, :, None, :]).sum(axis=(1, 3))
    table = _table(predicted)
    levels, right = _dc_levels(patterns, table)
    ac = tuple(tuple(_scanned(block) for block in row) for row in table.ac[patterns].tolist())
    return DotLevels(tuple(int(levels.flat[place]) for place in _ZIGZAG), ac, right)


def _dc_levels(patterns: Ints, table: _Table) -> tuple[Ints, int]:
    """Levels of the DC block, and what the right column predicts.

    Rounding makes some blocks too dark or too bright, so levels are moved by one as long as that helps.
    """
    cost = table.cost[patterns]
    if not (patterns[:, 3] & _RIGHT_DOTS).any():
        cost[:, 3] += table.right[patterns[:, 3]] * _BROKEN_COST
    levels = np.rint(_HADAMARD @ table.dc[patterns] @ _HADAMARD / 16).astype(np.int64)
    rows, columns = np.indices((4, 4))
    for _ in range(_MAX_MOVES):
        tried = levels + _MOVES
        places = np.clip(_HADAMARD @ tried @ _HADAMARD + _SPAN, 0, 2 * _SPAN)
        costs = cost[rows, columns, places].sum(axis=(1, 2))
        best = int(costs.argmin())
        levels = tried[best]
        if best == 0:
            break
    if costs[best] >= _BROKEN_COST:
        raise ClipError("A glyph cannot be coded with a black right column.")
    column = table.right[patterns[:, 3], places[best, :, 3]]
    return levels, int(column.sum()) + 8 >> 4


def _scanned(block: list[int]) -> tuple[int, ...]:
    levels = [0] * 15
    levels[_HORIZONTAL], levels[_VERTICAL], levels[_DIAGONAL] = block
    return tuple(levels)
