"""Stamps of many pictures at once are those of each alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.stamp import stamp_text
from camproof.media.stamp_texts import stamp_texts

NUMBERS = st.integers(0, (1 << 63) - 1)


@given(st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS), min_size=1, max_size=20))
def test_texts_and_checksums_are_those_of_single_stamps(rows: list[tuple[int, int, int]]) -> None:
    texts = stamp_texts(*np.array(rows, np.int64).T)
    assert [text.tobytes() for text in texts] == [stamp_text(*row) for row in rows]
