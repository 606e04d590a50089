"""The text of the truth stamp for many pictures at once."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from camproof.media.stamp import STAMP_TEXT_SIZE

__all__ = ["stamp_texts"]

_BODY_BYTES = 16
_PAIRS = [b"%02x" % value for value in range(256)]
_HEX = np.frombuffer(b"".join(_PAIRS), np.uint16)
"""The two characters of each byte."""


def _crc_tables() -> NDArray[np.uint32]:
    """[16 * 256]: what each byte at each place adds to the CRC-32 of the 32 characters; XOR joins them."""
    zeros = crc32(bytes(2 * _BODY_BYTES))
    table = np.empty((_BODY_BYTES, 256), np.uint32)
    for place in range(_BODY_BYTES):
        before, after = bytes(2 * place), bytes(2 * (_BODY_BYTES - 1 - place))
        table[place] = [crc32(before + pair + after) ^ zeros for pair in _PAIRS]
    table[0] ^= np.uint32(zeros)
    return table.ravel()


_CRC = _crc_tables()
_CRC_ROWS = (np.arange(_BODY_BYTES) * 256)[:, None]


def stamp_texts(
    camera: NDArray[np.integer], frame: NDArray[np.integer], capture_us: NDArray[np.integer]
) -> NDArray[np.uint8]:
    """uint8[n, 40]: what :func:`camproof.media.stamp.stamp_text` gives for each; numbers are cut."""
    words = np.empty((len(camera), STAMP_TEXT_SIZE // 8), ">u4")
    words[:, 0], words[:, 1] = camera, frame
    words[:, 2:4] = capture_us.astype(">i8").view(">u4").reshape(-1, 2)
    body = words.view(np.uint8)
    words[:, 4] = np.bitwise_xor.reduce(_CRC.take(body[:, :_BODY_BYTES].T + _CRC_ROWS), axis=0)
    texts: NDArray[np.uint8] = _HEX.take(body).view(np.uint8)
    return texts
