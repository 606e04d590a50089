"""The text of the SEI stamp for many cameras at once."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from camproof.media.stamp import STAMP_TEXT_SIZE

__all__ = ["stamp_matrix"]

_HEX = np.frombuffer(b"0123456789abcdef", np.uint8)
_BODY_BYTES = 16
_PAIRS = np.stack((np.repeat(_HEX, 16), np.tile(_HEX, 16)), axis=1)
"""The two characters of each byte."""


def _crc_tables() -> NDArray[np.uint32]:
    """[16, 256]: CRC-32 of one byte's two characters at each place; a CRC is linear, so XOR joins them."""
    zeros = crc32(bytes(2 * _BODY_BYTES))
    table = np.empty((_BODY_BYTES, 256), np.uint32)
    for place in range(_BODY_BYTES):
        before, after = bytes(2 * place), bytes(2 * (_BODY_BYTES - 1 - place))
        table[place] = [crc32(before + bytes(pair) + after) ^ zeros for pair in _PAIRS]
    table[0] ^= np.uint32(zeros)
    return table


_TABLES = _crc_tables()


def stamp_matrix(
    cameras: NDArray[np.integer], frames: NDArray[np.integer], capture_us: NDArray[np.integer]
) -> NDArray[np.uint8]:
    """uint8[n, 40]: what ``stamp_text`` gives for each; numbers are cut to their width."""
    count = len(cameras)
    body = np.empty((count, _BODY_BYTES), np.uint8)
    body[:, :4] = _bytes(cameras.astype(np.uint64).astype(">u4"), 4)
    body[:, 4:8] = _bytes(frames.astype(np.uint64).astype(">u4"), 4)
    body[:, 8:] = _bytes(capture_us.astype(np.uint64).astype(">u8"), 8)
    crc = np.zeros(count, np.uint32)
    for place in range(_BODY_BYTES):
        crc ^= _TABLES[place][body[:, place]]
    whole = np.concatenate((body, _bytes(crc.astype(">u4"), 4)), axis=1)
    return _PAIRS[whole].reshape(count, STAMP_TEXT_SIZE)


def _bytes(numbers: NDArray[np.integer], size: int) -> NDArray[np.uint8]:
    return numbers.view(np.uint8).reshape(-1, size)
