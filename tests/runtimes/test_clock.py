from __future__ import annotations

import asyncio
import time

import pytest

from camproof.runtimes.clock import now_s, wall_clock


def test_the_wall_clock_follows_the_loops_time() -> None:
    async def test() -> None:
        wall_s = wall_clock(3600.0)
        assert wall_s(10.0) - wall_s(4.0) == pytest.approx(6.0)
        assert wall_s(0.0) - wall_clock()(0.0) == pytest.approx(3600.0, abs=0.5)
        assert wall_clock()(now_s()) == pytest.approx(time.time(), abs=0.5)

    asyncio.run(test())


def test_now_is_on_the_scale_of_the_loop() -> None:
    async def test() -> None:
        before_s, fine_s = asyncio.get_running_loop().time(), now_s()
        assert before_s <= fine_s + 0.01
        assert fine_s <= asyncio.get_running_loop().time() + 0.01

    asyncio.run(test())
