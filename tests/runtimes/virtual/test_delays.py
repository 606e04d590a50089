"""Datagrams on an impaired link of virtual time."""

import asyncio
import gc

from camproof.runtimes.clock import now_s
from camproof.runtimes.delay_line import delays
from camproof.runtimes.virtual import rare_collections, run_virtually
from camproof.runtimes.virtual.collecting import _collected


def test_in_the_order_of_their_due_times_to_the_nanosecond() -> None:
    async def work() -> list[tuple[str, int]]:
        line, left = delays(), []
        for name, delay_s in (("late", 0.02), ("early", 0.005), ("beside", 0.02)):
            line.put(now_s(), delay_s, lambda name=name: left.append((name, round(now_s() * 1e9))))
        assert line.waiting == 3
        await asyncio.sleep(1.0)
        assert line.waiting == 0
        return left

    assert run_virtually(work()) == [("early", 5_000_000), ("late", 20_000_000), ("beside", 20_000_000)]


def test_what_is_under_way_is_forgotten_at_the_end() -> None:
    async def work() -> list[str]:
        line, left = delays(), []
        line.put(now_s(), 0.01, lambda: left.append("before"))
        line.close()
        line.put(now_s(), 0.01, lambda: left.append("after"))
        await asyncio.sleep(1.0)
        return left

    assert run_virtually(work()) == ["after"]


def test_the_collector_waits_longer_as_long_as_it_finds_nothing() -> None:
    before = gc.get_threshold()
    with rare_collections():
        first = gc.get_threshold()[0]
        _collected("stop", {"collected": 0})
        assert gc.get_threshold()[0] == 4 * first
        _collected("stop", {"collected": first})
        assert gc.get_threshold()[0] == first
    assert gc.get_threshold() == before
    assert _collected not in gc.callbacks
