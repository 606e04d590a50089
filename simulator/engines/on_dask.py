"""Work on a Dask cluster, an engine that exists: this sends the work once and asks for jobs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Generic, Self

from camproof.simulator.engines.work import Done_co, Job_contra, Work
from camproof.simulator.errors import DaskMissingError

__all__ = ["DaskEngine"]


class DaskEngine(Generic[Job_contra, Done_co]):
    """On the workers of a scheduler; they must have the same versions of camproof and numpy installed.

    :param scheduler: its address, as in "tcp://10.0.0.5:8786".
    :raises DaskMissingError: on entering, where Dask is not installed or nobody answers.
    """

    def __init__(self, work: Work[Job_contra, Done_co], scheduler: str, *, timeout_s: float = 10.0) -> None:
        self._work = work
        self._scheduler = scheduler
        self._timeout_s = timeout_s
        self._client: Any = None
        self._shared: Any = None

    def __enter__(self) -> Self:
        try:
            from distributed import Client  # noqa: PLC0415 - an extra
        except ImportError as error:
            raise DaskMissingError("Dask is not installed: pip install 'camproof[dask]'.") from error
        try:
            self._client = Client(self._scheduler, timeout=self._timeout_s, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise DaskMissingError(f"No Dask scheduler answers at {self._scheduler}: {error}") from error
        self._shared = self._client.scatter(self._work, broadcast=True, hash=False)
        return self

    def __exit__(self, *error: object) -> None:
        self._shared = None
        if self._client is not None:
            self._client.close()

    def play(self, jobs: Sequence[Job_contra], /) -> Iterator[Done_co]:
        from distributed import as_completed  # noqa: PLC0415 - an extra

        futures = [self._client.submit(_do, self._shared, job, pure=False) for job in jobs]
        for future in as_completed(futures, loop=self._client.loop):
            yield future.result()


def _do(work: Work[Job_contra, Done_co], job: Job_contra) -> Done_co:
    return work(job)
