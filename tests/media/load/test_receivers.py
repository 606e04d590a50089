"""Receivers that hang up, second by second."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.load.receivers import Receivers


def _gone_after(
    seconds: int, due_s: list[float], lost: Callable[[int], list[int]], moved: Callable[[int], list[int]]
) -> int | None:
    """The second after which nobody is left; None where somebody is."""
    receivers, none = Receivers(np.array(due_s)), np.zeros(len(due_s), np.int64)
    for at_s in range(1, seconds + 1):
        frames, dropped = np.array(moved(at_s)), none
        receivers.take(
            at_s, BulkCounters(none, frames, none, none, none, dropped, np.array(lost(at_s), np.int64))
        )
        if receivers.all_gone:
            return at_s
    return None


def test_who_hangs_up_five_times_in_a_row_is_gone() -> None:
    assert _gone_after(60, [0.0], lambda at_s: [at_s // 2], lambda at_s: [at_s]) == 10


def test_one_that_stays_is_enough() -> None:
    assert _gone_after(60, [0.0, 0.0], lambda at_s: [at_s, 0], lambda at_s: [at_s, at_s]) is None


def test_a_connection_that_held_begins_a_new_count() -> None:
    assert _gone_after(600, [0.0], lambda at_s: [at_s // 12], lambda at_s: [at_s]) is None


def test_who_takes_nothing_is_gone_after_twenty_seconds_from_when_it_was_due() -> None:
    assert _gone_after(60, [0.0], lambda _: [0], lambda _: [0]) == 20
    assert _gone_after(60, [0.0, 12.5], lambda _: [0, 0], lambda _: [0, 0]) == 33
    assert _gone_after(60, [0.0], lambda _: [0], lambda at_s: [min(at_s, 9)]) == 29


def test_one_may_hang_up_and_the_other_take_nothing() -> None:
    assert _gone_after(60, [0.0, 0.0], lambda at_s: [at_s, 0], lambda at_s: [at_s, 0]) == 20


def test_a_receiver_that_reads_too_little_is_there() -> None:
    receivers, none = Receivers(np.zeros(1)), np.zeros(1, np.int64)
    for at_s in range(1, 60):
        receivers.take(at_s, BulkCounters(none, none, none, none, none, np.array([at_s]), none))
    assert not receivers.all_gone


def test_who_hung_up_for_good_is_told_once_and_stays_gone() -> None:
    receivers, none = Receivers(np.zeros(2)), np.zeros(2, np.int64)
    told = []
    for at_s in range(1, 40):
        frames, lost = np.array([at_s, at_s]), np.array([min(at_s, 5), 0])
        told.append(receivers.take(at_s, BulkCounters(none, frames, none, none, none, none, lost)))
    assert [at_s for at_s, found in enumerate(told, 1) if found] == [5]
    assert told[4] == [0]
    assert receivers.hung_up.tolist() == [True, False]
    assert not receivers.all_gone
