"""Pictures with a band in packets without a container: their rows and the packets that these are cut into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.rows import Pictures
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.strip import strip_bytes
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.tables.raw_band import RawBand
from camproof.media.tables.raw_cut import cut_text

if TYPE_CHECKING:
    from camproof.media.bulk.send.layout import Flight

__all__ = ["RawRow", "RawTexts", "fill_raw_bands", "raw_openings", "raw_pieces", "raw_texts_of"]

Ints = NDArray[np.int64]
_US = 1_000_000


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

    def shape(self, library: Library, place: Ints) -> tuple[Ints, Ints, Ints]:
        """(packets, packets in the row, octets) of the pictures."""
        packets, row_packets, _ = library.shape(place, self.row_len)
        return packets, row_packets, self.octets


def raw_texts_of(
    library: Library,
    labels: Mapping[int, OverlayText],
    streams: Ints,
    state: NDArray[Any],
    pictures: Pictures,
) -> RawTexts:
    """The texts of pictures: the whole one in key pictures, else what sets the clock when a second is over.

    :param labels: by stream, what clips with a band show beside the clock.
    """
    place = pictures.place
    row_len, octets = library.row_packets[place], library.octets[place]
    clock_s = pictures.capture_us // _US + state["zone_s"]
    shown_s = state["shown_s"].copy()
    state["shown_s"] = clock_s
    band_of, key = library.raw_band_of[place], library.key[place]
    fresh: dict[int, RawRow] = {}
    for number in np.flatnonzero((band_of >= 0) & (key | (shown_s != clock_s))).tolist():
        start, band = library.raw_bands[band_of[number]]
        index, second = int(place[number]) - start, int(clock_s[number])
        if key[number]:
            text = band.overlay.full(index, labels[int(streams[number])], second)
        else:
            text = band.overlay.tick(index, int(shown_s[number]), second)
        row = fresh[number] = _row(band, index, text)
        row_len[number] = len(row.sizes)
        octets[number] += sum(row.sizes) - library.row_len[place[number]]
    return RawTexts(row_len, octets, fresh)


def _row(band: RawBand, index: int, text: bytes) -> RawRow:
    cut = cut_text(band.overlay.clip.codec, text, band.room[index])
    *before, last = band.sizes[index]
    sizes = (*before, last + len(cut.joins), *map(len, cut.payloads))
    return RawRow(sum(band.sizes[index]), cut.joins + b"".join(cut.payloads), sizes)


def fill_raw_bands(library: Library, arena: Arena, pictures: Pictures, texts: RawTexts) -> None:
    """Write strips and texts into rows that are copies of the library's."""
    strips = strip_bytes(pictures.camera, pictures.frame, pictures.capture_us)
    band_of = library.raw_band_of[pictures.place]
    for which, (start, band) in enumerate(library.raw_bands):
        numbers = np.flatnonzero(band_of == which)
        kinds = band.kind[pictures.place[numbers] - start]
        for kind, strip in enumerate(band.strips):
            chosen = numbers[kinds == kind]
            if len(chosen):
                change = strip.strip.change(strips.take(chosen, 0))[:, strip.columns]
                arena.rows[chosen[:, None], arena.ahead + strip.places] ^= change
    for number, row in texts.fresh.items():
        at = arena.ahead + row.at
        arena.rows[number, at : at + len(row.text)] = np.frombuffer(row.text, np.uint8)


def raw_pieces(
    library: Library,
    arena: Arena,
    flight: Flight,
    owner: Ints,
    number: Ints,
    fresh: Mapping[int, RawRow],
) -> tuple[Ints, Ints, Ints]:
    """(address, size) of each packet's piece behind header or lead, and the lead of each frame.

    :param owner: which frame of the flight each packet is of; ``number`` counts those of a frame.
    """
    place = flight.place
    row_packets, known = library.shape(place, flight.row_len)[1], library.row_packets[place]
    of_frame = number + flight.skipped.take(owner)
    behind = of_frame - row_packets.take(owner)
    within = np.where(behind < 0, np.minimum(of_frame, known.take(owner) - 1), known.take(owner) + behind)
    source = library.first_packet[place].take(owner) + within
    starts = arena.row_address + arena.ahead + arena.row_starts[: len(place)]
    at = library.piece_at.take(source) + np.where(library.in_row.take(source), starts.take(owner), 0)
    sizes, lead = library.piece_len.take(source), library.lead[place]
    firsts = flight.count.cumsum() - flight.count
    for frame, row in fresh.items():
        first, end = int(firsts[frame]), int(firsts[frame]) + len(row.sizes)
        at[first:end] = int(starts[frame]) + np.array([0, *accumulate(row.sizes[:-1])])
        sizes[first:end] = (0, *row.sizes[1:])
        lead[frame] = row.sizes[0]
    return at, sizes, lead


def raw_openings(sizes: Ints) -> NDArray[np.bool_]:
    """Which packets, of payloads of these sizes, begin a message: those behind one that is not full."""
    return np.append(True, sizes[:-1] != PAYLOAD_SIZE)
