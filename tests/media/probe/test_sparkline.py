"""Small diagrams as text."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.probe.sparkline import sparkline


def test_the_highest_of_each_span_is_shown_and_a_silence_is_blank() -> None:
    at_s = np.array([0.0, 0.1, 1.2, 3.1, 3.9])
    assert sparkline(at_s, np.array([1.0, 7.0, 3.5, 0.0, 0.1]), 4, 4.0) == ("█▅ ▁", 7.0)


@given(st.lists(st.tuples(st.floats(0, 1e4), st.floats(0, 1e9)), max_size=50), st.integers(1, 80))
def test_any_values_give_a_line_of_the_width(rows: list[tuple[float, float]], width: int) -> None:
    rows.sort()
    at_s, values = np.array([row[0] for row in rows]), np.array([row[1] for row in rows])
    text, top = sparkline(at_s, values, width)
    assert len(text) == (width if rows else 0)
    assert top == (max(values) if rows else 0)
