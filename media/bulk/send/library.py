"""All packet tables of a sender in one set of arrays, with addresses instead of offsets."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.kernel import address_of
from camproof.media.bulk.send.clocks import clocks_of
from camproof.media.bulk.send.flights import Shapes
from camproof.media.bulk.send.packing import Pieces
from camproof.media.bulk.send.pictures import Order
from camproof.media.bulk.send.rows import Lengths, Templates
from camproof.media.bulk.send.strip_tables import strip_tables
from camproof.media.bulk.send.ticks import TickBook
from camproof.media.clips.model import CLOCK_HZ
from camproof.media.errors import ClipError
from camproof.media.packets import PAYLOAD_SIZE
from camproof.media.stamp import stamp_crc_table
from camproof.media.tables.band import Band, BandedStrip
from camproof.media.tables.model import NOWHERE, MediaTable
from camproof.media.tables.raw_band import RawBand, StripPlaces

__all__ = ["Library"]

_JOINED = (
    "row_len", "lead", "row_packets", "stamp_at", "reorder_90k", "shift_us", "key",
)  # fmt: skip

_USUAL_TEXT = 4096

Ints = NDArray[np.int64]


def _can_shift(table: MediaTable) -> bool:
    return table.container == "PS" and not table.in_row.any()


class Library:
    """A *place* is the number of a frame among the frames of all tables.

    Arrays over places: ``rows``, ``lead``, ``first_packet``, ``packets``, ``row_packets``, ``key``, ``after``
    (the place that follows), ``next_key`` (the key picture at or after), ``octets`` ... Over packets:
    ``piece_at`` (an address, or an offset in the row where ``in_row``), ``piece_len``, ``opens``.

    :param ahead: room before each row, for the header of its packet.
    """

    def __init__(self, ahead: int) -> None:
        self._ahead = ahead
        self._tables: list[MediaTable] = []
        self._starts: dict[int, int] = {}
        self.rows: NDArray[np.uint8] = np.zeros((0, ahead), np.uint8)
        self.ticks: list[TickBook] = []
        self._text_room = _USUAL_TEXT

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
        for name in _JOINED:
            setattr(self, name, np.concatenate([getattr(table, name) for table in tables]))
        self.rows = self._padded_rows()
        self._join_packets()
        self._join_order()
        self._join_fields()
        self._join_bands()
        self._join_raw_bands()
        self._join_strips()
        self._gather()

    row_len: NDArray[np.int64]
    lead: NDArray[np.int64]
    row_packets: NDArray[np.int64]
    stamp_at: NDArray[np.int64]
    reorder_90k: NDArray[np.int64]
    shift_us: NDArray[np.int64]
    key: NDArray[np.bool_]

    def _padded_rows(self) -> NDArray[np.uint8]:
        width = max(table.rows.shape[1] for table in self._tables)
        padded = np.zeros((sum(table.frames for table in self._tables), self._ahead + width), np.uint8)
        at = 0
        for table in self._tables:
            padded[at : at + table.frames, self._ahead : self._ahead + table.rows.shape[1]] = table.rows
            at += table.frames
        return padded

    def _join_packets(self) -> None:
        tables = self._tables
        counts = np.concatenate([np.diff(table.first_packet) for table in tables])
        self.packets: NDArray[np.int64] = counts
        self.first_packet: NDArray[np.int64] = np.cumsum(counts) - counts
        self.in_row: NDArray[np.bool_] = np.concatenate([table.in_row for table in tables])
        self.opens: NDArray[np.bool_] = np.concatenate([table.opens for table in tables])
        self.piece_len: NDArray[np.int64] = np.concatenate([table.packet_len for table in tables])
        places = [table.packet_at + np.where(table.in_row, 0, address_of(table.payload)) for table in tables]
        self.piece_at: NDArray[np.int64] = np.concatenate(places)
        self.octets: NDArray[np.int64] = np.concatenate([table.octets() for table in tables])
        self.has_openings = int(self.opens.sum()) > len(counts)

    def _join_order(self) -> None:
        after, keys, at = [], [], 0
        for table in self._tables:
            numbers = np.arange(table.frames)
            after.append(at + (numbers + 1) % table.frames)
            ahead = np.flatnonzero(table.key)
            keys.append(at + ahead[np.searchsorted(ahead, numbers) % len(ahead)])
            at += table.frames
        self.after: NDArray[np.int64] = np.concatenate(after)
        self.next_key: NDArray[np.int64] = np.concatenate(keys)

    def _join_fields(self) -> None:
        """``presented`` is what RTP timestamps add to the DTS."""
        tables = self._tables
        self.clocks = clocks_of(tables)
        self.presented: NDArray[np.int64] = np.concatenate(
            [table.reorder_90k if table.presents else np.zeros_like(table.reorder_90k) for table in tables]
        )

    def pace(self, table: MediaTable) -> tuple[float, float]:
        """(ns, ticks of the 90 kHz clock) from frame to frame."""
        return 1e9 / table.fps, CLOCK_HZ / table.fps

    def key_before(self, table: MediaTable, first: int) -> int:
        """The place of the key picture at or before a running picture number."""
        keys = np.flatnonzero(table.key)
        number = keys[np.searchsorted(keys, first % table.frames, side="right") - 1]
        return self.start_of(table) + int(number)

    def _join_bands(self) -> None:
        """``tail_at`` and ``tail_len`` tell of what follows a row. Where there is a band, ``band_of`` is
        its number (else -1), ``text_at`` the offset of the text, ``pes_len`` what is written at
        ``length_at``.
        """
        self.tail_at: NDArray[np.int64] = self.piece_at[self.first_packet]
        self.tail_len: NDArray[np.int64] = self.octets - self.row_len
        size = len(self.row_len)
        self.band_of: NDArray[np.int64] = np.full(size, NOWHERE, np.int64)
        self.text_at, self.length_at, self.pes_len = (np.zeros(size, np.int64) for _ in range(3))
        books = {id(book.band): book for book in self.ticks}
        self.bands, self.ticks = [], []
        for table in self._tables:
            if table.band is not None:
                self._join_band(self._starts[id(table)], table, table.band, books)

    def _join_raw_bands(self) -> None:
        """``raw_bands`` are (first place, band); ``raw_band_of`` is the number of a place's, or -1."""
        self.raw_band_of: NDArray[np.int64] = np.full(len(self.row_len), NOWHERE, np.int64)
        self.raw_bands: list[tuple[int, RawBand]] = []
        for table in self._tables:
            if table.raw_band is not None:
                start = self._starts[id(table)]
                self.raw_band_of[start : start + table.frames] = len(self.raw_bands)
                self.raw_bands.append((start, table.raw_band))

    bands: list[tuple[int, Band]]

    def _join_band(self, start: int, table: MediaTable, band: Band, books: dict[int, TickBook]) -> None:
        where = slice(start, start + table.frames)
        self.band_of[where] = len(self.bands)
        self.text_at[where], self.length_at[where] = band.text_at, band.length_at
        high, low = (table.rows[np.arange(table.frames), band.length_at + byte] for byte in (0, 1))
        self.pes_len[where] = high.astype(np.int64) << 8 | low
        self.bands.append((start, band))
        self.ticks.append(books.get(id(band)) or TickBook(band))

    def _join_strips(self) -> None:
        kind: NDArray[np.int64] = np.full(len(self.row_len), NOWHERE, np.int64)
        strips: list[tuple[BandedStrip, Ints]] = []
        for start, band in self.bands:
            kind[start : start + len(band.kind)] = band.kind + len(strips)
            strips += [(strip, at + np.arange(strip.size)) for at, strip in band.strips]
        for start, raw in self.raw_bands:
            kind[start : start + len(raw.kind)] = raw.kind + len(strips)
            strips += [(of.strip, _places(of)) for of in raw.strips]
        self._strips = strip_tables(kind, strips)

    def _gather(self) -> None:
        """What compiled loops are given."""
        self.order = Order(
            self.after, self.next_key, self.key, self.shift_us, (self.band_of >= 0) | (self.raw_band_of >= 0)
        )
        self.templates = Templates(
            self.rows, self.row_len, self.clocks, self.stamp_at, stamp_crc_table(), self._strips
        )
        self.lengths = Lengths(self.row_len, self.text_at, self.length_at, self.pes_len)
        self.shapes = Shapes(self.packets, self.row_packets, self.presented, self.band_of, self.raw_band_of)
        self.pieces = Pieces(
            self.first_packet, self.row_packets, self.lead, self.band_of, self.raw_band_of,
            self.tail_at, self.tail_len, self.piece_at, self.piece_len, self.in_row, self.opens,
        )  # fmt: skip

    @property
    def width(self) -> int:
        """Bytes of a padded row with the room before it."""
        return int(self.rows.shape[1])

    @property
    def room(self) -> int:
        """Bytes that a row takes in flight: texts may be longer, and the last packet is completed."""
        banded = any(table.band or table.raw_band for table in self._tables)
        return self.width + (self._text_room + PAYLOAD_SIZE if banded else 0)

    def make_room(self, text: int) -> None:
        """Texts of so many bytes will come."""
        self._text_room = max(self._text_room, text)


def _places(of: StripPlaces) -> Ints:
    places: Ints = np.full(of.strip.size, NOWHERE, np.int64)
    places[of.columns] = of.places
    return places
