"""Samples diagnosed in processes of their own, so that a decoder that hangs or dies takes nobody along.

Each lane is an executor with one worker process. A sample that takes too long, or whose worker dies, costs
its lane a new worker and nothing else; it is counted as not diagnosed, never as a pass.
"""

from __future__ import annotations

import asyncio
import contextlib
import multiprocessing
import os
import signal
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Self

from camproof.media.diagnosis.work import Diagnosis, Failure, SampleJob, diagnose
from camproof.media.errors import MediaError

__all__ = ["DiagnosisPool"]

_START_LIMIT_S = 60.0


class _Lane:
    """One worker process at a time; it is started by the first sample and after each death."""

    def __init__(self) -> None:
        self._executor: ProcessPoolExecutor | None = None
        self._pid = 0

    async def run(self, job: SampleJob, limit_s: float, work: Callable[[SampleJob], Diagnosis]) -> Diagnosis:
        """What the work finds in a sample, done by a process within ``limit_s`` seconds."""
        try:
            executor = await self._started()
            async with asyncio.timeout(limit_s):
                return await asyncio.wrap_future(executor.submit(work, job))
        except TimeoutError:
            await self.stop(kill=True)
            return Diagnosis(job.subject, failure=Failure.TOO_SLOW, detail=f"not done within {limit_s:g} s")
        except BrokenProcessPool:
            await self.stop(kill=True)
            return Diagnosis(job.subject, failure=Failure.WORKER_DIED)
        except OSError as error:
            await self.stop(kill=True)
            return Diagnosis(job.subject, failure=Failure.NO_WORKER, detail=str(error))
        except asyncio.CancelledError:
            await self.stop(kill=True)
            raise

    async def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            self._executor = ProcessPoolExecutor(max_workers=1, mp_context=context)
            with _deaf_to_interrupts():
                ready = self._executor.submit(_ready)
            async with asyncio.timeout(_START_LIMIT_S):
                self._pid = await asyncio.wrap_future(ready)
        return self._executor

    async def start(self) -> None:
        """Have the worker ready; where it cannot be started now, the first sample tries again."""
        try:
            await self._started()
        except (TimeoutError, BrokenProcessPool, OSError):
            await self.stop(kill=True)

    async def stop(self, *, kill: bool) -> None:
        """End the worker: after its sample, or at once."""
        executor, pid, self._executor, self._pid = self._executor, self._pid, None, 0
        if executor is None:
            return
        if kill and pid:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        await asyncio.to_thread(executor.shutdown, wait=True, cancel_futures=True)


@contextlib.contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started within it never hears of Ctrl-C, which a terminal sends to all: its parent ends it."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ready() -> int:
    """The worker's number; by then it has loaded what it needs, which no sample has to pay for."""
    return os.getpid()


class DiagnosisPool:
    """Diagnoses samples on some worker processes; an asynchronous context manager.

    :param workers: processes, each one core.
    :param waiting: samples that may wait for a worker; further ones are refused at once and counted.
    :param limit_s: time from a sample's start to its diagnosis.
    :param work: what a worker does; a function of a module, as processes need it.
    :raises MediaError: ``workers``, ``waiting`` or ``limit_s`` make no sense.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        waiting: int = 64,
        limit_s: float = 10.0,
        work: Callable[[SampleJob], Diagnosis] = diagnose,
    ) -> None:
        if workers < 1 or waiting < 0 or limit_s <= 0:
            raise MediaError(f"A pool of {workers} workers, {waiting} waiting, {limit_s} s is none.")
        self._free = [_Lane() for _ in range(workers)]
        self._lanes = tuple(self._free)
        self._places = asyncio.Semaphore(workers)
        self._room = workers + waiting
        self._limit_s = limit_s
        self._work = work
        self.diagnosed = 0
        self.not_diagnosed: Counter[Failure] = Counter()

    async def start(self) -> None:
        """Start the workers now, so that the first samples need not wait for them. Before any sample."""
        await asyncio.gather(*(lane.start() for lane in self._lanes))

    async def diagnose(self, job: SampleJob) -> Diagnosis:
        """The diagnosis of a sample; ``failure`` says why there is none."""
        if self._room <= 0:
            return self._counted(Diagnosis(job.subject, failure=Failure.NO_ROOM))
        self._room -= 1
        try:
            async with self._places:
                lane = self._free.pop()
                try:
                    diagnosis = await lane.run(job, self._limit_s, self._work)
                finally:
                    self._free.append(lane)
        finally:
            self._room += 1
        return self._counted(diagnosis)

    def _counted(self, diagnosis: Diagnosis) -> Diagnosis:
        if diagnosis.failure is None:
            self.diagnosed += 1
        else:
            self.not_diagnosed[diagnosis.failure] += 1
        return diagnosis

    async def close(self) -> None:
        """End the workers once their samples are done."""
        for lane in self._lanes:
            await lane.stop(kill=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
