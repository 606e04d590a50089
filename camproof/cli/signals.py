"""Ctrl-C and SIGTERM for programs in the foreground: the first asks to stop, the second stops at once."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import Callable

__all__ = ["stop_on_signals"]


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
