"""Replications on this machine."""

from __future__ import annotations

import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Protocol

from camproof.simulator.model import Asked, City, Replication, replicate

__all__ = ["Engine", "Here", "Processes", "local"]


class Engine(Protocol):
    """Plays replications of one city; a context manager that lets go of its workers at the end."""

    def play(self, numbers: Sequence[int]) -> Iterator[Replication]:
        """These replications, in whatever order they are done."""
        ...

    def __enter__(self) -> Engine: ...

    def __exit__(self, *error: object) -> None: ...


class Here:
    """One after the other, in this process."""

    def __init__(self, city: City, seed: int, asked: Asked) -> None:
        self._city = city
        self._seed = seed
        self._asked = asked

    def play(self, numbers: Sequence[int]) -> Iterator[Replication]:
        for number in numbers:
            yield replicate(self._city, self._seed, number, self._asked)

    def __enter__(self) -> Here:
        return self

    def __exit__(self, *error: object) -> None:
        return None


class Processes:
    """On several cores.

    The city goes to the workers by a file, once for each; workers are spawned, not forked, as threads may run
    here. Ctrl-C ends them without a word: until they are ready they do not hear it.
    """

    def __init__(self, city: City, seed: int, asked: Asked, jobs: int) -> None:
        self._city = city
        self._seed = seed
        self._asked = asked
        self._jobs = jobs
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Processes:
        self._folder = tempfile.TemporaryDirectory(prefix="camproof-city-")
        path = Path(self._folder.name) / "city.pickle"
        with path.open("wb") as file:
            pickle.dump((self._city, self._seed, self._asked), file, protocol=5)
        self._pool = ProcessPoolExecutor(
            self._jobs, multiprocessing.get_context("spawn"), initializer=_load, initargs=(str(path),)
        )
        return self

    def __exit__(self, *error: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        if self._folder is not None:
            self._folder.cleanup()

    def play(self, numbers: Sequence[int]) -> Iterator[Replication]:
        assert self._pool is not None, "used outside its with block"
        with _starting():
            futures: list[Future[Replication]] = [self._pool.submit(_play, number) for number in numbers]
        for future in as_completed(futures):
            yield future.result()


@contextmanager
def _starting() -> Iterator[None]:
    """Processes that are started in it begin deaf to Ctrl-C (here it comes a moment later), and do not import
    the program that starts them: what they need they import by its name.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    main = sys.modules["__main__"]
    names = ("__spec__", "__file__")
    hidden: dict[str, Any] = {name: value for name, value in vars(main).items() if name in names}
    vars(main).update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        vars(main).update(hidden)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_LOADED: list[tuple[City, int, Asked]] = []


def _load(path: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    with Path(path).open("rb") as file:
        _LOADED[:] = [pickle.load(file)]  # noqa: S301 - written by the parent a moment ago


def _play(number: int) -> Replication:
    city, seed, asked = _LOADED[0]
    return replicate(city, seed, number, asked)


def local(city: City, seed: int, asked: Asked, jobs: int | None = None) -> Here | Processes:
    """The engine for this machine.

    :param jobs: processes; None for as many as this process may use cores.
    """
    jobs = jobs if jobs is not None else len(os.sched_getaffinity(0))
    return Here(city, seed, asked) if jobs <= 1 else Processes(city, seed, asked, jobs)
