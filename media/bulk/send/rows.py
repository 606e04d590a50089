"""Copies of rows, patched for the frames in flight."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.media.tables.model import NOWHERE

__all__ = ["Templates", "fill_rows"]

Ints = NDArray[np.int64]
Bytes = NDArray[np.uint8]
Records = NDArray[Any]
_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_MASK_15, _MASK_3 = 0x7FFF, 7
_CAMERA, _FRAME, _CAPTURE = 0xFFFFF, 0xFF, 0xFFFFFFFFF
_WORD_BYTES = 8


class Templates(NamedTuple):
    """What rows are made of.

    :param places: PLACE records of a library.
    :param rows: uint8[F, width], by place, with room before each for the header of its packet.
    :param clocks: CLOCK[F, C].
    :param stamp_crc: uint32[16 * 256], what each byte at each place adds to the CRC of a stamp.
    :param parts: STRIP_PART records, by the numbers that places have.
    :param changes, changed: what parts change, and at which offsets of the row.
    :param strip_crc: uint16[8 * 256], what each byte at each place adds to the checksum of a strip.
    """

    places: Records
    rows: Bytes
    clocks: Records
    stamp_crc: NDArray[np.uint32]
    parts: Records
    changes: Bytes
    changed: Ints
    strip_crc: NDArray[np.uint16]


@compiled
def fill_rows(
    rows: Bytes,
    ahead: int,
    frames: Records,
    words: Bytes,
    places: Records,
    templates: Bytes,
    clocks: Records,
    stamp_crc: NDArray[np.uint32],
    parts: Records,
    changes: Bytes,
    changed: Ints,
    strip_crc: NDArray[np.uint16],
) -> None:
    """Row i becomes the row of frame i, with its clocks, its stamp, its strip and its words.

    The last of the parameters are :class:`Templates`; one by one they are quicker to pass.
    """
    for number in range(len(frames)):
        frame = frames[number]
        place = places[frame.place]
        end = ahead + place.row_len
        rows[number, :end] = templates[frame.place, :end]
        row = rows[number, ahead:]
        for clock in clocks[frame.place]:
            if clock.at != NOWHERE:
                _write_clock(row[clock.at :], clock.frame, clock.shift, clock.ticks + frame.dts_90k)
        if place.stamp_at != NOWHERE:
            _write_stamp(row[place.stamp_at :], frame.camera, frame.frame, frame.capture_us, stamp_crc)
        if place.first_part < place.end_part:
            bits = _strip_bits(frame.camera, frame.frame, frame.capture_us, strip_crc)
            for part in range(place.first_part, place.end_part):
                _turn_part(row, parts[part], bits, changes, changed)
        if frame.word_at != NOWHERE:
            row[frame.text_at : frame.text_at + frame.word_len] = words[
                frame.word_at : frame.word_at + frame.word_len
            ]
            if place.pes_len > 0:
                length = place.pes_len + frame.row_len - place.row_len
                row[place.length_at], row[place.length_at + 1] = length >> 8 & 0xFF, length & 0xFF


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
def _strip_bits(camera: int, frame: int, capture_us: int, table: NDArray[np.uint16]) -> tuple[int, int]:
    """:func:`camproof.media.overlay.strip.strip_bits`: the first 64, and the 16 of the checksum."""
    words = ((camera & _CAMERA) << 8 | frame & _FRAME) << 36 | capture_us & _CAPTURE
    crc = 0
    for place in range(8):
        crc ^= table[place * 256 + (words >> 56 - 8 * place & 0xFF)]
    return words, crc


@compiled
def _turn_part(row: Bytes, part: Any, strip: tuple[int, int], changes: Bytes, changed: Ints) -> None:
    """Turn a part of a strip of zeros into one of these bits."""
    words, crc = strip
    value = 0
    for bit in part.bits:
        if bit < 0:
            break
        value = value << 1 | (words >> 63 - bit & 1 if bit < 64 else crc >> 79 - bit & 1)
    change_at = part.change_at + value * part.size
    change, where = changes[change_at : change_at + part.size], changed[part.place_at :][: part.size]
    for byte in range(len(change)):
        row[where[byte]] ^= change[byte]
