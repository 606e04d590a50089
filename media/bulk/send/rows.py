"""Copies of rows, patched for the frames in flight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.library import Library
from camproof.media.stamp_texts import stamp_texts
from camproof.media.tables.fields import scr_fields, timestamp_fields

__all__ = ["Pictures", "fill_rows"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Pictures:
    """What n pictures in flight say: place in the library, DTS, and their stamps."""

    place: Ints
    dts_90k: Ints
    camera: Ints
    frame: Ints
    capture_us: Ints

    def chosen(self, which: NDArray[np.bool_]) -> Pictures:
        """Some of them."""
        return Pictures(*(getattr(self, name)[which] for name in Pictures.__slots__))


def fill_rows(library: Library, arena: Arena, pictures: Pictures) -> None:
    """Row i of the arena becomes the row of picture i, with its clocks and its stamp."""
    place, dts = pictures.place, pictures.dts_90k
    arena.rows[: len(place), : library.width] = library.rows[place]
    if library.has_scr:
        _patch(arena, library.scr_at[place], scr_fields(dts - library.scr_lead[place]))
    for column in range(library.clocks.shape[1]):
        at, prefix, ticks = library.clocks[place, column].T
        _patch(arena, at, timestamp_fields(prefix, dts + ticks))
    if library.has_stamps:
        texts = stamp_texts(pictures.camera, pictures.frame, pictures.capture_us)
        _patch(arena, library.stamp_at[place], texts)


def _patch(arena: Arena, at: Ints, values: NDArray[np.uint8]) -> None:
    """Write values[i] at offset at[i] of row i; where that is negative, nothing."""
    starts = arena.row_starts[: len(at)] + (at + arena.ahead)
    if at.min() < 0:
        there = at >= 0
        starts, values = starts[there], values[there]
    size = values.shape[1]
    arena.windows(size)[starts] = np.ascontiguousarray(values).view(f"V{size}").ravel()
