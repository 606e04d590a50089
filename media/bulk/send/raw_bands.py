"""Pictures with a band in packets without a container: their rows and the packets that these are cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.flights import Flight
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.pictures import FULL, NO_TEXT, Pictures
from camproof.media.overlay.model import OverlayText
from camproof.media.tables.raw_band import RawBand
from camproof.media.tables.raw_cut import cut_text

__all__ = ["RawRow", "RawTexts", "fill_raw_bands", "raw_texts_of", "set_raw_pieces"]

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class RawRow:
    """The text of a row that is not the library's own, and the packets of that row.

    :param at: offset of the text.
    :param text: what joins the last packet of the front, then packets of its own.
    :param sizes: of all packets in the row.
    """

    at: int
    text: bytes
    sizes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RawTexts:
    """What n pictures show, as ``Texts``.

    :param row_len: int64[n], packets in the row.
    :param octets: int64[n], RTP payload bytes.
    :param fresh: by number of the picture.
    """

    row_len: Ints
    octets: Ints
    fresh: dict[int, RawRow]

    def chosen(self, which: NDArray[np.bool_]) -> RawTexts:
        """Some of them."""
        numbers = (np.cumsum(which) - 1).tolist()
        fresh = {numbers[place]: row for place, row in self.fresh.items() if which[place]}
        return RawTexts(self.row_len[which], self.octets[which], fresh)


def raw_texts_of(
    library: Library, labels: Mapping[int, OverlayText], streams: Ints, pictures: Pictures
) -> RawTexts:
    """The texts of pictures: the whole one in key pictures, else what sets the clock when a second is over.

    :param labels: by stream, what clips with a band show beside the clock.
    """
    place = pictures.place
    row_len, octets = library.row_packets[place], library.octets[place]
    band_of = library.raw_band_of[place]
    fresh: dict[int, RawRow] = {}
    for number in np.flatnonzero(pictures.says != NO_TEXT).tolist():
        start, band = library.raw_bands[band_of[number]]
        index, second = int(place[number]) - start, int(pictures.clock_s[number])
        if pictures.says[number] == FULL:
            text = band.overlay.full(index, labels[int(streams[number])], second)
        else:
            text = band.overlay.tick(index, int(pictures.shown_s[number]), second)
        row = fresh[number] = _row(band, index, text)
        row_len[number] = len(row.sizes)
        octets[number] += sum(row.sizes) - library.row_len[place[number]]
    return RawTexts(row_len, octets, fresh)


def _row(band: RawBand, index: int, text: bytes) -> RawRow:
    cut = cut_text(band.overlay.clip.codec, text, band.room[index])
    *before, last = band.sizes[index]
    sizes = (*before, last + len(cut.joins), *map(len, cut.payloads))
    return RawRow(sum(band.sizes[index]), cut.joins + b"".join(cut.payloads), sizes)


def fill_raw_bands(arena: Arena, texts: RawTexts) -> None:
    """Write texts into rows that are filled."""
    for number, row in texts.fresh.items():
        at = arena.ahead + row.at
        arena.rows[number, at : at + len(row.text)] = np.frombuffer(row.text, np.uint8)


def set_raw_pieces(arena: Arena, flight: Flight, fresh: Mapping[int, RawRow]) -> None:
    """Let the packets of rows with texts of their own lie where these were put."""
    firsts = flight.leaving.cumsum() - flight.leaving
    for frame, row in fresh.items():
        first, end = int(firsts[frame]), int(firsts[frame]) + len(row.sizes)
        start = arena.row_address + arena.ahead + frame * arena.rows.shape[1]
        arena.room.at[first:end] = start + np.array([0, *accumulate(row.sizes[:-1])])
        arena.room.sizes[first:end] = (0, *row.sizes[1:])
        arena.room.lead[frame] = row.sizes[0]
