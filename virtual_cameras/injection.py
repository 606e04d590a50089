"""A fault that acts on cameras of a fleet, and how to end it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from camproof.domain.faults import ResolvedFault
from camproof.virtual_cameras.intruders import IntrusionResult

__all__ = ["Injection"]


class Injection:
    """What ``Fleet.inject`` gives back.

    :ivar results: of intruders, as they finish; empty for other faults.
    """

    def __init__(
        self,
        number: int,
        fault: ResolvedFault,
        codes: tuple[str, ...],
        end: Callable[[Injection], None],
    ) -> None:
        self.number = number
        self.fault = fault
        self.codes = codes
        self.results: list[IntrusionResult] = []
        self.active = True
        self._end = end
        self._tasks: list[asyncio.Task[IntrusionResult]] = []

    def add(self, task: asyncio.Task[IntrusionResult]) -> None:
        """An intruder that works for this injection."""
        self._tasks.append(task)

    async def finished(self) -> list[IntrusionResult]:
        """Wait for the intruders; their results in the order of the cameras."""
        if self._tasks:
            self.results = list(await asyncio.gather(*self._tasks))
        return self.results

    def clear(self) -> None:
        """End the fault; a second call does nothing. Intruders that still work are called off."""
        if not self.active:
            return
        self.active = False
        for task in self._tasks:
            task.cancel()
        self._end(self)
