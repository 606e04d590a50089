"""Work on this machine: in this process, or in several."""

from __future__ import annotations

import _thread
import multiprocessing
import os
import pickle
import signal
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Generic, Self

from camproof.simulator.engines.work import Done_co, Job_contra, Work
from camproof.simulator.errors import SimulatorError

__all__ = ["Here", "Processes", "local"]


class Here(Generic[Job_contra, Done_co]):
    """One after the other, in this process."""

    def __init__(self, work: Work[Job_contra, Done_co]) -> None:
        self._work = work

    def play(self, jobs: Sequence[Job_contra], /) -> Iterator[Done_co]:
        for job in jobs:
            yield self._work(job)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        return None


class Processes(Generic[Job_contra, Done_co]):
    """On several cores.

    The work goes to the workers by a file, once for each; workers are spawned, not forked, as threads may run
    here. Ctrl-C ends what they play and never kills them, as a pool whose worker dies with a lock in its hand
    may wait for ever. Leaving the block ends what they still play; workers whose parent was killed end, too.
    """

    def __init__(self, work: Work[Job_contra, Done_co], jobs: int) -> None:
        self._work = work
        self._jobs = jobs
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Self:
        self._folder = tempfile.TemporaryDirectory(prefix="camproof-city-")
        with (Path(self._folder.name) / _WORK).open("wb") as file:
            pickle.dump(self._work, file, protocol=5)
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

    def play(self, jobs: Sequence[Job_contra], /) -> Iterator[Done_co]:
        assert self._pool is not None, "used outside its with block"
        with _starting():
            futures: list[Future[Done_co]] = [self._pool.submit(_play, job) for job in jobs]
        for future in as_completed(futures):
            try:
                yield future.result()
            except _StoppedError:
                raise KeyboardInterrupt from None


class _StoppedError(SimulatorError):
    """A job was ended by Ctrl-C, or not begun as the pool is closing."""


@contextmanager
def _starting() -> Iterator[None]:
    """Processes that are started in it begin deaf to Ctrl-C and SIGTERM (here they come a moment later), and
    do not import the program that starts them: what they need they import by its name.
    """
    before = signal.pthread_sigmask(signal.SIG_BLOCK, _SIGNALS)
    main = sys.modules["__main__"]
    names = ("__spec__", "__file__")
    hidden: dict[str, Any] = {name: value for name, value in vars(main).items() if name in names}
    vars(main).update(dict.fromkeys(hidden))
    try:
        yield
    finally:
        vars(main).update(hidden)
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


_SIGNALS = {signal.SIGINT, signal.SIGTERM}
_WORK, _STOP = "work.pickle", "stop"
_LOOKS_S = 0.2
_LOADED: list[tuple[Path, Work[Any, Any]]] = []


def _load(folder: str) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, _SIGNALS)
    path = Path(folder)
    threading.Thread(target=_watch, args=(path / _STOP,), daemon=True).start()
    with (path / _WORK).open("rb") as file:
        work = pickle.load(file)  # noqa: S301 - written by the parent a moment ago
    _LOADED[:] = [(path / _STOP, work)]


def _watch(stop: Path) -> None:
    """Ends what is played once the pool is closing, and the process once nobody is left who waits for it."""
    parent = multiprocessing.parent_process()
    while parent is not None and parent.is_alive():
        parent.join(_LOOKS_S)
        if stop.exists():
            _thread.interrupt_main()  # nothing to a worker that plays nothing: it is deaf
    os._exit(1)


def _interrupt(_number: int, _frame: Any) -> None:
    """Once for a job, whether Ctrl-C comes twice or the pool closes meanwhile."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    raise KeyboardInterrupt


def _play(job: Any) -> Any:
    stop, work = _LOADED[0]
    if stop.exists():
        raise _StoppedError
    try:
        signal.signal(signal.SIGINT, _interrupt)
        return work(job)
    except KeyboardInterrupt:
        stop.touch()
        raise _StoppedError from None
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)


def local(
    work: Work[Job_contra, Done_co], jobs: int | None = None
) -> Here[Job_contra, Done_co] | Processes[Job_contra, Done_co]:
    """The engine for this machine.

    :param jobs: processes; None for as many as this process may use cores.
    """
    jobs = jobs if jobs is not None else len(os.sched_getaffinity(0))
    return Here(work) if jobs <= 1 else Processes(work, jobs)
