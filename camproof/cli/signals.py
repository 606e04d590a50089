"""Ctrl-C and SIGTERM for programs in the foreground: the first asks to stop, the second stops at once.

What has no loop of its own is interrupted by either.
"""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["interrupted_by_term", "stop_on_signals"]


def stop_on_signals(asked: Callable[[], None]) -> asyncio.Event:
    """An event that is set by the first Ctrl-C or SIGTERM; call it inside the loop.

    :param asked: called once, to tell the user that the program is leaving.
    """
    stop = asyncio.Event()

    def handle(number: int) -> None:
        if stop.is_set():
            os._exit(128 + number)
        stop.set()
        asked()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, handle, number)
    return stop


@contextmanager
def interrupted_by_term() -> Iterator[None]:
    """SIGTERM interrupts what runs in it as Ctrl-C does; for the main thread."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
