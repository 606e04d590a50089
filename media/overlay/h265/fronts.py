"""The first bytes of each access unit: delimiter, parameter sets, SEI stamp and strip; of constant length."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np

from camproof.media.overlay.h265.coded import CTU_PX
from camproof.media.overlay.h265.slice_header import PictureHeader
from camproof.media.overlay.h265.slices import BLACK, BandSlices
from camproof.media.overlay.h265.strip import STRIP_QP, StripUnit, strip_table, strip_units
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import Front
from camproof.media.overlay.strip_code import StripCode, StripPart
from camproof.media.stamp import TruthStamp, find_stamp_text, stamp_nal
from camproof.protocols.nal import join_annexb

__all__ = ["FrontWriter"]


class FrontWriter:
    """Writes the fronts of a clip."""

    def __init__(self, slices: BandSlices, layout: BandLayout, cache_dir: Path | None) -> None:
        self._slices = slices
        self._units = strip_units(layout, slices.width)
        shown = [unit for unit in self._units if unit.bits]
        self._tables = {
            shape: strip_table(shape, slices, cache_dir) for shape in {unit.shape for unit in shown}
        }
        self._changes = {shape: table ^ table[0] for shape, table in self._tables.items()}
        self.front = cache(self._front)

    def _front(self, picture: PictureHeader, key: bool) -> Front:
        """The front of a picture for a stamp of zeros and 80 zeros."""
        opening = self._slices.opening(key=key)
        data = bytearray(join_annexb([*opening, stamp_nal("H265", TruthStamp(0, 0, 0))]))
        sei_at, parts = find_stamp_text(bytes(data)), []
        for unit in self._units:
            if unit.bits:
                data += self._slices.intra_head(picture, STRIP_QP, unit.x_px, unit.y_px)
                table = self._tables[unit.shape]
                parts.append(StripPart(len(data), unit.bits, self._changes[unit.shape]))
                data += table[0].tobytes()
            else:
                data += self._spare(picture, unit, key)
        return Front(bytes(data), sei_at, StripCode(parts))

    def _spare(self, picture: PictureHeader, unit: StripUnit, key: bool) -> bytes:
        """A unit without bits: black, and then left as it is."""
        width_px = unit.shape.width_px
        if not key:
            return self._slices.skipped(picture, unit.x_px, unit.y_px, width_px, CTU_PX)
        luma = np.full((CTU_PX, width_px), BLACK, np.uint8)
        data = self._slices.intra_data(luma, STRIP_QP)
        return self._slices.intra_head(picture, STRIP_QP, unit.x_px, unit.y_px) + data
