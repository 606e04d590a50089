"""The strip as one slice whose bits stand at fixed places.

Each bit is a macroblock with one DC level of 16 or -16, whose codes differ in the last bit of the level
alone. A code never has 16 zeros in a row, so the slice needs no emulation prevention, whatever it says.
"""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.h264.blocks import BLACK_FROM_GREY, QP, SATURATING, put_flat
from camproof.media.overlay.h264.scene import Scene, slice_nal
from camproof.media.overlay.h264.slice_header import SliceHeader, put_header
from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, BandLayout
from camproof.media.overlay.strip_code import StripPart
from camproof.protocols.nal import join_annexb

__all__ = ["band_header", "cavlc_strip", "skip_slice"]

_NO_FILTER = 1
_PART_BITS = 8
_START_BITS = 8 * 5
"""Start code and NAL header."""
_SIGN_FROM_END = 2
"""The sign is the last bit of the level; behind it comes total_zeros in one bit."""


def band_header(scene: SliceHeader, scene_qp: int, first: int) -> SliceHeader:
    """The header of a slice of the band in the picture of this slice."""
    return replace(scene, first=first, qp_delta=QP - scene_qp, filtered=_NO_FILTER, filter_offsets=(0, 0))


def cavlc_strip(scene: Scene, index: int, layout: BandLayout) -> tuple[bytes, list[StripPart]]:
    """The strip of a picture and the rows set aside below it, Annex B, saying 80 zeros; its parts.

    What holds no bit is made black in key pictures and kept in others.
    """
    picture = scene.pictures[index].header
    header = band_header(picture, scene.pps.first_qp, 0)
    writer, places, skipped = put_header(header, scene.sps, scene.pps), list[int](), 0
    for block in range(layout.strip_rows * scene.sps.columns):
        is_bit = _is_bit(block, scene.sps.columns, layout)
        if not is_bit and not picture.intra:
            skipped += 1
            continue
        if not picture.intra:
            writer.ue(skipped)
            skipped = 0
        put_flat(writer, intra=picture.intra, level=-SATURATING)
        if is_bit:
            places.append(_START_BITS + writer.code[0] - _SIGN_FROM_END)
    if skipped:
        writer.ue(skipped)
    data = join_annexb([slice_nal(header, writer), *_spare_rows(scene, index, layout)])
    return data, [_part(places, first) for first in range(0, STRIP_BITS, _PART_BITS)]


def _part(places: list[int], first: int) -> StripPart:
    """Eight bits of the strip, each of which turns one bit of the slice.

    :param places: of all bits, counted from the first bit of the slice.
    """
    bits = tuple(range(first, first + _PART_BITS))
    at = places[first] >> 3
    return StripPart(at, bits, _changes(tuple(places[bit] - 8 * at for bit in bits)))


@cache
def _changes(places: tuple[int, ...]) -> NDArray[np.uint8]:
    """uint8[256, length]: what the values of eight bits turn."""
    turned = np.zeros((_PART_BITS, (places[-1] >> 3) + 1), np.uint8)
    for row, place in enumerate(places):
        turned[row, place >> 3] = 0x80 >> (place & 7)
    values = np.unpackbits(np.arange(1 << _PART_BITS, dtype=np.uint8)[:, None], axis=1)
    return values @ turned


def _is_bit(block: int, columns: int, layout: BandLayout) -> bool:
    row, column = divmod(block, columns)
    return column < layout.strip_columns and row * layout.strip_columns + column < STRIP_BITS


def _spare_rows(scene: Scene, index: int, layout: BandLayout) -> list[bytes]:
    """The NAL unit of the rows below the strip; none where there are no such rows."""
    first = layout.strip_rows * scene.sps.columns
    count = layout.strip_px // BLOCK_PX * scene.sps.columns - first
    picture = scene.pictures[index].header
    if not count:
        return []
    if not picture.intra:
        return [skip_slice(scene, index, first, count)]
    header = band_header(picture, scene.pps.first_qp, first)
    writer = put_header(header, scene.sps, scene.pps)
    for number in range(count):
        put_flat(writer, intra=True, level=0 if number else -BLACK_FROM_GREY)
    return [slice_nal(header, writer)]


def skip_slice(scene: Scene, index: int, first: int, count: int) -> bytes:
    """The NAL unit of so many macroblocks of a P picture that stay as they are."""
    header = band_header(scene.pictures[index].header, scene.pps.first_qp, first)
    return slice_nal(header, put_header(header, scene.sps, scene.pps).ue(count))
