"""The first bytes of each access unit: delimiter, parameter sets, SEI stamp and strip; of constant length."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.h265.coded import CTU_PX
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.slices import BLACK, BandSlices
from camproof.media.overlay.h265.strip import STRIP_QP, StripUnit, strip_table, strip_units
from camproof.media.overlay.layout import STRIP_BITS, BandLayout
from camproof.media.overlay.model import Front
from camproof.media.overlay.strip import strip_bits
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, find_stamp_text, stamp_nal, stamp_text
from camproof.protocols.nal import join_annexb

__all__ = ["FrontWriter", "PreparedFront"]

_UNIT_BITS = 8
_PADDING = STRIP_BITS
"""Index of a bit that is always 0."""


@dataclass(frozen=True, slots=True)
class PreparedFront:
    """A front with all that changes in it.

    :param places: offset of each unit's slice data.
    :param tables: uint8[256, length] of each unit: its slice data by its bits.
    """

    front: Front
    places: tuple[int, ...]
    tables: tuple[NDArray[np.uint8], ...] = field(repr=False)


class FrontWriter:
    """Writes the fronts of a clip."""

    def __init__(self, slices: BandSlices, layout: BandLayout, cache_dir: Path | None) -> None:
        self._slices = slices
        self._units = strip_units(layout, slices.width)
        shown = [unit for unit in self._units if unit.bits]
        self._order = np.array([_padded(unit.bits) for unit in shown]).ravel()
        self._tables = {
            shape: strip_table(shape, slices, cache_dir) for shape in {unit.shape for unit in shown}
        }
        self.prepared = cache(self._prepared)

    def filled(self, prepared: PreparedFront, stamp: TruthStamp) -> bytes:
        """The front of one access unit."""
        data = bytearray(prepared.front.data)
        text = stamp_text(stamp.camera, stamp.frame, stamp.capture_us)
        data[prepared.front.sei_at : prepared.front.sei_at + STAMP_TEXT_SIZE] = text
        bits = strip_bits(stamp.camera, stamp.frame, stamp.capture_us)
        row = np.array([[bits >> STRIP_BITS - 1 - place & 1 for place in range(STRIP_BITS)]], np.uint8)
        for place, table, value in zip(prepared.places, prepared.tables, self.values(row)[0], strict=True):
            data[place : place + table.shape[1]] = table[value].tobytes()
        return bytes(data)

    def values(self, bits: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """uint8[n, units]: the row of each unit's table.

        :param bits: uint8[n, 80] of 0 and 1.
        """
        padded = np.zeros((len(bits), STRIP_BITS + 1), np.uint8)
        padded[:, :STRIP_BITS] = bits
        return np.packbits(padded[:, self._order], axis=1)

    def _prepared(self, picture: PictureHeader, key: bool) -> PreparedFront:
        """The front of a picture for a stamp of zeros."""
        stamp = TruthStamp(0, 0, 0)
        opening = self._slices.opening(key=key)
        data = bytearray(join_annexb([*opening, stamp_nal("H265", stamp)]))
        places, tables = [], []
        for unit in self._units:
            if unit.bits:
                data += self._slices.intra_head(picture, STRIP_QP, unit.x_px, unit.y_px)
                places.append(len(data))
                tables.append(self._tables[unit.shape])
                data += tables[-1][0].tobytes()
            else:
                data += self._spare(picture, unit, key)
        front = Front(bytes(data), find_stamp_text(bytes(data)), places[0])
        raw = PreparedFront(front, tuple(places), tuple(tables))
        return replace(raw, front=replace(front, data=self.filled(raw, stamp)))

    def _spare(self, picture: PictureHeader, unit: StripUnit, key: bool) -> bytes:
        """A unit without bits: black, and then left as it is."""
        width_px = unit.shape.width_px
        if not key:
            return self._slices.skipped(picture, unit.x_px, unit.y_px, width_px, CTU_PX)
        luma = np.full((CTU_PX, width_px), BLACK, np.uint8)
        data = self._slices.intra_data(luma, STRIP_QP)
        return self._slices.intra_head(picture, STRIP_QP, unit.x_px, unit.y_px) + data


def _padded(bits: tuple[int, ...]) -> tuple[int, ...]:
    return bits + (_PADDING,) * (_UNIT_BITS - len(bits))
