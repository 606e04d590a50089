"""Work that goes on beside the event loop's callbacks."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any

__all__ = ["Tasks"]


class Tasks:
    """Tasks of one owner; what one of them raises unforeseen is told to the loop."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[None]] = set()

    def spawn(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Begin; the task may be cancelled by whoever keeps it."""
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)
        return task

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            task.get_loop().call_exception_handler(
                {"message": "a task of a cascade failed", "exception": error, "task": task}
            )

    async def finish(self, within_s: float) -> None:
        """Wait until all have come to their end, but not for ever; whoever has not is cancelled."""
        ends_s = asyncio.get_running_loop().time() + within_s
        while self._tasks and (left_s := ends_s - asyncio.get_running_loop().time()) > 0:
            await asyncio.wait(self._tasks, timeout=left_s)
        await self.close()

    async def close(self) -> None:
        """Cancel all and wait for them."""
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
