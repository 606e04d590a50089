"""Those who wait for something that the machine will tell."""

from __future__ import annotations

import asyncio
from collections.abc import Hashable
from typing import Any

from camproof.platforms.errors import NotPossible

__all__ = ["Waiting"]


class Waiting:
    """Futures by key; a waiter that went away is forgotten."""

    def __init__(self) -> None:
        self._futures: dict[Hashable, asyncio.Future[Any]] = {}

    def expect(self, key: Hashable) -> asyncio.Future[Any]:
        """The future of a key; call it before what is expected can happen."""
        future = self._futures.get(key)
        if future is None or future.done():
            future = self._futures[key] = asyncio.get_running_loop().create_future()
            future.add_done_callback(lambda done: self._forget(key, done))
        return future

    def settle(self, key: Hashable, value: Any) -> bool:
        """Give a waiter what it waits for; False when nobody waits."""
        future = self._futures.pop(key, None)
        if future is None or future.done():
            return False
        future.set_result(value)
        return True

    def give_up(self, why: str) -> None:
        """Tell all waiters that nothing will come."""
        for future in tuple(self._futures.values()):
            if not future.done():
                future.set_exception(NotPossible(why))
                future.exception()

    def _forget(self, key: Hashable, done: asyncio.Future[Any]) -> None:
        if self._futures.get(key) is done:
            del self._futures[key]
