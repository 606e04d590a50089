"""33-bit times of a program stream: PTS, DTS and SCR fields, wrap (ISO/IEC 13818-1 2.4.3.7, 2.5.3.4)."""

from __future__ import annotations

__all__ = [
    "WRAP",
    "decode_scr",
    "decode_timestamp",
    "encode_scr",
    "encode_timestamp",
    "nearest",
    "signed_difference",
]

WRAP = 1 << 33
_MASK = WRAP - 1
_TIMESTAMP_MARKERS = 0x00_0001_0001
_SCR_MARKERS = 0x4400_0400_0401


def encode_timestamp(prefix: int, value: int) -> bytes:
    """Five bytes of PTS or DTS, modulo 2**33.

    :param prefix: 2 for a PTS alone, 3 for a PTS before a DTS, 1 for a DTS.
    """
    value &= _MASK
    bits = prefix << 36 | (value >> 30) << 33 | 1 << 32 | (value >> 15 & 0x7FFF) << 17 | (value & 0x7FFF) << 1
    return (bits | _TIMESTAMP_MARKERS).to_bytes(5)


def decode_timestamp(data: bytes | bytearray | memoryview, at: int = 0) -> int:
    """The 33 bits of a five-byte field; prefix and markers are not looked at."""
    return (
        (data[at] >> 1 & 7) << 30
        | data[at + 1] << 22
        | data[at + 2] >> 1 << 15
        | data[at + 3] << 7
        | data[at + 4] >> 1
    )


def encode_scr(base: int, extension: int = 0) -> bytes:
    """Six bytes of SCR. :param base: 90 kHz modulo 2**33. :param extension: 27 MHz, 0 to 299."""
    base &= _MASK
    bits = (base >> 30) << 43 | (base >> 15 & 0x7FFF) << 27 | (base & 0x7FFF) << 11 | (extension & 0x1FF) << 1
    return (bits | _SCR_MARKERS).to_bytes(6)


def decode_scr(data: bytes | bytearray | memoryview, at: int = 0) -> tuple[int, int] | None:
    """(base, extension) of a six-byte field, or None when its fixed bits are wrong."""
    bits = int.from_bytes(data[at : at + 6])
    if bits & 0xC400_0400_0401 != _SCR_MARKERS:
        return None
    base = (bits >> 43 & 7) << 30 | (bits >> 27 & 0x7FFF) << 15 | bits >> 11 & 0x7FFF
    return base, bits >> 1 & 0x1FF


def signed_difference(later: int, earlier: int) -> int:
    """``later - earlier`` on the 33-bit circle, between -2**32 and 2**32 - 1."""
    return ((later - earlier + (WRAP >> 1)) & _MASK) - (WRAP >> 1)


def nearest(value: int, reference: int) -> int:
    """The number equal to ``value`` modulo 2**33 that lies nearest to ``reference``."""
    return reference + signed_difference(value, reference)
