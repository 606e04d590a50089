"""Arithmetic coding (ITU-T H.264 9.3), as far as the band needs it.

Symbols are numbers: ``2 * context + bin`` for a bin with a context, below 0 for those without.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache

__all__ = ["BYPASS_0", "BYPASS_1", "END_0", "END_1", "arithmetic_code"]

BYPASS_0, BYPASS_1 = -1, -2
END_0, END_1 = -3, -4
"""Bins of end_of_slice_flag, and of mb_type before I_PCM."""

_RANGES = (
    (128, 176, 208, 240), (128, 167, 197, 227), (128, 158, 187, 216), (123, 150, 178, 205),
    (116, 142, 169, 195), (111, 135, 160, 185), (105, 128, 152, 175), (100, 122, 144, 166),
    (95, 116, 137, 158), (90, 110, 130, 150), (85, 104, 123, 142), (81, 99, 117, 135), (77, 94, 111, 128),
    (73, 89, 105, 122), (69, 85, 100, 116), (66, 80, 95, 110), (62, 76, 90, 104), (59, 72, 86, 99),
    (56, 69, 81, 94), (53, 65, 77, 89), (51, 62, 73, 85), (48, 59, 69, 80), (46, 56, 66, 76),
    (43, 53, 63, 72), (41, 50, 59, 69), (39, 48, 56, 65), (37, 45, 54, 62), (35, 43, 51, 59),
    (33, 41, 48, 56), (32, 39, 46, 53), (30, 37, 43, 50), (29, 35, 41, 48), (27, 33, 39, 45),
    (26, 31, 37, 43), (24, 30, 35, 41), (23, 28, 33, 39), (22, 27, 32, 37), (21, 26, 30, 35),
    (20, 24, 29, 33), (19, 23, 27, 31), (18, 22, 26, 30), (17, 21, 25, 28), (16, 20, 23, 27),
    (15, 19, 22, 25), (14, 18, 21, 24), (14, 17, 20, 23), (13, 16, 19, 22), (12, 15, 18, 21),
    (12, 14, 17, 20), (11, 14, 16, 19), (11, 13, 15, 18), (10, 12, 15, 17), (10, 12, 14, 16),
    (9, 11, 13, 15), (9, 11, 12, 14), (8, 10, 12, 14), (8, 9, 11, 13), (7, 9, 11, 12), (7, 9, 10, 12),
    (7, 8, 10, 11), (6, 8, 9, 11), (6, 7, 9, 10), (6, 7, 8, 9), (2, 2, 2, 2),
)  # fmt: skip
"""Table 9-44: rangeTabLPS."""
_AFTER_LPS = (
    0, 0, 1, 2, 2, 4, 4, 5, 6, 7, 8, 9, 9, 11, 11, 12, 13, 13, 15, 15, 16, 16, 18, 18, 19, 19, 21, 21, 22,
    22, 23, 24, 24, 25, 26, 26, 27, 27, 28, 29, 29, 30, 30, 30, 31, 32, 32, 33, 33, 33, 34, 34, 35, 35,
    35, 36, 36, 36, 37, 37, 37, 38, 38, 63,
)  # fmt: skip
"""Table 9-45: transIdxLPS."""
_LAST_MPS = 62
_START_RANGE = 510
_SMALLEST_RANGE = 256
_FLUSH_SHIFT = 7

_CONTEXTS = {
    3: ((20, -15), (2, 54), (3, 74), (-28, 127), (-23, 104), (-6, 53), (-1, 54), (7, 51)),
    60: ((0, 41), (0, 63), (0, 63), (0, 63), (-9, 83), (4, 86), (0, 97), (-7, 72)),
    85: ((-17, 123), (-12, 115), (-16, 122), (-11, 115), (-12, 63), (-2, 68), (-15, 84), (-13, 104)),
    105: (
        (-7, 93), (-11, 87), (-3, 77), (-5, 71), (-4, 63), (-4, 68), (-12, 84), (-7, 62), (-7, 65),
        (8, 61), (5, 56), (-2, 66), (1, 64), (0, 61), (-2, 78), (1, 50), (7, 52), (10, 35), (0, 44),
        (11, 38), (1, 45), (0, 46), (5, 44), (31, 17), (1, 51), (7, 50), (28, 19), (16, 33), (14, 62),
    ),
    166: (
        (24, 0), (15, 9), (8, 25), (13, 18), (15, 9), (13, 19), (10, 37), (12, 18), (6, 29), (20, 33),
        (15, 30), (4, 45), (1, 58), (0, 62), (7, 61), (12, 38), (11, 45), (15, 39), (11, 42), (13, 44),
        (16, 45), (12, 41), (10, 49), (30, 34), (18, 42), (10, 55), (17, 51), (17, 46), (0, 89),
    ),
    227: (
        (-3, 71), (-6, 42), (-5, 50), (-3, 54), (-2, 62), (0, 58), (1, 63), (-2, 72), (-1, 74), (-9, 91),
        (-5, 67), (-5, 27), (-3, 39), (-2, 44), (0, 46), (-16, 64), (-8, 68), (-10, 78), (-6, 77),
        (-10, 86),
    ),
    11: ((23, 33),),
}  # fmt: skip
"""Tables 9-12 to 9-23: m and n from a context on; I slices, and mb_skip_flag for cabac_init_idc 0."""


# A state is 2 * pStateIdx + valMPS.
_LPS_RANGES = tuple(part for parts in _RANGES for _ in range(2) for part in parts)
_NEXT_BY_MPS = tuple(min(state + 2, 2 * _LAST_MPS + (state & 1)) for state in range(128))
_NEXT_BY_LPS = tuple(2 * _AFTER_LPS[state >> 1] + ((state ^ (state < 2)) & 1) for state in range(128))


@cache
def _states(qp: int) -> tuple[int, ...]:
    """By context: the state at the start of a slice (9.3.1.1); 0 where there is no such context here."""
    states = [0] * 256
    for first, pairs in _CONTEXTS.items():
        for context, (slope, offset) in enumerate(pairs, first):
            value = min(max((slope * qp >> 4) + offset, 1), 126)
            states[context] = 2 * (63 - value) if value <= 63 else 2 * (value - 64) + 1
    return tuple(states)


def arithmetic_code(symbols: Iterable[int], qp: int) -> bytes:
    """Slice data from a byte border on, rbsp_slice_trailing_bits included; the last symbol is ``END_1``.

    Bypass bins never change the range, so slices that differ in bypass bins alone have one length.

    :param qp: SliceQPY.
    """
    states = [*_states(qp)]
    low, span, shifted = 0, _START_RANGE, 0
    for symbol in symbols:
        if symbol >= 0:
            state = states[symbol >> 1]
            part = _LPS_RANGES[state << 2 | span >> 6 & 3]
            span -= part
            if (symbol ^ state) & 1:
                low, span = low + span, part
                states[symbol >> 1] = _NEXT_BY_LPS[state]
            else:
                states[symbol >> 1] = _NEXT_BY_MPS[state]
        elif symbol >= BYPASS_1:
            low = (low << 1) + (span if symbol == BYPASS_1 else 0)
            shifted += 1
        else:
            span -= 2
            if symbol == END_1:
                low += span
                break
        if span < _SMALLEST_RANGE:
            shift = 9 - span.bit_length()
            low, span, shifted = low << shift, span << shift, shifted + shift
    return _flushed(low << _FLUSH_SHIFT, shifted + _FLUSH_SHIFT)


def _flushed(low: int, shifted: int) -> bytes:
    """Clause 9.3.4.5: the bits above the register and three of it, the first left out, the last a one."""
    size = shifted + 2
    bits = (low >> 7 | 1) & (1 << size) - 1
    padding = -size % 8
    return (bits << padding).to_bytes((size + padding) // 8)
