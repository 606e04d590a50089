"""The truth strip as slices of up to eight bits, all of one length for whatever bits.

A unit is a run of coding tree units in a row; its slice data for each value is coded once. Slice data comes
in other lengths for other values, so it is filled up with cabac_zero_words (ITU-T H.265 7.3.2.9), which are
three bytes each; where the rest does not divide by three, other blacks and whites are tried.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, lru_cache, partial
from itertools import pairwise, product, takewhile

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.encode import encoder_version
from camproof.media.errors import ClipError
from camproof.media.overlay.h265.arrays import cached_array
from camproof.media.overlay.h265.coded import SETTINGS, Tools
from camproof.media.overlay.h265.prepared import BLACK, CTU_PX, intra_slice, tile_edges
from camproof.media.overlay.h265.slice_header import SliceHeader, SliceType
from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, BandLayout

__all__ = ["STRIP_HEADER", "StripUnit", "UnitShape", "strip_table", "strip_units"]

STRIP_HEADER = SliceHeader(SliceType.I, 48, deblocked=False)
_CODING = "H265 strip 2"
_UNIT_BITS = 8
_FILLER = b"\x00\x00\x03"
_SHORTER, _LONGER = 1, 7
_TRIES = 80
_BLACK, _WHITE = 16, 236
_MAX_GREYER = 60
_TRIES_PER_GREY = 4


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
        units += (_unit(layout, x, y_px, end) for x, end in zip(starts, ends, strict=True))
    return tuple(units)


def _starts(layout: BandLayout, edges: tuple[int, ...], y_px: int) -> list[int]:
    """Left edges of the runs of tiles with at most eight bits each, and of the run of those without any."""
    starts, held = [0], 0
    for x_px, end_px in pairwise(edges):
        count = len(_bits(layout, x_px, y_px, end_px))
        if held + count > _UNIT_BITS or (held and not count):
            starts.append(x_px)
            held = 0
        held += count
    return starts


def _bits(layout: BandLayout, x_px: int, y_px: int, end_px: int) -> list[tuple[int, int, int]]:
    """(bit, x, y) of the blocks in this piece of a row of coding tree units, ascending."""
    columns, first = layout.strip_columns, y_px // BLOCK_PX
    left, right = x_px // BLOCK_PX, min(end_px // BLOCK_PX, columns)
    places = product(range(first, first + CTU_PX // BLOCK_PX), range(left, right))
    return [
        (row * columns + column, column - left, row - first)
        for row, column in places
        if row * columns + column < STRIP_BITS
    ]


def _unit(layout: BandLayout, x_px: int, y_px: int, end_px: int) -> StripUnit:
    found = _bits(layout, x_px, y_px, end_px)
    shape = UnitShape(end_px - x_px, tuple((x, y) for _, x, y in found))
    return StripUnit(x_px, y_px, tuple(bit for bit, _, _ in found), shape)


@lru_cache(maxsize=64)
def strip_table(shape: UnitShape, tools: Tools) -> NDArray[np.uint8]:
    """uint8[256, length]: slice data of a unit by its bits, behind a header as ``STRIP_HEADER``.

    The row number holds the bits from bit 7 down; what is below them does not matter.

    :raises ClipError: the encoder fails, or no grey levels give the wanted length.
    """
    count = len(shape.blocks)
    key = f"{_CODING}; {encoder_version('H265')}; {SETTINGS}; {tools}; {shape}"
    rows = cached_array(key, lambda: _coded_values(shape, tools), 1 << count)
    return np.repeat(rows, 1 << (_UNIT_BITS - count), axis=0)


def _coded_values(shape: UnitShape, tools: Tools) -> NDArray[np.uint8]:
    """uint8[number of values, length]."""
    values = range(1 << len(shape.blocks))
    coded = cache(partial(_coded, shape, tools))
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


def _coded(shape: UnitShape, tools: Tools, value: int, attempt: int) -> bytes:
    """A unit in black and white, with each attempt in greys further from these (always the same ones)."""
    luma = np.full((CTU_PX, shape.width_px), BLACK, np.uint8)
    random = np.random.default_rng((value, attempt))
    greyer = random.integers(min(-(-attempt // _TRIES_PER_GREY) * 5, _MAX_GREYER) + 1, size=len(shape.blocks))
    for place, (x, y) in enumerate(reversed(shape.blocks)):
        block = np.s_[y * BLOCK_PX : (y + 1) * BLOCK_PX, x * BLOCK_PX : (x + 1) * BLOCK_PX]
        luma[block] = _WHITE - greyer[place] if value >> place & 1 else _BLACK + greyer[place]
    prepared = intra_slice(luma, STRIP_HEADER.qp, tools)
    if prepared.header != STRIP_HEADER:
        raise ClipError("This libx265 codes the strip with another header than is known here.")
    return prepared.data
