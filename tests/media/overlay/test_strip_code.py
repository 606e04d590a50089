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


@given(
    st.sampled_from([[8] * 10, [8, 8, 4] * 4, [5] * 16, [1] * 80]),
    st.integers(0, 2),
    st.lists(st.integers(0, (1 << 80) - 1), min_size=1, max_size=4),
)
def test_many_at_once_are_what_one_by_one_gives(sizes: list[int], gap: int, strips: list[int]) -> None:
    code = _code(sizes, gap)
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
