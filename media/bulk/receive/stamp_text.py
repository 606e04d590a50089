"""The 40 characters of truth stamps, many at once (see ``media.stamp``)."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from camproof.media.bulk.receive.burst import Bools, Bytes, Ints

__all__ = ["Stamps", "read_texts"]

_BODY = 32
_NO_DIGIT = 255


@dataclass(frozen=True, slots=True)
class Stamps:
    """Arrays of one length. :param good: whether characters and checksum are right; the others are noise."""

    good: Bools
    camera: Ints
    frame: Ints
    capture_us: Ints


@cache
def _digits() -> Bytes:
    table = np.full(256, _NO_DIGIT, np.uint8)
    for value, character in enumerate(b"0123456789abcdef"):
        table[character] = value
    return table


@cache
def _checks() -> tuple[NDArray[np.uint32], int]:
    """CRC-32 is affine: what each character at each place adds, and the checksum of 32 zero bytes."""
    zero = crc32(bytes(_BODY))
    table = np.zeros((_BODY, 256), np.uint32)
    for place in range(_BODY):
        for character in b"0123456789abcdef":
            body = bytearray(_BODY)
            body[place] = character
            table[place, character] = crc32(body) ^ zero
    return table, zero


def read_texts(texts: Bytes) -> Stamps:
    """uint8[n, 40] into numbers; capture times are modulo 2**63."""
    digits = _digits().take(texts)
    words = np.ascontiguousarray(digits[:, 0::2] << 4 | digits[:, 1::2]).view(">u4").astype(np.int64)
    camera, frame, high, low, told = words.T
    table, zero = _checks()
    places = texts[:, :_BODY] + np.arange(0, _BODY * 256, 256)
    check = np.bitwise_xor.reduce(table.take(places), axis=1) ^ np.uint32(zero)
    good = (digits != _NO_DIGIT).all(axis=1) & (told == check)
    return Stamps(good, camera, frame, (high & 0x7FFFFFFF) << 32 | low)
