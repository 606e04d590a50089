"""Long work before a run, such as coding clips: in a thread, so that progress goes on and Ctrl-C is heard."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable

__all__ = ["AbandonedError", "Preparation"]


class AbandonedError(Exception):
    """The user has left: raised in the thread that prepares, at its next word."""


class Preparation:
    """What is prepared and how far it is.

    :param told: hears of each matter, with a share of 0 to 1 where it is known; called in the thread at work.
    """

    def __init__(self, told: Callable[[str, float | None], None]) -> None:
        self._told = told
        self._left = threading.Event()

    def tell(self, what: str, share: float | None = None) -> None:
        """Say how far it is.

        :raises AbandonedError: nobody waits for it any more.
        """
        if self._left.is_set():
            raise AbandonedError
        self._told(what, share)

    async def run(self, work: Callable[[], None]) -> None:
        """Do the work in a thread; whoever cancels this ends it at its next word.

        :raises Exception: whatever the work raises.
        """
        done = asyncio.ensure_future(asyncio.to_thread(work))
        try:
            await asyncio.shield(done)
        except asyncio.CancelledError:
            self._left.set()
            await asyncio.gather(done, return_exceptions=True)
            raise
