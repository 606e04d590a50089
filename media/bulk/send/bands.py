"""Strips, stamps, names and clocks of pictures with a band, put into their rows."""

from __future__ import annotations

from collections.abc import Mapping
from ctypes import string_at
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.layout import Flight
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.rows import Pictures
from camproof.media.errors import ClipError
from camproof.media.overlay.model import OverlayText
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.tables.band import TEXT_ROOM, Band

__all__ = ["Texts", "complete_rows", "fill_bands", "texts_of"]

Ints = NDArray[np.int64]
_US = 1_000_000


@dataclass(frozen=True, slots=True)
class Texts:
    """What n pictures show.

    :param row_len: int64[n], with the text in it.
    :param fresh: the texts that are not the row's own: by number of the picture (offset of the text, bytes).
    """

    row_len: Ints
    fresh: dict[int, tuple[int, bytes]]

    def chosen(self, which: NDArray[np.bool_]) -> Texts:
        """Some of them."""
        numbers = (np.cumsum(which) - 1).tolist()
        fresh = {numbers[place]: text for place, text in self.fresh.items() if which[place]}
        return Texts(self.row_len[which], fresh)


def texts_of(
    library: Library,
    labels: Mapping[int, OverlayText],
    streams: Ints,
    state: NDArray[Any],
    pictures: Pictures,
) -> Texts:
    """The texts of pictures: the whole one in key pictures, else what sets the clock when a second is over.

    :param labels: by stream, what clips with a band show beside the clock.
    :raises ClipError: for a text that is too long.
    """
    place, row_len = pictures.place, library.row_len[pictures.place].copy()
    clock_s = pictures.capture_us // _US + state["zone_s"]
    shown_s = state["shown_s"].copy()
    state["shown_s"] = clock_s
    fresh: dict[int, tuple[int, bytes]] = {}
    for start, end, band in library.bands:
        changed = (place >= start) & (place < end) & (library.key[place] | (shown_s != clock_s))
        for number in np.flatnonzero(changed).tolist():
            index, second = int(place[number]) - start, int(clock_s[number])
            if library.key[place[number]]:
                text = band.overlay.full(index, labels[int(streams[number])], second)
            else:
                text = band.overlay.tick(index, int(shown_s[number]), second)
            if len(text) > TEXT_ROOM:
                raise ClipError(f"A text of {len(text)} bytes is too long for a picture; {TEXT_ROOM} fit.")
            at = int(band.front_at[index] + band.front_len[index])
            fresh[number] = (at, text)
            row_len[number] = at + len(text)
    return Texts(row_len, fresh)


def fill_bands(library: Library, arena: Arena, pictures: Pictures, texts: Texts) -> None:
    """Write stamps, strips and texts into rows that are copies of the library's."""
    for start, end, band in library.bands:
        index = np.where((pictures.place >= start) & (pictures.place < end), pictures.place - start, -1)
        for kind, sample in enumerate(band.samples):
            chosen = np.flatnonzero((index >= 0) & (band.kind[index] == kind))
            if len(chosen):
                _change_fronts(arena, pictures, band, kind, sample, chosen)
        for number in texts.fresh:
            if index[number] >= 0:
                place, length_at = int(pictures.place[number]), int(band.length_at[index[number]])
                _write_text(library, arena, number, place, length_at, texts)


def _change_fronts(
    arena: Arena, pictures: Pictures, band: Band, kind: int, sample: int, chosen: Ints
) -> None:
    """What a stamp changes in the sample it changes in all fronts of its kind."""
    changed = band.overlay.fronts(
        sample, pictures.camera[chosen], pictures.frame[chosen], pictures.capture_us[chosen]
    )
    at = arena.ahead + int(band.front_at[sample])
    arena.rows[chosen, at : at + changed.shape[1]] ^= changed ^ band.fixed[kind]


def _write_text(
    library: Library, arena: Arena, number: int, place: int, length_at: int, texts: Texts
) -> None:
    """Put a text in and correct the length of the PES that holds it."""
    row, ahead = arena.rows[number], arena.ahead
    at, text = texts.fresh[number]
    row[ahead + at : ahead + at + len(text)] = np.frombuffer(text, np.uint8)
    length = int.from_bytes(row[ahead + length_at : ahead + length_at + 2].tobytes())
    if length:
        length += at + len(text) - int(library.row_len[place])
        row[ahead + length_at : ahead + length_at + 2] = np.frombuffer(length.to_bytes(2), np.uint8)


def complete_rows(library: Library, arena: Arena, flight: Flight) -> None:
    """Where a row fills more packets than one, its last one gets its rest from the tail, so that each packet
    lies in one place.
    """
    for number in np.flatnonzero(flight.row_len > PAYLOAD_SIZE).tolist():
        place, row_len = int(flight.place[number]), int(flight.row_len[number])
        size = min(-row_len % PAYLOAD_SIZE, int(library.tail_len[place]))
        rest = np.frombuffer(string_at(int(library.tail_at[place]), size), np.uint8)
        arena.rows[number, arena.ahead + row_len : arena.ahead + row_len + size] = rest
