"""Workers that hang, die and err."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from camproof.media.diagnosis.detectors.black import Black
from camproof.media.diagnosis.pool import DiagnosisPool
from camproof.media.diagnosis.work import Diagnosis, Failure, SampleJob, diagnose
from camproof.media.errors import MediaError


@pytest.fixture
def work(monkeypatch: pytest.MonkeyPatch) -> Callable[[SampleJob], Diagnosis]:
    monkeypatch.syspath_prepend(str(Path(__file__).parent))
    function: Callable[[SampleJob], Diagnosis] = import_module("diagnosis_pool_work").by_subject
    return function


def run(work: Coroutine[Any, Any, None]) -> None:
    asyncio.run(work)


def test_one_bad_sample_costs_no_other(job: SampleJob, work: Callable[[SampleJob], Diagnosis]) -> None:
    async def check() -> None:
        light = replace(job, detectors=(Black(),))
        async with DiagnosisPool(2, limit_s=3.0, work=work) as pool:
            names = ("fine", "dies", "hangs", "fine", "fine")
            done = await asyncio.gather(*(pool.diagnose(replace(light, subject=name)) for name in names))
            failures = [diagnosis.failure for diagnosis in done]
            assert failures == [None, Failure.WORKER_DIED, Failure.TOO_SLOW, None, None]
            assert [diagnosis.subject for diagnosis in done] == list(names)
            assert [len(diagnosis.readings) for diagnosis in done] == [1, 0, 0, 1, 1]
            assert pool.diagnosed == 3
            assert pool.not_diagnosed == {Failure.WORKER_DIED: 1, Failure.TOO_SLOW: 1}

    run(check())


def test_a_queue_has_an_end_and_room_comes_back(
    job: SampleJob, work: Callable[[SampleJob], Diagnosis]
) -> None:
    async def check() -> None:
        async with DiagnosisPool(1, waiting=1, limit_s=20.0, work=work) as pool:
            done = await asyncio.gather(*(pool.diagnose(job) for _ in range(4)))
            assert [diagnosis.failure for diagnosis in done] == [None, None, Failure.NO_ROOM, Failure.NO_ROOM]
            assert (await pool.diagnose(job)).diagnosed
            assert pool.not_diagnosed == {Failure.NO_ROOM: 2}

    run(check())


def test_ctrl_c_is_not_for_workers(job: SampleJob, work: Callable[[SampleJob], Diagnosis]) -> None:
    """A terminal sends it to them as well."""

    async def check() -> None:
        async with DiagnosisPool(1, limit_s=20.0, work=work) as pool:
            assert (await pool.diagnose(replace(job, subject="interrupted"))).diagnosed

    run(check())


def test_a_defect_of_ours_is_raised_and_the_pool_goes_on(
    job: SampleJob, work: Callable[[SampleJob], Diagnosis]
) -> None:
    async def check() -> None:
        async with DiagnosisPool(1, limit_s=20.0, work=work) as pool:
            with pytest.raises(ZeroDivisionError):
                await pool.diagnose(replace(job, subject="bug"))
            assert (await pool.diagnose(job)).diagnosed

    run(check())


def test_corrupt_units_and_a_cancelled_sample(job: SampleJob, work: Callable[[SampleJob], Diagnosis]) -> None:
    async def check() -> None:
        async with DiagnosisPool(1, limit_s=20.0, work=work) as pool:
            broken = replace(job, units=(job.units[0], b"\x00\x00\x00\x01\x41" + bytes(90), *job.units[2:]))
            assert (await pool.diagnose(broken)).failure is Failure.BROKEN_BYTES
            hanging = asyncio.ensure_future(pool.diagnose(replace(job, subject="hangs")))
            await asyncio.sleep(0.05)
            hanging.cancel()
            with pytest.raises(asyncio.CancelledError):
                await hanging
            assert (await pool.diagnose(job)).diagnosed

    run(check())


@pytest.mark.parametrize(("workers", "waiting", "limit_s"), [(0, 1, 1.0), (1, -1, 1.0), (1, 1, 0.0)])
def test_a_pool_that_makes_no_sense_is_refused(workers: int, waiting: int, limit_s: float) -> None:
    with pytest.raises(MediaError, match="pool"):
        DiagnosisPool(workers, waiting=waiting, limit_s=limit_s)


def test_workers_can_be_started_before_their_first_sample(job: SampleJob) -> None:
    async def check() -> None:
        async with DiagnosisPool() as pool:
            await pool.start()
            (lane,) = pool._lanes
            ready = lane._pid
            assert ready
            assert (await pool.diagnose(job)).diagnosed
            assert lane._pid == ready

    run(check())


def test_a_view_comes_along_where_it_is_wanted(job: SampleJob) -> None:
    assert diagnose(job).view is None
    view = diagnose(replace(job, wants_view=True)).view
    assert view is not None
    assert view.shape[1] <= 320
