"""Stamps of many cameras at once."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.overlay.stamps import stamp_matrix
from camproof.media.stamp import stamp_text


@given(st.lists(st.tuples(*[st.integers(0, (1 << 63) - 1)] * 3), min_size=1, max_size=8))
def test_the_same_as_one_by_one(rows: list[tuple[int, int, int]]) -> None:
    cameras, frames, times = np.array(rows, np.int64).T
    matrix = stamp_matrix(cameras, frames, times)
    assert [row.tobytes() for row in matrix] == [stamp_text(*row) for row in rows]
