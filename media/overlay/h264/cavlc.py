"""CAVLC coding of a block of transform coefficients (ITU-T H.264 9.2), as far as the band needs it.

A block of the band has at most three coefficients beside the DC block, so nC stays below 4.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from camproof.protocols.nal import BitWriter

__all__ = ["MAX_CONTEXT", "put_block"]

MAX_CONTEXT = 3

_TOKENS_0 = (
    "1", "000101 01", "00000111 000100 001", "000000111 00000110 0000101 00011",
    "0000000111 000000110 00000101 000011", "00000000111 0000000110 000000101 0000100",
    "0000000001111 00000000110 0000000101 00000100", "0000000001011 0000000001110 00000000101 000000100",
    "0000000001000 0000000001010 0000000001101 0000000100",
    "00000000001111 00000000001110 0000000001001 00000000100",
    "00000000001011 00000000001010 00000000001101 0000000001100",
    "000000000001111 000000000001110 00000000001001 00000000001100",
    "000000000001011 000000000001010 000000000001101 00000000001000",
    "0000000000001111 000000000000001 000000000001001 000000000001100",
    "0000000000001011 0000000000001110 0000000000001101 000000000001000",
    "0000000000000111 0000000000001010 0000000000001001 0000000000001100",
    "0000000000000100 0000000000000110 0000000000000101 0000000000001000",
)  # fmt: skip
_TOKENS_2 = (
    "11", "001011 10", "000111 00111 011", "0000111 001010 001001 0101", "00000111 000110 000101 0100",
    "00000100 0000110 0000101 00110", "000000111 00000110 00000101 001000",
    "00000001111 000000110 000000101 000100", "00000001011 00000001110 00000001101 0000100",
    "000000001111 00000001010 00000001001 000000100",
    "000000001011 000000001110 000000001101 00000001100",
    "000000001000 000000001010 000000001001 00000001000",
    "0000000001111 0000000001110 0000000001101 000000001100",
    "0000000001011 0000000001010 0000000001001 0000000001100",
    "0000000000111 00000000001011 0000000000110 0000000001000",
    "00000000001001 00000000001000 00000000001010 0000000000001",
    "00000000000111 00000000000110 00000000000101 00000000000100",
)  # fmt: skip
"""Table 9-5 for nC 0 to 1 and nC 2 to 3: by number of coefficients, then of trailing ones."""

_TOTAL_ZEROS = (
    "1 011 010 0011 0010 00011 00010 000011 000010 0000011 0000010 00000011 00000010 000000011 000000010 "
    "000000001",
    "111 110 101 100 011 0101 0100 0011 0010 00011 00010 000011 000010 000001 000000",
    "0101 111 110 101 0100 0011 100 011 0010 00011 00010 000001 00001 000000",
    "00011 111 0101 0100 110 101 100 0011 011 0010 00010 00001 00000",
    "0101 0100 0011 111 110 101 100 011 0010 00001 0001 00000",
    "000001 00001 111 110 101 100 011 010 0001 001 000000",
    "000001 00001 101 100 011 11 010 0001 001 000000",
    "000001 0001 00001 011 11 10 010 001 000000",
    "000001 000000 0001 11 10 001 01 00001",
    "00001 00000 001 11 10 01 0001",
    "0000 0001 001 010 1 011",
    "0000 0001 01 1 001",
    "000 001 1 01",
    "00 01 1",
    "0 1",
)
"""Tables 9-7 and 9-8: by number of coefficients (from 1), then of zeros before the last."""

_RUN_BEFORE = (
    "1 0", "1 01 00", "11 10 01 00", "11 10 01 001 000", "11 10 011 010 001 000",
    "11 000 001 011 010 101 100",
    "111 110 101 100 011 010 001 0001 00001 000001 0000001 00000001 000000001 0000000001 00000000001",
)  # fmt: skip
"""Table 9-10: by zeros left (1 to 6, then more), then by the run."""

_Code = tuple[int, int]


def _codes(rows: tuple[str, ...]) -> tuple[tuple[_Code, ...], ...]:
    return tuple(tuple((len(code), int(code, 2)) for code in row.split()) for row in rows)


_TOKENS = (_codes(_TOKENS_0), _codes(_TOKENS_2))
_ZEROS = _codes(_TOTAL_ZEROS)
_RUNS = _codes(_RUN_BEFORE)
_ESCAPE_BITS = 12


def put_block(writer: BitWriter, levels: tuple[int, ...], context: int) -> int:
    """Write one block.

    :param levels: all coefficients that the block may have (15 or 16), in the order of the scan.
    :param context: nC, 0 to 3.
    :return: number of coefficients that are not 0, a context of the blocks at the right and below.
    """
    code, count = _block(levels, context)
    writer.u(*code)
    return count


@lru_cache(maxsize=8192)
def _block(levels: tuple[int, ...], context: int) -> tuple[_Code, int]:
    """The code of a block and its number of coefficients; the same few come again and again."""
    writer = BitWriter()
    places = [place for place, level in enumerate(levels) if level]
    values = [levels[place] for place in reversed(places)]
    ones = _trailing_ones(values)
    writer.u(*_TOKENS[context >> 1][len(values)][ones])
    if values:
        for value in values[:ones]:
            writer.u(1, value < 0)
        _put_levels(writer, values[ones:], len(values), ones)
        _put_runs(writer, places, len(levels))
    return writer.code, len(values)


def _trailing_ones(values: Sequence[int]) -> int:
    """How many of the first three are 1 or -1 without another before."""
    count = 0
    while count < min(3, len(values)) and abs(values[count]) == 1:
        count += 1
    return count


def _put_levels(writer: BitWriter, values: Sequence[int], total: int, ones: int) -> None:
    """Clause 9.2.2, backwards."""
    suffix_size = 1 if total > 10 and ones < 3 else 0
    for number, value in enumerate(values):
        code = 2 * abs(value) - (2 if value > 0 else 1)
        _put_level(writer, code - 2 if not number and ones < 3 else code, suffix_size)
        suffix_size = max(suffix_size, 1)
        if abs(value) > 3 << suffix_size - 1 and suffix_size < 6:
            suffix_size += 1


def _put_level(writer: BitWriter, code: int, suffix_size: int) -> None:
    if suffix_size == 0 and code < 14:
        prefix, size, suffix = code, 0, 0
    elif suffix_size == 0 and code < 30:
        prefix, size, suffix = 14, 4, code - 14
    elif suffix_size and code < 15 << suffix_size:
        prefix, size, suffix = code >> suffix_size, suffix_size, code % (1 << suffix_size)
    else:
        prefix, size, suffix = 15, _ESCAPE_BITS, code - (15 << suffix_size if suffix_size else 30)
    writer.u(prefix + 1, 1).u(size, suffix)


def _put_runs(writer: BitWriter, places: Sequence[int], room: int) -> None:
    """Clause 9.2.3, backwards."""
    total = len(places)
    zeros = places[-1] + 1 - total
    if total < room:
        writer.u(*_ZEROS[total - 1][zeros])
    for place, before in zip(reversed(places), [*reversed(places[:-1])], strict=False):
        if not zeros:
            return
        run = place - before - 1
        writer.u(*_RUNS[min(zeros, 7) - 1][run])
        zeros -= run
