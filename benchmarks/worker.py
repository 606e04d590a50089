"""One side of a benchmark in a process of its own, pinned to a core."""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Self

__all__ = ["Line", "Worker", "WorkerError"]

_CONTEXT = multiprocessing.get_context("spawn")


class WorkerError(RuntimeError):
    """A side of a benchmark died or did not answer in time."""


class Line:
    """What a worker's function talks to its starter with."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe

    def tell(self, **facts: Any) -> None:
        """Send facts to the starter."""
        self._pipe.send(facts)

    def told_to_stop(self) -> bool:
        """Whether the starter has called :meth:`Worker.stop`."""
        return self._pipe.poll()

    def wait(self) -> Any:
        """Block until the starter says something."""
        return self._pipe.recv()


class Worker:
    """A function in a spawned process: ``work(line, **settings)`` tells facts, and ends when told to stop.

    :param core: None leaves it where the kernel wants it.
    """

    def __init__(self, core: int | None, work: Callable[..., None], **settings: Any) -> None:
        self._pipe, theirs = _CONTEXT.Pipe()
        self._process = _CONTEXT.Process(target=_run, args=(core, work, theirs, settings), daemon=True)
        self._process.start()
        theirs.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._process.is_alive():
            self._process.terminate()
        self._process.join(5)

    @property
    def pid(self) -> int:
        """Of the process."""
        assert self._process.pid is not None
        return self._process.pid

    def tell(self, word: Any) -> None:
        """Say something to the function."""
        self._pipe.send(word)

    def facts(self, timeout_s: float = 60.0) -> dict[str, Any]:
        """The next facts.

        :raises WorkerError: it died, or there were none in time.
        """
        try:
            if self._pipe.poll(timeout_s):
                return dict(self._pipe.recv())
        except EOFError as error:
            raise WorkerError("a side of the benchmark died; its traceback is above") from error
        raise WorkerError(f"a side of the benchmark said nothing for {timeout_s:g} s")

    def stop(self, timeout_s: float = 60.0) -> dict[str, Any]:
        """Tell it to stop; its last facts."""
        self._pipe.send("stop")
        return self.facts(timeout_s)


def _run(core: int | None, work: Callable[..., None], pipe: Connection, settings: dict[str, Any]) -> None:
    if core is not None:
        os.sched_setaffinity(0, {core})
    work(Line(pipe), **settings)
