"""Names and clocks of pictures with a band, put into their rows."""

from __future__ import annotations

from ctypes import string_at

import numpy as np

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.flights import Flight
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.pictures import Pictures
from camproof.media.bulk.send.rows import write_texts
from camproof.media.bulk.send.texts import Texts
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["complete_rows", "fill_bands"]


def fill_bands(library: Library, arena: Arena, pictures: Pictures, texts: Texts) -> None:
    """Write texts into rows that are filled."""
    for numbers, rows in texts.parts:
        write_texts(arena.rows, arena.ahead, library.lengths, pictures.place, texts.row_len, numbers, rows)


def complete_rows(library: Library, arena: Arena, flight: Flight) -> None:
    """Where a row fills more packets than one, its last one gets its rest from the tail, so that each packet
    lies in one place.
    """
    for number in np.flatnonzero(flight.row_len > PAYLOAD_SIZE).tolist():
        place, row_len = int(flight.place[number]), int(flight.row_len[number])
        size = min(-row_len % PAYLOAD_SIZE, int(library.tail_len[place]))
        rest = np.frombuffer(string_at(int(library.tail_at[place]), size), np.uint8)
        arena.rows[number, arena.ahead + row_len : arena.ahead + row_len + size] = rest
