"""Slices put together of pieces of bits, each of which is turned into bytes once and kept.

A piece depends on the one before by the bits that fill no byte yet, and by the zero bytes at its end, which
count for the emulation prevention of the next.
"""

from __future__ import annotations

from typing import NamedTuple

from camproof.protocols.nal import BitWriter, escape

__all__ = ["NO_TAIL", "Tail", "come_to_end", "go_on"]

_HARMLESS = b"\xff"


class Tail(NamedTuple):
    """What a piece leaves for the next: ``size`` bits of this ``value``, behind up to two ``zeros``."""

    size: int
    value: int
    zeros: int


NO_TAIL = Tail(0, 0, 0)


def go_on(tail: Tail, piece: BitWriter) -> tuple[bytes, Tail]:
    """The bytes that a piece fills, with emulation prevention, and its tail."""
    more, bits = piece.code
    size, value = tail.size + more, tail.value << more | bits
    left = size % 8
    data = _escaped(tail.zeros, (value >> left).to_bytes(size // 8))
    zeros = len(data) - len(data.rstrip(b"\0"))
    if zeros == len(data):
        zeros += tail.zeros
    return data, Tail(left, value & (1 << left) - 1, zeros)


def come_to_end(tail: Tail, piece: BitWriter) -> bytes:
    """The bytes of the last piece, with the trailing bits."""
    return _escaped(tail.zeros, BitWriter().u(tail.size, tail.value).u(*piece.code).rbsp())


def _escaped(zeros: int, data: bytes) -> bytes:
    """:func:`escape` of bytes behind zeros, which are not the last."""
    return escape(bytes(zeros) + data + _HARMLESS)[zeros:-1]
