"""Looks at a few pictures of live streams now and then, in processes of their own.

What is looked at is only what was received. The reference that some detectors need is a picture of the same
channel in which nothing was found: the first such sample of a stream gives it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from camproof import media
from camproof.media import PictureRun, PictureWatch, RunSampler
from camproof.platforms.session import LiveSession

if TYPE_CHECKING:
    from camproof.media import Diagnosis, SampleJob
    from camproof.media.diagnosis.sample import Picture

__all__ = ["PictureSampling"]

_LOOK_S = 0.1


class PictureSampling:
    """Samples of the streams of one platform; nothing runs before it is started or a stream followed.

    :param now_s: seconds on the scale of arrival times (monotonic).
    :param origin_s: what findings count from, on that scale.
    :param workers: processes that decode and look, each up to a core.
    """

    def __init__(self, now_s: Callable[[], float], origin_s: float, workers: int = 1) -> None:
        self._now_s = now_s
        self._origin_s = origin_s
        self._pool = media.DiagnosisPool(workers, waiting=256)
        self._references: dict[str, Picture] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the processes before the first stream is followed; else its first sample does."""
        await self._pool.start()

    def follow(self, session: LiveSession, every_s: float) -> None:
        """Diagnose a sample of a stream about every ``every_s`` seconds until its call is over."""
        sampler, watch = RunSampler(), PictureWatch(session.channel)
        session.receiver.add_sink(sampler.frame)
        session.pictures = watch
        task = asyncio.get_running_loop().create_task(self._look(session, sampler, watch, every_s))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self) -> None:
        """Look no more, and end the processes."""
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._pool.close()

    async def _look(
        self, session: LiveSession, sampler: RunSampler, watch: PictureWatch, every_s: float
    ) -> None:
        due_s = self._now_s()
        while not session.ended.is_set():
            run = sampler.take() if self._now_s() >= due_s else None
            if run is None:
                await asyncio.sleep(_LOOK_S)
                continue
            due_s = self._now_s() + every_s
            diagnosis = await self._pool.diagnose(self._job(session.channel, run))
            self._keep_reference(session.channel, diagnosis)
            watch.take(diagnosis, run.times_s[0] - self._origin_s, self._now_s() - self._origin_s)

    def _job(self, channel: str, run: PictureRun) -> SampleJob:
        reference = self._references.get(channel)
        return media.SampleJob(
            channel, run.codec, run.units, run.times_s, run.step, reference, wants_view=reference is None
        )

    def _keep_reference(self, channel: str, diagnosis: Diagnosis) -> None:
        if diagnosis.clean and diagnosis.view is not None:
            self._references.setdefault(channel, diagnosis.view)
