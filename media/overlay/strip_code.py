"""How the bits of a strip are written into prepared bytes: each run of bytes by up to eight bits.

However a strip is coded (CAVLC signs, CABAC or H.265 slice data), its bits change fixed places of the front,
and the changes of different bits do not touch each other. So XOR with rows of small tables writes a strip.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from camproof.media.overlay.layout import STRIP_BITS

__all__ = ["StripCode", "StripPart"]

_MOST_BITS = 8


@dataclass(frozen=True, slots=True, eq=False)
class StripPart:
    """A run of bytes that some bits of the strip write.

    :param at: offset of the run in the front.
    :param bits: which bits of the strip, most significant of the table's row number first; at most 8.
    :param changes: uint8[1 << len(bits), length]: what each value changes against the bytes for zeros.
    """

    at: int
    bits: tuple[int, ...]
    changes: NDArray[np.uint8] = field(repr=False)

    @property
    def end(self) -> int:
        """Offset of the byte behind."""
        return self.at + int(self.changes.shape[1])


class StripCode:
    """The parts of a strip, in the order of their bytes; ``start`` is the offset of the first."""

    def __init__(self, parts: Iterable[StripPart]) -> None:
        self.parts = tuple(parts)
        self.start = self.parts[0].at
        self.size = self.parts[-1].end - self.start
        self._places, self._turned = _single_bits(self.parts)
        self._whole = all(part.bits == _byte(part) for part in self.parts)
        self._order = np.array([_padded(part.bits) for part in self.parts]).ravel()

    def change(self, strips: NDArray[np.uint8]) -> NDArray[np.uint8]:
        """uint8[n, size]: to be joined by XOR to bytes that say zeros, from ``start`` on.

        :param strips: uint8[n, 10], as :func:`camproof.media.overlay.strip.strip_bits` gives, in bytes.
        """
        found = np.zeros((len(strips), self.size), np.uint8)
        if len(self._places):
            found[:, self._places - self.start] = np.unpackbits(strips, axis=1) * self._turned
            return found
        values = self._values(strips)
        for part, value in zip(self.parts, values, strict=True):
            found[:, part.at - self.start : part.end - self.start] = part.changes.take(value, 0)
        return found

    def _values(self, strips: NDArray[np.uint8]) -> NDArray[np.intp]:
        """intp[parts, n]: the row of each part's table."""
        if self._whole:
            first = [part.bits[0] // _MOST_BITS for part in self.parts]
            return strips.T[first].astype(np.intp)
        padded = np.zeros((len(strips), STRIP_BITS + 1), np.uint8)
        padded[:, :STRIP_BITS] = np.unpackbits(strips, axis=1)
        shifts = np.array([_MOST_BITS - len(part.bits) for part in self.parts])[:, None]
        values: NDArray[np.intp] = np.packbits(padded[:, self._order], axis=1).T.astype(np.intp) >> shifts
        return values

    def fill(self, data: bytearray, bits: int) -> None:
        """Write one strip into bytes that say zeros.

        :param bits: as :func:`camproof.media.overlay.strip.strip_bits` gives.
        """
        for part in self.parts:
            value = 0
            for bit in part.bits:
                value = value << 1 | bits >> STRIP_BITS - 1 - bit & 1
            where = slice(part.at, part.end)
            change = int.from_bytes(part.changes[value].tobytes())
            data[where] = (int.from_bytes(data[where]) ^ change).to_bytes(part.changes.shape[1])


def _single_bits(parts: Iterable[StripPart]) -> tuple[NDArray[np.intp], NDArray[np.uint8]]:
    """Where each bit of the strip has a byte of its own: (offsets, what it changes there), 80 each; else
    nothing.
    """
    places, turned = list[int](), list[int]()
    for part in parts:
        ones = part.changes[[1 << place for place in reversed(range(len(part.bits)))]]
        values = np.unpackbits(np.arange(len(part.changes), dtype=np.uint8)[:, None], axis=1)
        linear = values[:, _MOST_BITS - len(ones) :] @ ones
        if (np.count_nonzero(ones, axis=1) != 1).any() or not np.array_equal(linear, part.changes):
            return np.zeros(0, np.intp), np.zeros(0, np.uint8)
        places += (part.at + ones.argmax(axis=1)).tolist()
        turned += ones.max(axis=1).tolist()
    if len(set(places)) != STRIP_BITS:
        return np.zeros(0, np.intp), np.zeros(0, np.uint8)
    return np.array(places), np.array(turned, np.uint8)


def _byte(part: StripPart) -> tuple[int, ...]:
    """The bits of the whole byte in which the part's first bit lies."""
    first = part.bits[0] // _MOST_BITS * _MOST_BITS
    return tuple(range(first, first + _MOST_BITS))


def _padded(bits: tuple[int, ...]) -> tuple[int, ...]:
    return bits + (STRIP_BITS,) * (_MOST_BITS - len(bits))
