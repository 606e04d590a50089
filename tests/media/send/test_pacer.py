"""The clockwork: order, pace, cancelling, and failures that stop nobody else."""

from __future__ import annotations

import asyncio
import time
from typing import Any, Protocol

import pytest

from camproof.media import Pacer


class Run(Protocol):
    def __call__(self, work: Any) -> Any: ...


def test_one_clockwork_a_loop(run_both: Run) -> None:
    async def work() -> bool:
        return Pacer.current() is Pacer.current()

    assert run_both(work())


def test_streams_play_in_the_order_of_their_due_times(run_both: Run) -> None:
    async def work() -> list[str]:
        played: list[str] = []
        done = asyncio.get_running_loop().create_future()
        now_s = time.monotonic()

        def stream(name: str, step_s: float, count: int) -> Any:
            def play(due_s: float) -> float | None:
                played.append(name)
                if played.count(name) < count:
                    return due_s + step_s
                if name == "slow":
                    done.set_result(None)
                return None

            return play

        Pacer.current().add(now_s + 0.025, stream("slow", 0.02, 2))
        Pacer.current().add(now_s, stream("fast", 0.01, 4))
        await asyncio.wait_for(done, 2)
        return played

    assert run_both(work()) == ["fast", "fast", "fast", "slow", "fast", "slow"]


def test_a_cancelled_turn_is_not_played(run_both: Run) -> None:
    async def work() -> int:
        played: list[float] = []
        done = asyncio.get_running_loop().create_future()
        now_s = time.monotonic()
        turn = Pacer.current().add(now_s + 0.005, played.append)
        Pacer.current().add(now_s + 0.01, lambda due_s: done.set_result(None))
        turn.cancel()
        await asyncio.wait_for(done, 2)
        return len(played)

    assert run_both(work()) == 0


@pytest.mark.parametrize("streams", [200])
def test_many_streams_due_at_once_all_play_and_lateness_is_booked(run_both: Run, streams: int) -> None:
    async def work() -> tuple[int, int]:
        left = streams
        done = asyncio.get_running_loop().create_future()

        def play(due_s: float) -> None:
            nonlocal left
            left -= 1
            if not left:
                done.set_result(None)

        now_s = time.monotonic()
        for _ in range(streams):
            Pacer.current().add(now_s - 0.05, play)
        await asyncio.wait_for(done, 2)
        late = Pacer.current().lateness.window()
        assert late.p50_ms >= 50
        return left, late.count

    assert run_both(work()) == (0, streams)


def test_a_stream_that_fails_does_not_stop_the_others(run_both: Run) -> None:
    async def work() -> list[str]:
        loop = asyncio.get_running_loop()
        problems: list[str] = []
        loop.set_exception_handler(lambda _, context: problems.append(repr(context.get("exception"))))
        done = loop.create_future()

        def fail(due_s: float) -> None:
            raise RuntimeError("broken stream")

        now_s = time.monotonic()
        Pacer.current().add(now_s, fail)
        Pacer.current().add(now_s + 0.002, lambda due_s: done.set_result(None))
        await asyncio.wait_for(done, 2)
        return problems

    assert run_both(work()) == ["RuntimeError('broken stream')"]
