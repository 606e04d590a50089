"""The strip with CABAC: I slices of up to eight blocks, prepared for each value of their bits.

Signs are bypass bins, so all values of a slice have one length, and their slice data can be put one for
another behind the same header.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.errors import ClipError
from camproof.media.overlay.h264.arithmetic import END_0, END_1, arithmetic_code
from camproof.media.overlay.h264.blocks import BLACK_FROM_GREY, QP
from camproof.media.overlay.h264.cabac import cabac_head
from camproof.media.overlay.h264.cabac_blocks import NOTHING_LEFT, Coded, flat_symbols
from camproof.media.overlay.h264.scene import Scene
from camproof.media.overlay.h264.strip import band_header
from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, BandLayout
from camproof.media.overlay.strip_code import StripPart
from camproof.protocols.nal import escape, join_annexb

__all__ = ["cabac_strip", "intra_slice", "skipped_slice"]

_BITS_OF_SLICE = 8
_I_SLICE, _P_SLICE = 2, 0
_SKIP = 2 * 11 + 1
_LEVELS = range(16, 25)
_MAX_SHORT = 3


@cache
def prepared(count: int) -> NDArray[np.uint8]:
    """uint8[1 << count, size]: slice data for each value of so many bits.

    The level is one for which no slice data need emulation prevention, alone or behind any header.
    """
    for level in _LEVELS:
        coded = [_bits_data(value, count, level) for value in range(1 << count)]
        if not any(b"\0\0" in data or data[0] <= _MAX_SHORT for data in coded):
            return np.frombuffer(b"".join(coded), np.uint8).reshape(len(coded), -1)
    raise ClipError(f"There is no level for strips of {count} blocks.")


@cache
def _changes(count: int) -> NDArray[np.uint8]:
    """What the values of so many bits change against zeros."""
    changes: NDArray[np.uint8] = prepared(count) ^ prepared(count)[0]
    return changes


def _bits_data(value: int, count: int, level: int) -> bytes:
    signs = (1 if value >> place & 1 else -1 for place in reversed(range(count)))
    return _flat_data(sign * level for sign in signs)


def _flat_data(levels: Iterator[int]) -> bytes:
    symbols: list[int] = []
    left: Coded | None = NOTHING_LEFT
    for level in levels:
        more, left = flat_symbols(level, left)
        symbols += [*more, END_0]
    return arithmetic_code([*symbols[:-1], END_1], QP)


def intra_slice(scene: Scene, index: int, first: int, data: bytes) -> bytes:
    """The NAL unit of an I slice of the band.

    :param data: slice data with emulation prevention.
    """
    header = band_header(scene.pictures[index].header, scene.pps.first_qp, first)
    return cabac_head(replace(header, kind=_I_SLICE, reference=False), scene.sps, scene.pps) + data


def skipped_slice(scene: Scene, index: int, first: int, count: int) -> bytes:
    """The NAL unit of so many macroblocks of a P picture that stay as they are."""
    header = band_header(scene.pictures[index].header, scene.pps.first_qp, first)
    header = replace(header, kind=_P_SLICE, cabac_init=0)
    return cabac_head(header, scene.sps, scene.pps) + _skipped_data(count)


@cache
def _skipped_data(count: int) -> bytes:
    return escape(arithmetic_code([_SKIP, END_0] * (count - 1) + [_SKIP, END_1], QP))


@cache
def black_data(count: int) -> bytes:
    """Slice data of so many black blocks in a row."""
    return escape(_flat_data(0 if number else -BLACK_FROM_GREY for number in range(count)))


def cabac_strip(scene: Scene, index: int, layout: BandLayout) -> tuple[bytes, list[StripPart]]:
    """The strip of a picture and what is set aside around it, Annex B, saying 80 zeros; its parts.

    What holds no bit is made black in key pictures and kept in others.
    """
    data, parts = b"", list[StripPart]()
    columns = scene.sps.columns
    for row in range(layout.strip_px // BLOCK_PX):
        first_bit = row * layout.strip_columns
        bits = max(0, min(layout.strip_columns, STRIP_BITS - first_bit))
        for column in range(0, bits, _BITS_OF_SLICE):
            count = min(_BITS_OF_SLICE, bits - column)
            table = prepared(count)
            data += join_annexb([intra_slice(scene, index, row * columns + column, table[0].tobytes())])
            shown = tuple(range(first_bit + column, first_bit + column + count))
            parts.append(StripPart(len(data) - table.shape[1], shown, _changes(count)))
        if bits < columns:
            data += join_annexb([_rest(scene, index, row * columns + bits, columns - bits)])
    return data, parts


def _rest(scene: Scene, index: int, first: int, count: int) -> bytes:
    if scene.pictures[index].header.intra:
        return intra_slice(scene, index, first, black_data(count))
    return skipped_slice(scene, index, first, count)
