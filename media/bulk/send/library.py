"""All packet tables of a sender in one set of arrays, with addresses instead of offsets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import cycle, islice
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import address_of
from camproof.media.bulk.send.clocks import clocks_of
from camproof.media.bulk.send.places import PIECE, PLACE
from camproof.media.bulk.send.rows import Templates
from camproof.media.bulk.send.strip_tables import StripTables, strip_tables
from camproof.media.bulk.send.ticks import TickBook
from camproof.media.clips.model import CLOCK_HZ
from camproof.media.errors import ClipError
from camproof.media.overlay.strip import crc_table
from camproof.media.stamp import stamp_crc_table
from camproof.media.tables.band import Band, BandedStrip
from camproof.media.tables.fields import TIMESTAMP_SIZE, WORD_SIZE
from camproof.media.tables.model import NOWHERE, MediaTable
from camproof.media.tables.raw_band import RawBand, StripPlaces

__all__ = ["Library"]

_USUAL_TEXT = 4096

Ints = NDArray[np.int64]


def _can_shift(table: MediaTable) -> bool:
    return table.container == "PS" and not table.in_row.any()


class Library:
    """What compiled loops are given of all tables.

    :param ahead: room before each row, for the header of its packet.
    :ivar places, pieces: PLACE and PIECE records.
    :ivar templates: what rows are made of.
    :ivar bands, raw_bands: (first place, band), by their numbers; ``ticks`` those of ``bands``.
    :ivar has_openings: whether messages must begin elsewhere than with a frame.
    """

    def __init__(self, ahead: int) -> None:
        self._ahead = ahead
        self._tables: list[MediaTable] = []
        self._starts: dict[int, int] = {}
        self.ticks: list[TickBook] = []
        self._foreseeing: Iterator[TickBook] = iter(())
        self._text_room = _USUAL_TEXT

    places: NDArray[Any]
    pieces: NDArray[Any]
    templates: Templates
    bands: list[tuple[int, Band]]
    raw_bands: list[tuple[int, RawBand]]
    has_openings: bool

    def start_of(self, table: MediaTable) -> int:
        """The place of the table's first frame; the table is taken in where it is new.

        :raises ClipError: where it cannot be with tables that have bands.
        """
        start = self._starts.get(id(table))
        if start is None:
            tables = [*self._tables, table]
            if any(known.band for known in tables) and not all(map(_can_shift, tables)):
                raise ClipError("Clips with a band share a sender with plain program streams only.")
            start = self._starts[id(table)] = sum(known.frames for known in self._tables)
            self._tables.append(table)
            self._join()
        return start

    def _join(self) -> None:
        tables = self._tables
        self.places = np.concatenate([_places(table) for table in tables])
        self.pieces = np.concatenate([_pieces(table) for table in tables])
        for table, start in zip(tables, self._starts.values(), strict=True):
            for name in ("after", "next_key"):
                self.places[name][start : start + table.frames] += start
        counts = self.places["packets"]
        self.places["first_packet"] = np.cumsum(counts) - counts
        self.has_openings = int(self.pieces["opens"].sum()) > len(counts)
        self._join_bands()
        self._join_raw_bands()
        strips = self._join_strips()
        self.templates = Templates(
            self.places,
            self._padded_rows(),
            clocks_of(tables),
            stamp_crc_table(),
            strips.parts,
            strips.changes,
            strips.changed,
            crc_table(),
        )

    def _padded_rows(self) -> NDArray[np.uint8]:
        """All rows, equally wide, with room behind for the word of a clock that ends with its row."""
        width = max(table.rows.shape[1] for table in self._tables) + WORD_SIZE - TIMESTAMP_SIZE
        padded = np.zeros((sum(table.frames for table in self._tables), self._ahead + width), np.uint8)
        at = 0
        for table in self._tables:
            padded[at : at + table.frames, self._ahead : self._ahead + table.rows.shape[1]] = table.rows
            at += table.frames
        return padded

    def pace(self, table: MediaTable) -> tuple[float, float]:
        """(ns, ticks of the 90 kHz clock) from frame to frame."""
        return 1e9 / table.fps, CLOCK_HZ / table.fps

    def key_before(self, table: MediaTable, first: int) -> int:
        """The place of the key picture at or before a running picture number."""
        keys = np.flatnonzero(table.key)
        number = keys[np.searchsorted(keys, first % table.frames, side="right") - 1]
        return self.start_of(table) + int(number)

    def _join_bands(self) -> None:
        books = {id(book.band): book for book in self.ticks}
        self.bands, self.ticks = [], []
        for table in self._tables:
            if table.band is not None:
                start = self._starts[id(table)]
                self.places["band"][start : start + table.frames] = len(self.bands)
                self.bands.append((start, table.band))
                self.ticks.append(books.get(id(table.band)) or TickBook(table.band))
        self._foreseeing = cycle(self.ticks)

    def foresee(self, clock_s: int) -> None:
        """Make one more of the texts that follow when this second is over, of each clip in turn."""
        for book in islice(self._foreseeing, 1):
            book.foresee(clock_s)

    def _join_raw_bands(self) -> None:
        self.raw_bands = []
        for table in self._tables:
            if table.raw_band is not None:
                start = self._starts[id(table)]
                self.places["raw_band"][start : start + table.frames] = len(self.raw_bands)
                self.raw_bands.append((start, table.raw_band))

    def _join_strips(self) -> StripTables:
        kind: NDArray[np.int64] = np.full(len(self.places), NOWHERE, np.int64)
        strips: list[tuple[BandedStrip, Ints]] = []
        for start, band in self.bands:
            kind[start : start + len(band.kind)] = band.kind + len(strips)
            strips += [(strip, at + np.arange(strip.size)) for at, strip in band.strips]
        for start, raw in self.raw_bands:
            kind[start : start + len(raw.kind)] = raw.kind + len(strips)
            strips += [(of.strip, _strip_places(of)) for of in raw.strips]
        tables, there = strip_tables(strips), kind != NOWHERE
        self.places["first_part"][there] = tables.first_part[kind[there]]
        self.places["end_part"][there] = tables.first_part[kind[there] + 1]
        return tables

    @property
    def width(self) -> int:
        """Bytes of a padded row with the room before it."""
        return int(self.templates.rows.shape[1])

    @property
    def room(self) -> int:
        """Bytes that a row takes in flight: texts may be longer."""
        return self.width + (self._text_room if self.bands or self.raw_bands else 0)

    def make_room(self, text: int) -> None:
        """Texts of so many bytes will come."""
        self._text_room = max(self._text_room, text)


def _places(table: MediaTable) -> NDArray[Any]:
    """PLACE records of a table; ``after`` and ``next_key`` count from its first frame."""
    places = np.zeros(table.frames, PLACE)
    numbers, keys = np.arange(table.frames), np.flatnonzero(table.key)
    places["after"] = (numbers + 1) % table.frames
    places["next_key"] = keys[np.searchsorted(keys, numbers) % len(keys)]
    for name in ("key", "shift_us", "row_len", "lead", "row_packets", "stamp_at"):
        places[name] = getattr(table, name)
    places["octets"], places["packets"] = table.octets(), np.diff(table.first_packet)
    places["presented"] = table.reorder_90k if table.presents else 0
    places["band"] = places["raw_band"] = NOWHERE
    if table.band is not None:
        _tell_band(places, table, table.band)
    return places


def _tell_band(places: NDArray[Any], table: MediaTable, band: Band) -> None:
    places["tail_at"] = address_of(table.payload) + table.packet_at[table.first_packet[:-1]]
    places["tail_len"] = places["octets"] - places["row_len"]
    places["text_at"], places["length_at"] = band.text_at, band.length_at
    high, low = (table.rows[np.arange(table.frames), band.length_at + byte] for byte in (0, 1))
    places["pes_len"] = high.astype(np.int64) << 8 | low


def _pieces(table: MediaTable) -> NDArray[Any]:
    pieces = np.zeros(len(table.packet_at), PIECE)
    pieces["at"] = table.packet_at + np.where(table.in_row, 0, address_of(table.payload))
    pieces["len"], pieces["in_row"], pieces["opens"] = table.packet_len, table.in_row, table.opens
    return pieces


def _strip_places(of: StripPlaces) -> Ints:
    places: Ints = np.full(of.strip.size, NOWHERE, np.int64)
    places[of.columns] = of.places
    return places
