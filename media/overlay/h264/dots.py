"""Dots as transform coefficients: 8x8 dots of 2x2 pixels make a macroblock, 2x2 dots a block.

Black is 0, so the prediction of a macroblock whose left neighbour ends in a blank column is 0 as well.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import product

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
_MAX_DARKER = 16

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
        dots = np.array([pattern >> 3 & 1, pattern >> 2 & 1, pattern >> 1 & 1, pattern & 1]).reshape(2, 2)
        wanted = np.kron(dots, np.ones((2, 2), np.int64)) * _WHITE
        best.append(int((((made - wanted) ** 2).sum(axis=(1, 2)) + dear).argmin()))
    return dc[best], ac[best]


@lru_cache(maxsize=32768)
def dot_levels(packed: bytes, predicted: int) -> DotLevels:
    """Levels for 8x8 dots.

    :param packed: 8 bytes, a row each, most significant bit at the left.
    :param predicted: what the left neighbour predicts; 128 without one, 0 after a blank column.
    :raises ClipError: a blank right column cannot be coded black, or sums grow too large: no glyph is so.
    """
    dots = np.unpackbits(np.frombuffer(packed, np.uint8)).reshape(4, 2, 4, 2).astype(np.int64)
    patterns = (dots * np.array(((8, 4), (2, 1)))[None, :, None, :]).sum(axis=(1, 3))
    wanted, ac = (levels[patterns] for levels in _patterns(round(predicted / DC_PX)))
    dc, right = _dc_levels(wanted, ac, bool(dots[:, :, 3, 1].any()), predicted)
    scan = tuple(int(dc.flat[place]) for place in _ZIGZAG)
    return DotLevels(scan, tuple(tuple(_scanned(block) for block in row) for row in ac.tolist()), right)


def _dc_levels(wanted: Ints, ac: Ints, lit: bool, predicted: int) -> tuple[Ints, int]:
    """Levels of the DC block, rounded, then darker by as little as makes a blank right column black; and what
    the right column predicts.
    """
    levels = np.rint(_HADAMARD @ wanted @ _HADAMARD / 16).astype(np.int64)
    for _ in range(_MAX_DARKER):
        added = sums(_HADAMARD @ levels @ _HADAMARD, ac)
        column = decoded_pixels(added, predicted)[:, 3, :, 3]
        if np.abs(added).max() <= MAX_SUM and (lit or not column.any()):
            return levels, int(column.sum()) + 8 >> 4
        levels[0, 0] -= 1
    raise ClipError("A glyph cannot be coded with a black right column.")


def _scanned(block: list[int]) -> tuple[int, ...]:
    levels = [0] * 15
    levels[_HORIZONTAL], levels[_VERTICAL], levels[_DIAGONAL] = block
    return tuple(levels)
