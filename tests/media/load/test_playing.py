"""What is told of a sender, in virtual time."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

import numpy as np
import pytest

from camproof.media.bulk.send.fleet import BulkCounters
from camproof.media.bulk.send.lateness import LatenessHistogram
from camproof.media.bulk.send.shards import ShardedSender
from camproof.media.load import playing
from camproof.media.load.playing import PlayedSecond, PlayTotal, play


class Sender:
    """Three streams of 25 frames a second that began 1 s, 1 s and never before the watch; also the clock."""

    def __init__(self) -> None:
        self.now_s = 51.0

    def monotonic(self) -> float:
        return self.now_s

    def sleep(self, seconds: float) -> None:
        self.now_s += seconds

    def counters(self) -> BulkCounters:
        frames = np.array([25, 25, 0]) * round((self.now_s - 50) * 25) // 25
        lost = np.array([0, 2, 0])
        return BulkCounters(np.arange(3), frames, frames * 2, frames * 100, lost * 5, lost * 0, lost)

    def lateness_histogram(self, *, restart: bool) -> LatenessHistogram:
        return LatenessHistogram()

    def failures(self) -> tuple[str, ...]:
        return ("Nobody.",)


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> Any:
    def of(due_s: list[float], seconds: float) -> tuple[PlayTotal, list[PlayedSecond]]:
        sender, told = Sender(), list[PlayedSecond]()
        monkeypatch.setattr(playing, "time", sender)
        total = play(cast(ShardedSender, sender), np.array(due_s), seconds, lambda: False, told.append)
        return total, told

    return of


def test_what_left_before_the_watch_began_is_not_counted_but_what_went_wrong_is(watched: Any) -> None:
    total, told = watched([0.0, 0.0, 0.0], 2.0)
    assert total.seconds == pytest.approx(2)
    assert total.counters.frames.tolist() == [50, 50, 0]
    assert total.counters.packets.tolist() == [100, 100, 0]
    assert total.counters.octets.tolist() == [5000, 5000, 0]
    assert (total.counters.refused.tolist(), total.counters.lost.tolist()) == ([0, 10, 0], [0, 2, 0])
    assert [(second.frames, second.octets, second.lost) for second in told] == [(50, 5000, 2)] * 2
    assert total.failures == ("Nobody.",)


@pytest.mark.parametrize(("due_s", "silent", "waiting"), [(0.4, 1, 0), (0.6, 0, 1)])
def test_a_stream_is_silent_only_where_it_was_due(
    watched: Any, due_s: float, silent: int, waiting: int
) -> None:
    total, _ = watched([0.0, 9.0, due_s], 0.5)
    assert (total.silent, total.waiting) == (silent, waiting)


def test_it_ends_when_no_receiver_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    class Vain(Sender):
        def counters(self) -> BulkCounters:
            found = super().counters()
            return replace(found, lost=np.full(3, round(self.now_s - 51)))

    sender, told = Vain(), list[PlayedSecond]()
    monkeypatch.setattr(playing, "time", sender)
    total = play(cast(ShardedSender, sender), np.zeros(3), None, lambda: False, told.append)
    assert (total.given_up, total.seconds) == (True, pytest.approx(5))
    assert [second.lost for second in told] == [3, 6, 9, 12, 15]


def test_one_that_hangs_up_among_others_is_told_and_given_up_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    class Mixed(Sender):
        given_up: list[int]

        def counters(self) -> BulkCounters:
            found = super().counters()
            return replace(found, lost=np.array([0, min(5, round(self.now_s - 51)), 0]))

        def give_up(self, streams: list[int]) -> None:
            self.given_up = streams

    sender, told = Mixed(), list[PlayedSecond]()
    monkeypatch.setattr(playing, "time", sender)
    total = play(cast(ShardedSender, sender), np.zeros(3), 8.0, lambda: False, told.append)
    assert sender.given_up == [1]
    assert (total.hung_up, total.given_up) == ((1,), False)
    assert [second.hung_up for second in told] == [()] * 4 + [(1,)] + [()] * 3
