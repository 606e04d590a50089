"""Clocks of many frames at once are those of each alone."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.tables.fields import (
    SCR_SHIFT,
    TIMESTAMP_SHIFT,
    clock_words,
    scr_frame,
    timestamp_frame,
)
from camproof.protocols.ps import encode_scr, encode_timestamp

TIMES = st.integers(-(1 << 40), 1 << 40)


@given(st.lists(st.tuples(st.integers(1, 3), st.binary(min_size=3, max_size=3), TIMES), min_size=1))
def test_timestamps_are_those_of_the_muxer(rows: list[tuple[int, bytes, int]]) -> None:
    frames = np.array([timestamp_frame(prefix, behind) for prefix, behind, _ in rows], np.int64)
    shifts = np.full(len(rows), TIMESTAMP_SHIFT)
    words = clock_words(frames, shifts, np.array([value for *_, value in rows], np.int64))
    expected = [encode_timestamp(prefix, value) + behind for prefix, behind, value in rows]
    assert [word.tobytes() for word in words] == expected


@given(st.lists(st.tuples(st.binary(min_size=2, max_size=2), TIMES), min_size=1))
def test_system_clock_references_are_those_of_the_muxer(rows: list[tuple[bytes, int]]) -> None:
    frames = np.array([scr_frame(behind) for behind, _ in rows], np.int64)
    words = clock_words(frames, np.full(len(rows), SCR_SHIFT), np.array([v for _, v in rows], np.int64))
    assert [word.tobytes() for word in words] == [encode_scr(base) + behind for behind, base in rows]
