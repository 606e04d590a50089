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

from camproof.simulator.errors import SimulatorError
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
    here. Ctrl-C ends what they play and never kills them, as a pool whose worker dies with a lock in its hand
    may wait for ever.
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
        with (Path(self._folder.name) / _CITY).open("wb") as file:
            pickle.dump((self._city, self._seed, self._asked), file, protocol=5)
        self._pool = ProcessPoolExecutor(
            self._jobs,
            multiprocessing.get_context("spawn"),
            initializer=_load,
            initargs=(self._folder.name,),
        )
        return self

    def __exit__(self, *error: object) -> None:
        if self._folder is not None:
            (Path(self._folder.name) / _STOP).touch()
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
        if self._folder is not None:
            self._folder.cleanup()

    def play(self, numbers: Sequence[int]) -> Iterator[Replication]:
        assert self._pool is not None, "used outside its with block"
        with _starting():
            futures: list[Future[Replication]] = [self._pool.submit(_play, number) for number in numbers]
        for future in as_completed(futures):
            try:
                yield future.result()
            except _StoppedError:
                raise KeyboardInterrupt from None


class _StoppedError(SimulatorError):
    """A replication was ended by Ctrl-C, or not begun as the pool is closing."""


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


_CITY, _STOP = "city.pickle", "stop"
_LOADED: list[tuple[Path, City, int, Asked]] = []


def _load(folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    path = Path(folder)
    with (path / _CITY).open("rb") as file:
        city, seed, asked = pickle.load(file)  # noqa: S301 - written by the parent a moment ago
    _LOADED[:] = [(path / _STOP, city, seed, asked)]


def _play(number: int) -> Replication:
    stop, city, seed, asked = _LOADED[0]
    if stop.exists():
        raise _StoppedError
    try:
        signal.signal(signal.SIGINT, signal.default_int_handler)
        return replicate(city, seed, number, asked)
    except KeyboardInterrupt:
        stop.touch()
        raise _StoppedError from None
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def local(city: City, seed: int, asked: Asked, jobs: int | None = None) -> Here | Processes:
    """The engine for this machine.

    :param jobs: processes; None for as many as this process may use cores.
    """
    jobs = jobs if jobs is not None else len(os.sched_getaffinity(0))
    return Here(city, seed, asked) if jobs <= 1 else Processes(city, seed, asked, jobs)
