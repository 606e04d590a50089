"""Copies of rows, patched for the frames in flight."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.send.clocks import Clocks
from camproof.media.bulk.send.pictures import Pictures
from camproof.media.bulk.send.strip_tables import StripTables
from camproof.media.compiled import compiled
from camproof.media.tables.model import NOWHERE

__all__ = ["Lengths", "Templates", "fill_rows", "write_texts"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_MASK_15, _MASK_3 = 0x7FFF, 7
_CAMERA, _FRAME, _CAPTURE = 0xFFFFF, 0xFF, 0xFFFFFFFFF
_WORD_BYTES = 8


class Templates(NamedTuple):
    """Arrays over the places of a library.

    :param rows: uint8[F, width], with room before each for the header of its packet.
    :param stamp_at: offset of the stamp's text; -1 where there is none.
    :param stamp_crc: uint32[16 * 256], what each byte at each place adds to the CRC of a stamp.
    """

    rows: Bytes
    row_len: Ints
    clocks: Clocks
    stamp_at: Ints
    stamp_crc: NDArray[np.uint32]
    strips: StripTables


class Lengths(NamedTuple):
    """Arrays over places: what a text of another length changes.

    :param text_at: offset of the text.
    :param length_at, pes_len: where the PES_packet_length stands that counts the text, and what it says
        without one (0 where it is not told).
    """

    row_len: Ints
    text_at: Ints
    length_at: Ints
    pes_len: Ints


@compiled
def fill_rows(rows: Bytes, ahead: int, templates: Templates, pictures: Pictures) -> None:
    """Row i becomes the row of picture i, with its clocks, its stamp and its strip."""
    clocks = templates.clocks
    for number in range(len(pictures.place)):
        place = pictures.place[number]
        end = ahead + templates.row_len[place]
        rows[number, :end] = templates.rows[place, :end]
        row = rows[number, ahead:]
        for clock in range(clocks.at.shape[0]):
            if clocks.at[clock, place] != NOWHERE:
                _write_clock(
                    row[clocks.at[clock, place] :],
                    clocks.frame[clock, place],
                    clocks.shift[clock, place],
                    clocks.ticks[clock, place] + pictures.dts_90k[number],
                )
        camera, frame = pictures.camera[number], pictures.frame[number]
        capture_us = pictures.capture_us[number]
        if templates.stamp_at[place] != NOWHERE:
            _write_stamp(row[templates.stamp_at[place] :], camera, frame, capture_us, templates.stamp_crc)
        if templates.strips.kind[place] != NOWHERE:
            _turn_strip(row, templates.strips, templates.strips.kind[place], camera, frame, capture_us)


@compiled
def _write_clock(field: Bytes, frame: int, shift: int, clock_90k: int) -> None:
    """The 33 bits of a clock into its word; see :mod:`camproof.media.tables.fields`."""
    high, middle, low = clock_90k >> 30 & _MASK_3, clock_90k >> 15 & _MASK_15, clock_90k & _MASK_15
    word = frame | (high << 33 | middle << 17 | low << 1) << shift
    for byte in range(_WORD_BYTES):
        field[byte] = word >> 56 - 8 * byte & 0xFF


@compiled
def _write_stamp(text: Bytes, camera: int, frame: int, capture_us: int, table: NDArray[np.uint32]) -> None:
    """What :func:`camproof.media.stamp.stamp_text` gives; numbers are cut."""
    crc = 0
    for place in range(20):
        if place < 4:
            value = camera >> 24 - 8 * place & 0xFF
        elif place < 8:
            value = frame >> 56 - 8 * place & 0xFF
        elif place < 16:
            value = capture_us >> 120 - 8 * place & 0xFF
        else:
            value = crc >> 152 - 8 * place & 0xFF
        if place < 16:
            crc ^= table[place * 256 + value]
        text[2 * place], text[2 * place + 1] = _HEX[value >> 4], _HEX[value & 15]


@compiled
def _turn_strip(row: Bytes, strips: StripTables, kind: int, camera: int, frame: int, capture_us: int) -> None:
    """Turn a strip of zeros into that of :func:`camproof.media.overlay.strip.strip_bits`."""
    words = ((camera & _CAMERA) << 8 | frame & _FRAME) << 36 | capture_us & _CAPTURE
    crc = 0
    for place in range(8):
        crc ^= strips.crc[place * 256 + (words >> 56 - 8 * place & 0xFF)]
    for part in range(strips.first_part[kind], strips.first_part[kind + 1]):
        value = 0
        for number in range(8):
            bit = strips.bits[part, number]
            if bit < 0:
                break
            value = value << 1 | (words >> 63 - bit & 1 if bit < 64 else crc >> 79 - bit & 1)
        change, size = strips.change_at[part] + value * strips.size[part], strips.size[part]
        for byte in range(size):
            row[strips.places[strips.place_at[part] + byte]] ^= strips.changes[change + byte]


@compiled
def write_texts(
    rows: Bytes, ahead: int, lengths: Lengths, place: Ints, row_len: Ints, numbers: Ints, texts: Bytes
) -> None:
    """Write texts into the rows of some pictures, and correct the lengths that count them.

    :param place, row_len: of all pictures; ``numbers`` of those with texts, uint8[k, widest].
    """
    for at in range(len(numbers)):
        number = numbers[at]
        here, size = place[number], row_len[number]
        start = ahead + lengths.text_at[here]
        rows[number, start : ahead + size] = texts[at, : size - lengths.text_at[here]]
        if lengths.pes_len[here] > 0:
            length = lengths.pes_len[here] + size - lengths.row_len[here]
            where = ahead + lengths.length_at[here]
            rows[number, where], rows[number, where + 1] = length >> 8 & 0xFF, length & 0xFF
