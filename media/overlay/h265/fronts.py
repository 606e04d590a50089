"""The first bytes of each access unit: delimiter, parameter sets, SEI stamp and strip; of constant length."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.h265.prepared import CTU_PX, Prepared, skipped_slice
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.strip import STRIP_HEADER, StripUnit, strip_table, strip_units
from camproof.media.overlay.h265.text import blank_slice
from camproof.media.overlay.h265.writer import SliceWriter
from camproof.media.overlay.layout import STRIP_BITS, BandLayout
from camproof.media.overlay.model import Front
from camproof.media.overlay.strip import strip_bits
from camproof.media.stamp import STAMP_TEXT_SIZE, TruthStamp, find_stamp_text, stamp_nal, stamp_text
from camproof.protocols.nal import join_annexb

__all__ = ["FrontWriter", "PreparedFront"]

_DELIMITER = {True: b"\x46\x01\x10", False: b"\x46\x01\x30"}
"""By key picture: pic_type 0 (I slices only) or 1 (7.4.3.5)."""
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

    def __init__(self, writer: SliceWriter, layout: BandLayout) -> None:
        self._writer = writer
        self._units = strip_units(layout, writer.sets.sps.width)
        shown = [unit for unit in self._units if unit.bits]
        self._order = np.array([_padded(unit.bits) for unit in shown]).ravel()
        self._fronts: dict[tuple[PictureHeader, bool], PreparedFront] = {}

    def prepared(self, picture: PictureHeader, key: bool) -> PreparedFront:
        """The front of a picture for a stamp of zeros."""
        found = self._fronts.get((picture, key))
        if found is None:
            found = self._fronts[picture, key] = self._prepared(picture, key)
        return found

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
        sets = self._writer.sets.nals if key else ()
        stamp = TruthStamp(0, 0, 0)
        data = bytearray(join_annexb([_DELIMITER[key], *sets, stamp_nal("H265", stamp)]))
        places, tables = [], []
        for unit in self._units:
            if unit.bits:
                table = strip_table(unit.shape, self._writer.tools)
                data += self._writer.header(picture, STRIP_HEADER, unit.x_px, unit.y_px)
                places.append(len(data))
                tables.append(table)
                data += table[0].tobytes()
            else:
                data += self._writer.slice(picture, self._spare(unit, key), unit.x_px, unit.y_px)
        front = Front(bytes(data), find_stamp_text(bytes(data)), places[0])
        prepared = PreparedFront(front, tuple(places), tuple(tables))
        filled = Front(self.filled(prepared, stamp), front.sei_at, front.strip_at)
        return PreparedFront(filled, prepared.places, prepared.tables)

    def _spare(self, unit: StripUnit, key: bool) -> Prepared:
        tools = self._writer.tools
        width = unit.shape.width_px
        return blank_slice(width, tools) if key else skipped_slice(width, CTU_PX, tools)


def _padded(bits: tuple[int, ...]) -> tuple[int, ...]:
    return bits + (_PADDING,) * (_UNIT_BITS - len(bits))
