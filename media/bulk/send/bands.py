"""Strips, names and clocks of pictures with a band, put into their rows."""

from __future__ import annotations

from ctypes import string_at

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.arena import Arena
from camproof.media.bulk.send.layout import Flight
from camproof.media.bulk.send.library import Library
from camproof.media.bulk.send.rows import Pictures
from camproof.media.bulk.send.texts import Texts
from camproof.media.overlay.strip import strip_bytes
from camproof.media.packets import PAYLOAD_SIZE

__all__ = ["complete_rows", "fill_bands"]

Ints = NDArray[np.int64]


def fill_bands(library: Library, arena: Arena, pictures: Pictures, texts: Texts) -> None:
    """Write strips and texts into rows that are copies of the library's."""
    strips = strip_bytes(pictures.camera, pictures.frame, pictures.capture_us)
    kinds = library.strip_kind[pictures.place]
    for kind, (at, strip) in enumerate(library.strips):
        numbers = np.flatnonzero(kinds == kind)
        if len(numbers):
            arena.turn(numbers, at, strip.change(strips.take(numbers, 0)))
    for numbers, rows in texts.parts:
        arena.write(numbers, library.text_at[pictures.place[numbers]], rows)
    if texts.parts:
        numbers = np.concatenate([numbers for numbers, _ in texts.parts])
        _write_lengths(library, arena, numbers, pictures.place[numbers], texts.row_len[numbers])


def _write_lengths(library: Library, arena: Arena, numbers: Ints, place: Ints, row_len: Ints) -> None:
    """Correct the PES_packet_length where there is one: it counts the text."""
    given = library.pes_len[place]
    told = given > 0
    if told.any():
        length = (given + row_len - library.row_len[place])[told]
        rows = length.astype(">u2").view(np.uint8).reshape(-1, 2)
        arena.write(numbers[told], library.length_at[place[told]], rows)


def complete_rows(library: Library, arena: Arena, flight: Flight) -> None:
    """Where a row fills more packets than one, its last one gets its rest from the tail, so that each packet
    lies in one place.
    """
    for number in np.flatnonzero(flight.row_len > PAYLOAD_SIZE).tolist():
        place, row_len = int(flight.place[number]), int(flight.row_len[number])
        size = min(-row_len % PAYLOAD_SIZE, int(library.tail_len[place]))
        rest = np.frombuffer(string_at(int(library.tail_at[place]), size), np.uint8)
        arena.rows[number, arena.ahead + row_len : arena.ahead + row_len + size] = rest
