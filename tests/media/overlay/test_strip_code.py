"""Strips written by tables are those written bit by bit."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.overlay.strip_code import StripCode, StripPart


def _code(sizes: list[int], gap: int) -> StripCode:
    """Parts of so many bits each, whose tables differ in every row, with gaps between."""
    parts, bit, at = list[StripPart](), 0, 5
    for size in sizes:
        changes = np.random.default_rng(bit).integers(0, 256, (1 << size, size + 1)).astype(np.uint8)
        changes[0] = 0
        parts.append(StripPart(at, tuple(range(bit, bit + size)), changes))
        bit, at = bit + size, at + size + 1 + gap
    return StripCode(parts)


def _bit_code(spread: int) -> StripCode:
    """Each bit of the strip turns one bit of a byte of its own."""
    parts = []
    for first in range(0, 80, 8):
        changes = np.zeros((256, 8 * spread), np.uint8)
        for place in range(8):
            with_bit = (np.arange(256) >> 7 - place & 1).astype(np.uint8)
            changes[:, place * spread] = with_bit << (first + place) % 7
        parts.append(StripPart(3 + first * spread, tuple(range(first, first + 8)), changes))
    return StripCode(parts)


def _agrees(code: StripCode, strips: list[int]) -> None:
    rows = np.frombuffer(b"".join(bits.to_bytes(10) for bits in strips), np.uint8).reshape(-1, 10)
    end = code.start + code.size
    for bits, change in zip(strips, code.change(rows), strict=True):
        data = bytearray(b"\x55" * (end + 3))
        code.fill(data, bits)
        assert bytes(byte ^ 0x55 for byte in data) == bytes(code.start) + change.tobytes() + bytes(3)
        expected = bytearray(end + 3)
        for part in code.parts:
            first, size = part.bits[0], len(part.bits)
            value = bits >> 80 - first - size & (1 << size) - 1
            expected[part.at : part.end] = part.changes[value].tobytes()
        assert bytes(expected[code.start : end]) == change.tobytes()


STRIPS = st.lists(st.integers(0, (1 << 80) - 1), min_size=1, max_size=4)


@given(
    st.sampled_from([[8] * 10, [8, 8, 4] * 4, [5] * 16, [1] * 80]),
    st.integers(0, 2),
    STRIPS,
)
def test_many_at_once_are_what_one_by_one_gives(sizes: list[int], gap: int, strips: list[int]) -> None:
    _agrees(_code(sizes, gap), strips)


@given(st.integers(1, 3), STRIPS)
def test_bits_with_a_byte_of_their_own_too(spread: int, strips: list[int]) -> None:
    _agrees(_bit_code(spread), strips)
