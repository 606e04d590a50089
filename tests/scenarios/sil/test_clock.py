"""Scenario time on a loop's clock."""

from __future__ import annotations

import asyncio

import pytest

from camproof.scenarios.sil.clock import ScenarioClock
from camproof.verdicts import Finding


class Loop:
    now_s = 1000.0

    def time(self) -> float:
        return self.now_s


def test_it_begins_at_zero_and_can_be_set() -> None:
    loop = Loop()
    clock = ScenarioClock(loop.time)
    assert clock.now_s() == 0.0
    loop.now_s += 2.5
    assert clock.now_s() == 2.5
    clock.set(40.0)
    assert clock.now_s() == 40.0
    loop.now_s += 1.0
    assert clock.now_s() == 41.0


def test_times_go_there_and_back() -> None:
    loop = Loop()
    clock = ScenarioClock(loop.time)
    clock.set(30.0)
    assert clock.at(1005.0) == 35.0
    assert clock.loop_s(35.0) == 1005.0
    assert clock.at(clock.loop_s(12.25)) == 12.25


def test_findings_are_moved_as_a_whole() -> None:
    loop = Loop()
    clock = ScenarioClock(loop.time)
    clock.set(10.0)  # scenario 0 is loop 990
    ended = Finding("picture-frozen", "a", 1.0, 4.0, 2.0, "m", "d")
    lasting = Finding("picture-frozen", "b", 1.0, None, 2.0, "m")
    first, second = clock.moved((ended, lasting), origin_s=995.0)
    assert (first.from_s, first.to_s, first.detected_s) == (6.0, 9.0, 7.0)
    assert (first.symptom, first.subject, first.method, first.detail) == ("picture-frozen", "a", "m", "d")
    assert (second.from_s, second.to_s, second.detected_s) == (6.0, None, 7.0)


def test_sleeping_until_a_moment_that_is_past_returns_at_once() -> None:
    async def body() -> tuple[float, float]:
        loop = asyncio.get_running_loop()
        clock = ScenarioClock(loop.time)
        clock.set(100.0)
        await clock.sleep_until(50.0)
        at_once = clock.now_s()
        await clock.sleep_until(100.05)
        return at_once, clock.now_s()

    at_once, later = asyncio.run(body())
    assert at_once == pytest.approx(100.0, abs=0.04)
    assert later >= 100.05 - 1e-3
