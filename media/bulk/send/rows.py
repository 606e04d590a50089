"""Copies of rows, patched for the frames in flight."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.library import Library
from camproof.media.stamp_texts import stamp_texts
from camproof.media.tables.fields import clock_words

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
    place = pictures.place
    arena.rows[: len(place), : library.width] = library.rows.take(place, 0)
    clocks = library.clocks
    if len(clocks.at):
        at, frame, shift, ticks = (
            column.take(place, 1) for column in (clocks.at, clocks.frame, clocks.shift, clocks.ticks)
        )
        for offset, word in zip(at, clock_words(frame, shift, ticks + pictures.dts_90k), strict=True):
            arena.put(offset, word)
    if library.has_stamps:
        texts = stamp_texts(pictures.camera, pictures.frame, pictures.capture_us)
        arena.put(library.stamp_at[place], texts.view(f"V{texts.shape[1]}").ravel())
