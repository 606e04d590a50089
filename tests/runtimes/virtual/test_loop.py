"""The event loop on SimPy's clock: order, time, and what it leaves out."""

from __future__ import annotations

import asyncio
import signal
import time
from collections.abc import Generator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.runtimes.clock import now_s, wall_clock
from camproof.runtimes.virtual import NothingLeftError, VirtualLoop, run_virtually
from camproof.runtimes.virtual.simulation import NS, in_ns


def test_a_day_takes_no_time_and_ends_to_the_nanosecond() -> None:
    async def day() -> float:
        await asyncio.sleep(86_400)
        return asyncio.get_running_loop().time()

    began_s = time.monotonic()
    assert run_virtually(day()) == 86_400
    assert time.monotonic() - began_s < 5


def test_epoch_time_is_virtual_too() -> None:
    async def epoch() -> tuple[float, float]:
        await asyncio.sleep(2.5)
        return wall_clock()(now_s()), wall_clock(-1.0)(now_s())

    assert run_virtually(epoch(), epoch_s=1000.0) == (1002.5, 1001.5)


def test_timers_run_in_the_order_of_their_times_and_those_of_one_moment_as_they_were_set() -> None:
    async def order() -> list[str]:
        loop, said = asyncio.get_running_loop(), []
        loop.call_later(2, said.append, "c")
        loop.call_at(1, said.append, "a")
        loop.call_later(1, said.append, "b")
        loop.call_later(1.5, said.append, "never").cancel()
        loop.call_soon(said.append, "now")
        await asyncio.sleep(3)
        return said

    assert run_virtually(order()) == ["now", "a", "b", "c"]


def test_what_is_past_runs_now_and_the_clock_never_goes_back() -> None:
    async def past() -> float:
        await asyncio.sleep(5)
        done = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().call_at(1, done.set_result, None)
        await done
        return asyncio.get_running_loop().time()

    assert run_virtually(past()) == 5


def test_timeouts_queues_and_tasks_work_as_ever() -> None:
    async def all_of_it() -> list[Any]:
        queue: asyncio.Queue[int] = asyncio.Queue()

        async def feed() -> None:
            for number in range(3):
                await asyncio.sleep(1)
                queue.put_nowait(number)

        feeding = asyncio.create_task(feed())
        got: list[Any] = [await queue.get() for _ in range(3)]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(4):
                await queue.get()
        await feeding
        return [*got, asyncio.get_running_loop().time()]

    assert run_virtually(all_of_it()) == [0, 1, 2, 7]


def test_waiting_for_what_never_happens_is_an_error_and_not_a_hang() -> None:
    async def forever() -> None:
        await asyncio.get_running_loop().create_future()

    with pytest.raises(NothingLeftError, match="never happen"):
        run_virtually(forever())


def test_work_for_threads_is_done_at_once_and_its_errors_reach_who_waits() -> None:
    async def work() -> int:
        with pytest.raises(ZeroDivisionError):
            await asyncio.to_thread(lambda: 1 // 0)
        return await asyncio.to_thread(lambda: 42)

    assert run_virtually(work()) == 42


def test_sockets_are_refused() -> None:
    async def reader() -> None:
        asyncio.get_running_loop().add_reader(0, print)

    with pytest.raises(NotImplementedError):
        run_virtually(reader())


def test_simpy_processes_live_beside_tasks_on_the_same_clock() -> None:
    async def both() -> list[tuple[str, float]]:
        loop, said = asyncio.get_running_loop(), []
        assert isinstance(loop, VirtualLoop)
        simulation = loop.simulation

        def crew() -> Generator[Any, Any, None]:
            for _ in range(2):
                yield simulation.timeout(2 * NS)
                said.append(("crew", simulation.now_s))

        simulation.process(crew())
        for _ in range(2):
            await asyncio.sleep(1.5)
            said.append(("task", loop.time()))
        await asyncio.sleep(2)
        return said

    assert run_virtually(both()) == [("task", 1.5), ("crew", 2.0), ("task", 3.0), ("crew", 4.0)]


def test_cancelled_timers_leave_the_schedule() -> None:
    async def many() -> int:
        loop = asyncio.get_running_loop()
        assert isinstance(loop, VirtualLoop)
        kept = [loop.call_later(50, lambda: None) for _ in range(10)]
        for _ in range(20_000):
            loop.call_later(100, lambda: None).cancel()
        assert len(kept) == 10
        return len(loop.simulation._queue)

    assert run_virtually(many()) < 3000


def test_signals_reach_the_loop_and_are_given_back() -> None:
    async def wait() -> str:
        told = asyncio.get_running_loop().create_future()
        asyncio.get_running_loop().add_signal_handler(signal.SIGUSR1, told.set_result, "told")
        signal.raise_signal(signal.SIGUSR1)
        return str(await told)

    before = signal.getsignal(signal.SIGUSR1)
    assert run_virtually(wait()) == "told"
    assert signal.getsignal(signal.SIGUSR1) is before


@given(st.floats(0, 1e6, allow_nan=False))
def test_a_timer_is_never_early_and_at_most_a_nanosecond_late(at_s: float) -> None:
    at_ns = in_ns(at_s)
    assert at_ns / NS >= at_s
    assert at_ns - at_s * NS <= 1.1
