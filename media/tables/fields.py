"""The fields that change in flight, for many frames at once: SCR, PTS and DTS, the text of the stamp."""

from __future__ import annotations

from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from camproof.media.stamp import STAMP_TEXT_SIZE

__all__ = ["SCR_SIZE", "TIMESTAMP_SIZE", "scr_fields", "stamp_texts", "timestamp_fields"]

SCR_SIZE = 6
TIMESTAMP_SIZE = 5
_NUMBERS = 16
_MASK_15, _MASK_3 = 0x7FFF, 7
_HEX = np.frombuffer(b"".join(b"%02x" % value for value in range(256)), np.uint16)

Ints = NDArray[np.int64]


def _bytes_of(bits: NDArray[np.uint64], size: int) -> NDArray[np.uint8]:
    shifted = bits << np.uint64(64 - 8 * size)
    return shifted.astype(">u8").view(np.uint8).reshape(-1, 8)[:, :size]


def timestamp_fields(prefix: Ints, value: Ints) -> NDArray[np.uint8]:
    """uint8[n, 5]: PTS or DTS fields, modulo 2**33 (ISO/IEC 13818-1 2.4.3.7).

    :param prefix: 2 for a PTS alone, 3 for a PTS before a DTS, 1 for a DTS.
    """
    high, middle, low = value >> 30 & _MASK_3, value >> 15 & _MASK_15, value & _MASK_15
    bits = prefix << 36 | high << 33 | middle << 17 | low << 1 | 0x1_0001_0001
    return _bytes_of(bits.view(np.uint64), TIMESTAMP_SIZE)


def scr_fields(base: Ints) -> NDArray[np.uint8]:
    """uint8[n, 6]: SCR fields without extension, modulo 2**33 (ISO/IEC 13818-1 2.5.3.4)."""
    high, middle, low = base >> 30 & _MASK_3, base >> 15 & _MASK_15, base & _MASK_15
    bits = high << 43 | middle << 27 | low << 11 | 0x4400_0400_0401
    return _bytes_of(bits.view(np.uint64), SCR_SIZE)


def _crc_parts() -> tuple[NDArray[np.uint32], np.uint32]:
    """What each of the 16 bytes adds to the CRC-32 of its 32 hex characters: a CRC is affine."""
    zero = bytes(_NUMBERS)
    base = crc32(zero.hex().encode())
    parts = np.zeros((_NUMBERS, 256), np.uint32)
    for place in range(_NUMBERS):
        for value in range(256):
            text = zero[:place] + bytes((value,)) + zero[place + 1 :]
            parts[place, value] = crc32(text.hex().encode()) ^ base
    return parts, np.uint32(base)


_CRC_PARTS, _CRC_BASE = _crc_parts()
_CRC_ROWS = np.arange(_NUMBERS) * 256
_CRC_FLAT = _CRC_PARTS.ravel()


def stamp_texts(camera: Ints, frame: Ints, capture_us: Ints) -> NDArray[np.uint8]:
    """uint8[n, 40]: what :func:`camproof.media.stamp.stamp_text` gives for each; numbers are cut."""
    binary = np.empty((len(camera), STAMP_TEXT_SIZE // 2), np.uint8)
    words = binary[:, :8].view(">u4")
    words[:, 0], words[:, 1] = camera, frame
    binary[:, 8:_NUMBERS] = capture_us.astype(">u8").view(np.uint8).reshape(-1, 8)
    places = binary[:, :_NUMBERS] + _CRC_ROWS
    crc = np.bitwise_xor.reduce(_CRC_FLAT[places], axis=1) ^ _CRC_BASE
    binary[:, _NUMBERS:] = crc.astype(">u4").view(np.uint8).reshape(-1, 4)
    return _HEX[binary].view(np.uint8)
