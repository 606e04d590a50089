"""The clocks that change in flight, for many frames at once: SCR, PTS and DTS."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["SCR_SIZE", "TIMESTAMP_SIZE", "scr_fields", "timestamp_fields"]

SCR_SIZE = 6
TIMESTAMP_SIZE = 5
_MASK_15, _MASK_3 = 0x7FFF, 7

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
