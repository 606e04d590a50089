"""Fields of many frames at once are those of each alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.tables.fields import scr_fields, timestamp_fields
from camproof.protocols.ps import encode_scr, encode_timestamp

TIMES = st.integers(-(1 << 40), 1 << 40)


@given(st.lists(st.tuples(st.integers(1, 3), TIMES), min_size=1, max_size=20))
def test_timestamps_are_those_of_the_muxer(rows: list[tuple[int, int]]) -> None:
    prefixes, values = np.array(rows, np.int64).T
    fields = timestamp_fields(prefixes, values)
    assert [field.tobytes() for field in fields] == [encode_timestamp(*row) for row in rows]


@given(st.lists(TIMES, min_size=1, max_size=20))
def test_system_clock_references_are_those_of_the_muxer(bases: list[int]) -> None:
    fields = scr_fields(np.array(bases, np.int64))
    assert [field.tobytes() for field in fields] == [encode_scr(base) for base in bases]

