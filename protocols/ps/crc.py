"""CRC-32/MPEG-2 (ISO/IEC 13818-1 Annex A): polynomial 04C11DB7, start FFFFFFFF, no mirroring, no xor."""

from __future__ import annotations

import zlib

__all__ = ["crc32_mpeg2"]

_REVERSED = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def crc32_mpeg2(data: bytes) -> int:
    """The checksum of ``data``; 0 over data that ends with its own checksum.

    zlib's CRC is the same polynomial with mirrored bits and a final xor, so both are undone.
    """
    mirrored = zlib.crc32(data.translate(_REVERSED)) ^ 0xFFFFFFFF
    return int.from_bytes(mirrored.to_bytes(4, "little").translate(_REVERSED))
