"""The truth strip as slices of up to eight bits, all of one length for whatever bits.

A unit is a run of coding tree units in a row; its slice data for each value is coded once. Slice data comes
in other lengths for other values, so it is filled up with cabac_zero_words (ITU-T H.265 7.3.2.10), which are
three bytes each; where the rest does not divide by three, other blacks and whites are tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from itertools import pairwise, product, takewhile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.h265.arrays import cached_array
from camproof.media.overlay.h265.coded import CTU_PX
from camproof.media.overlay.h265.slices import BLACK, BandSlices, tile_edges
from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, BandLayout

__all__ = ["STRIP_QP", "StripUnit", "UnitShape", "strip_table", "strip_units"]

STRIP_QP = 48
_CODING = "strip 4"
_UNIT_BITS = 8
_FILLER = b"\x00\x00\x03"
_SHORTER, _LONGER = 1, 7
_TRIES = 80
_WHITE = 236
_GREYER, _GREYER_BY_TRY, _MAX_GREYER = 20, 2, 60
"""How much greyer than black and white blocks may be: at once, more with each try, at most."""


@dataclass(frozen=True, slots=True)
class UnitShape:
    """What the slice data of a unit depends on.

    :param blocks: (x, y) of each bit's block in the unit, in blocks; most significant bit first.
    """

    width_px: int
    blocks: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class StripUnit:
    """A unit in its place.

    :param bits: which bits of the strip it shows, in the order of ``shape.blocks``.
    """

    x_px: int
    y_px: int
    bits: tuple[int, ...]
    shape: UnitShape


def strip_units(layout: BandLayout, coded_width: int) -> tuple[StripUnit, ...]:
    """The units of a strip from left to right and from the top; together they fill its rows.

    In pictures wider than the strip the last unit has no bits.

    :param coded_width: of the picture in luma samples, right of which there is nothing.
    """
    edges = tile_edges(coded_width)
    units: list[StripUnit] = []
    for y_px in range(0, layout.strip_px, CTU_PX):
        starts = _starts(layout, edges, y_px)
        ends = [*starts[1:], coded_width]
        units += (_unit(layout, (x, end), y_px) for x, end in zip(starts, ends, strict=True))
    return tuple(units)


def _starts(layout: BandLayout, edges: tuple[int, ...], y_px: int) -> list[int]:
    """Left edges of the runs of tiles with at most eight bits each, and of the run of those without any."""
    starts, held = [0], 0
    for edge in pairwise(edges):
        count = len(_bits(layout, edge, y_px))
        if held + count > _UNIT_BITS or (held and not count):
            starts.append(edge[0])
            held = 0
        held += count
    return starts


def _bits(layout: BandLayout, edge: tuple[int, int], y_px: int) -> list[tuple[int, int, int]]:
    """(bit, x, y) of the blocks between two edges of a row of coding tree units, ascending."""
    columns, first = layout.strip_columns, y_px // BLOCK_PX
    left, right = edge[0] // BLOCK_PX, min(edge[1] // BLOCK_PX, columns)
    places = product(range(first, first + CTU_PX // BLOCK_PX), range(left, right))
    return [
        (row * columns + column, column - left, row - first)
        for row, column in places
        if row * columns + column < STRIP_BITS
    ]


def _unit(layout: BandLayout, edge: tuple[int, int], y_px: int) -> StripUnit:
    found = _bits(layout, edge, y_px)
    shape = UnitShape(edge[1] - edge[0], tuple((x, y) for _, x, y in found))
    return StripUnit(edge[0], y_px, tuple(bit for bit, _, _ in found), shape)


def strip_table(shape: UnitShape, slices: BandSlices, folder: Path | None = None) -> NDArray[np.uint8]:
    """uint8[1 << bits, length]: slice data of a unit by its bits.

    :param folder: where the table is kept; the cache of clips where it is None.
    :raises ClipError: the encoder fails, or no grey levels give the wanted length.
    """
    count = len(shape.blocks)
    key = f"{_CODING}; {slices.key}; {shape}"
    return cached_array(key, lambda: _coded_values(shape, slices), 1 << count, folder)


def _coded_values(shape: UnitShape, slices: BandSlices) -> NDArray[np.uint8]:
    """uint8[number of values, length]."""
    values = range(1 << len(shape.blocks))
    coded = cache(lambda value, attempt: slices.intra_data(_picture(shape, value, attempt), STRIP_QP))
    longest = max(len(coded(value, 0)) for value in values)
    for length in range(longest - _SHORTER, longest + _LONGER):
        rows = list(takewhile(bool, (_of_length(coded, value, length) for value in values)))
        if len(rows) == len(values):
            return np.frombuffer(b"".join(rows), np.uint8).reshape(len(rows), length)
    raise ClipError(f"No grey levels code the strip's unit {shape} in one length.")


def _of_length(coded: Callable[[int, int], bytes], value: int, length: int) -> bytes:
    """Slice data of this length; b"" where there is none."""
    for attempt in range(_TRIES):
        data = coded(value, attempt)
        fillers, rest = divmod(length - len(data), len(_FILLER))
        if fillers >= 0 and rest == 0:
            return data + _FILLER * fillers
    return b""


def _picture(shape: UnitShape, value: int, attempt: int) -> NDArray[np.uint8]:
    """A unit in black and white at first, then in greys ever further from these (always the same ones)."""
    luma = np.full((CTU_PX, shape.width_px), BLACK, np.uint8)
    random = np.random.default_rng((value, attempt))
    greyest = min(_GREYER + _GREYER_BY_TRY * attempt, _MAX_GREYER) if attempt else 0
    greyer = random.integers(greyest + 1, size=len(shape.blocks))
    for place, (x, y) in enumerate(reversed(shape.blocks)):
        block = np.s_[y * BLOCK_PX : (y + 1) * BLOCK_PX, x * BLOCK_PX : (x + 1) * BLOCK_PX]
        luma[block] = _WHITE - greyer[place] if value >> place & 1 else BLACK + greyer[place]
    return luma
