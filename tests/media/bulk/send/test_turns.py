"""Whose turn it is, bucket by bucket."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from camproof.media.bulk.send.lateness import BulkLateness, LatenessHistogram
from camproof.media.bulk.send.reports import ReportTurns
from camproof.media.bulk.send.turns import Turns

MS = 1_000_000


def _turns(frames: dict[int, int], parts: dict[int, int] | None = None) -> Turns:
    """Streams by number, and the ms in which they are due."""
    turns = Turns(MS)
    turns.make_room(100)
    _put(turns.frame_ns, frames)
    _put(turns.part_ns, parts or {})
    return turns


def _put(due_ns: NDArray[np.int64], due_ms: dict[int, int]) -> None:
    for stream, due in due_ms.items():
        due_ns[stream] = due * MS


def _taken(turns: Turns, now_ms: float) -> list[tuple[str, list[int]]]:
    return [(turn, streams.tolist()) for turn, streams in turns.take(round(now_ms * MS))]


def test_a_bucket_is_taken_when_it_has_ended() -> None:
    turns = _turns({1: 3, 2: 5, 3: 3})
    assert _taken(turns, 3.9) == []
    assert _taken(turns, 4) == [("frame", [1, 3])]
    assert _taken(turns, 6) == [("frame", [2])]


def test_who_is_late_takes_several_buckets_at_once() -> None:
    assert _taken(_turns({1: 3, 2: 5, 3: 4}), 10) == [("frame", [1, 3, 2])]


def test_parts_of_frames_come_before_new_frames_and_in_their_order() -> None:
    turns = _turns({0: 2, 1: 3, 2: 5}, {9: 3, 8: 4})
    assert _taken(turns, 10) == [
        ("frame", [0]), ("part", [9]), ("frame", [1]), ("part", [8]), ("frame", [2]),
    ]  # fmt: skip


def test_what_is_written_while_turns_are_taken_is_seen() -> None:
    turns, seen = _turns({1: 1}), []
    for turn, streams in turns.take(10 * MS):
        seen.append((turn, streams.tolist()))
        if turn == "frame":
            _put(turns.part_ns, {1: 4})
    assert seen == [("frame", [1]), ("part", [1])]


@given(st.lists(st.integers(0, 50), min_size=1, max_size=40))
def test_every_stream_has_its_turn_once_and_never_early(due_ms: list[int]) -> None:
    turns = _turns(dict(enumerate(due_ms)))
    taken = {stream: now for now in range(60) for _, streams in _taken(turns, now) for stream in streams}
    assert taken == {stream: due + 1 for stream, due in enumerate(due_ms)}


def test_each_stream_reports_once_an_interval() -> None:
    turns = ReportTurns(MS, 0.01)
    asked = [stream for now in range(20) for stream in turns.take(now * MS, 25)]
    assert sorted(asked) == sorted([*range(25)] * 2)


def test_a_long_sleep_gives_each_stream_one_report() -> None:
    turns = ReportTurns(MS, 0.01)
    assert list(turns.take(0, 25)) == [0, 10, 20]
    assert sorted(turns.take(10**12, 25)) == list(range(25))


def test_lateness_is_told_by_percentile() -> None:
    histogram = LatenessHistogram()
    assert histogram.summary() == BulkLateness()
    histogram.record(np.array([-1, *range(1000)], np.int64) * 10_000)
    summary = histogram.summary()
    assert (summary.count, summary.max_ms) == (1001, 9.99)
    assert [summary.p50_ms, summary.p99_ms, summary.p999_ms] == [5.0, 9.9, 9.99]
    other = LatenessHistogram()
    other.record(np.array([70_000 * MS]))
    histogram.merge(other)
    assert histogram.summary().max_ms == 70_000
    histogram.clear()
    assert histogram.summary().count == 0
