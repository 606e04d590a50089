from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sip import Timers
from camproof.protocols.sip.timers import AlarmQueue


def drain(queue: AlarmQueue[str, int], now_s: float) -> list[tuple[str, float]]:
    fired = []
    while (due := queue.pop_due(now_s)) is not None:
        fired.append((due[0], due[2]))
    return fired


def test_defaults_are_those_of_the_rfc() -> None:
    timers = Timers()
    assert (timers.t1_s, timers.t2_s, timers.t4_s, timers.timeout_s) == (0.5, 4.0, 5.0, 32.0)


@pytest.mark.parametrize("values", [{"t1_s": 0.0}, {"t2_s": -1.0}, {"t4_s": 0.0}, {"unanswered_s": 0.0}])
def test_timers_of_no_length_are_refused(values: dict[str, float]) -> None:
    with pytest.raises(LocalProtocolError):
        Timers(**values)


def test_order_and_ties() -> None:
    queue: AlarmQueue[str, int] = AlarmQueue()
    for at_s, owner in ((2.0, "c"), (1.0, "a"), (1.0, "b")):
        queue.set(at_s, owner, 1)
    assert queue.next_s() == 1.0
    assert drain(queue, 0.9) == []
    assert drain(queue, 5.0) == [("a", 1.0), ("b", 1.0), ("c", 2.0)]
    assert queue.next_s() is None


def test_cancelling_twice_or_late_is_harmless() -> None:
    queue: AlarmQueue[str, int] = AlarmQueue()
    alarm = queue.set(1.0, "a", 1)
    queue.cancel(alarm)
    queue.cancel(alarm)
    assert (len(queue), queue.next_s()) == (0, None)
    fired = queue.set(1.0, "b", 1)
    assert drain(queue, 1.0) == [("b", 1.0)]
    queue.cancel(fired)
    assert len(queue) == 0


def test_cancelled_alarms_do_not_pile_up() -> None:
    queue: AlarmQueue[str, int] = AlarmQueue()
    queue.set(1.0, "stays", 1)
    for _ in range(10_000):
        queue.cancel(queue.set(32.0, "goes", 1))
        assert len(queue._heap) < 600
    assert drain(queue, 40.0) == [("stays", 1.0)]


@given(st.lists(st.floats(0, 100), max_size=40), st.integers(0, 2**32))
def test_what_is_not_cancelled_fires_in_order(times: list[float], seed: int) -> None:
    rng = random.Random(seed)
    queue: AlarmQueue[str, int] = AlarmQueue()
    alarms = [(at_s, str(number), queue.set(at_s, str(number), 1)) for number, at_s in enumerate(times)]
    kept = []
    for at_s, owner, alarm in alarms:
        if rng.random() < 0.5:
            queue.cancel(alarm)
        else:
            kept.append((owner, at_s))
    assert len(queue) == len(kept)
    assert drain(queue, 100.0) == sorted(kept, key=lambda entry: (entry[1], int(entry[0])))
