"""Datagrams on an impaired link leave when they are due and do not overtake one another."""

from __future__ import annotations

import asyncio
import random
import time

import uvloop

from camproof.runtimes.delay_line import DelayLine
from camproof.runtimes.impairment import Impairment


def test_a_jittery_link_keeps_the_order_on_a_loop_with_coarse_timers() -> None:
    async def run() -> list[int]:
        line, link, left = DelayLine(), Impairment(random.Random(1), delay_s=0.004, jitter_s=0.002), []
        done = asyncio.Event()
        for number in range(200):
            now_s = time.monotonic()
            (delay_s,) = link.decide(1400, now_s)
            line.put(now_s, delay_s, lambda number=number: left.append(number))
            if number % 10 == 9:
                await asyncio.sleep(0.0007)
        line.put(time.monotonic(), 0.02, done.set)
        await done.wait()
        return left

    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        assert runner.run(run()) == list(range(200))


def test_an_earlier_datagram_passes_a_later_one_and_nothing_leaves_after_the_end() -> None:
    async def run() -> list[str]:
        line, left, now_s = DelayLine(), [], time.monotonic()
        line.put(now_s, 0.0, lambda: left.append("now"))
        line.put(now_s, 0.03, lambda: left.append("late"))
        line.put(now_s, 0.005, lambda: left.append("early"))
        line.put(now_s, 5.0, lambda: left.append("never"))
        await asyncio.sleep(0.05)
        line.close()
        line.close()
        return left

    assert asyncio.run(run()) == ["now", "early", "late"]
