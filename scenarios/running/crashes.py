"""What fails in a callback or a task beside the run, which an event loop would log and forget."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

__all__ = ["Crashes", "crashes_of_loop"]


class Crashes:
    """Keeps the first exception that nobody caught; trouble of the network (``OSError``) is none."""

    def __init__(self) -> None:
        self._first: Exception | None = None

    def take(self, context: dict[str, Any]) -> None:
        """What the event loop tells its exception handler."""
        error = context.get("exception")
        if isinstance(error, Exception) and not isinstance(error, OSError) and self._first is None:
            self._first = error

    def check(self) -> None:
        """Raise what was kept."""
        if self._first is not None:
            raise self._first


@contextmanager
def crashes_of_loop() -> Iterator[Crashes]:
    """Listen to the running event loop; what it tells goes to its former handler as well."""
    loop, crashes = asyncio.get_running_loop(), Crashes()
    former = loop.get_exception_handler()

    def handle(running: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        crashes.take(context)
        if former is None:
            running.default_exception_handler(context)
        else:
            former(running, context)

    loop.set_exception_handler(handle)
    try:
        yield crashes
    finally:
        loop.set_exception_handler(former)
