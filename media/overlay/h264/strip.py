"""The strip as one slice whose bits stand at fixed places.

Each bit is a macroblock with one DC level of 16 or -16, whose codes differ in the last bit of the level
alone. A code never has 16 zeros in a row, so the slice needs no emulation prevention, whatever it says.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.h264.blocks import BLACK_FROM_GREY, QP, SATURATING, put_flat
from camproof.media.overlay.h264.scene import Scene, slice_nal
from camproof.media.overlay.h264.slice_header import SliceHeader, put_header
from camproof.media.overlay.layout import BLOCK_PX, STRIP_BITS, BandLayout
from camproof.protocols.nal import join_annexb

__all__ = ["StripSlice", "band_header", "skip_slice", "strip_slice"]

_NO_FILTER = 1
_START_BITS = 8 * 5
"""Start code and NAL header."""
_SIGN_FROM_END = 2
"""The sign is the last bit of the level; behind it comes total_zeros in one bit."""


@dataclass(frozen=True)
class StripSlice:
    """Annex B bytes that say 80 zeros, and where the bits are.

    :param places: int[80], bit numbers from the first byte of ``data``. A bit of the strip is the bit there,
        the other way round.
    """

    data: bytes = field(repr=False)
    places: NDArray[np.intp] = field(repr=False)

    @cached_property
    def byte_places(self) -> NDArray[np.intp]:
        """int[80], all different: the byte of each bit."""
        return self.places >> 3

    @cached_property
    def shifts(self) -> NDArray[np.uint8]:
        """uint8[80]: how far a bit of the strip goes to the left in its byte."""
        return (7 - (self.places & 7)).astype(np.uint8)

    @cached_property
    def fixed(self) -> NDArray[np.uint8]:
        """uint8[80]: the bytes that hold a bit, for zeros."""
        return np.frombuffer(self.data, np.uint8)[self.byte_places]

    def fill(self, bits: int) -> bytes:
        """The bytes that say these 80 bits."""
        value = int.from_bytes(self.data)
        end = 8 * len(self.data) - 1
        for number, place in enumerate(self.places.tolist()):
            value ^= (bits >> STRIP_BITS - 1 - number & 1) << end - place
        return value.to_bytes(len(self.data))

    def patch(self, rows: NDArray[np.uint8], start: int, bits: NDArray[np.uint8]) -> None:
        """Write the bits of n strips into n copies of the slice.

        :param rows: uint8[n, ...], the slice at ``start`` of each row.
        :param bits: uint8[n, 80] of 0 and 1.
        """
        rows[:, start + self.byte_places] = self.fixed ^ (bits << self.shifts)


def band_header(scene: SliceHeader, scene_qp: int, first: int) -> SliceHeader:
    """The header of a slice of the band in the picture of this slice."""
    return replace(scene, first=first, qp_delta=QP - scene_qp, filtered=_NO_FILTER, filter_offsets=(0, 0))


def strip_slice(scene: Scene, index: int, layout: BandLayout) -> StripSlice:
    """The strip of a picture and the rows set aside below it.

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
    return StripSlice(data, np.array(places))


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
