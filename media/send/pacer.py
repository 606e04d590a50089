"""One clockwork for all streams of an event loop."""

from __future__ import annotations

import asyncio
import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from camproof.media.send.lateness import LatenessMeter

__all__ = ["Pacer", "Turn"]

_EARLY_S = 0.0005
_BATCH = 64


@dataclass(slots=True, order=True)
class Turn:
    """One stream's place in the clockwork; ``cancel`` takes it out."""

    due_s: float
    number: int
    play: Callable[[float], float | None] | None = field(compare=False)

    def cancel(self) -> None:
        """Never play again."""
        self.play = None


class Pacer:
    """Calls each stream when its next frame is due; get the one of the running loop from :meth:`current`.

    ``play(due_s)`` sends a frame and returns when the next one is due (``time.monotonic`` seconds), or None
    at the end. At most 64 frames are sent in a row before the loop may do other things.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.lateness = LatenessMeter()
        self._loop = loop
        self._turns: list[Turn] = []
        self._handle: asyncio.Handle | None = None
        self._armed_s = float("inf")
        self._count = 0

    @classmethod
    def current(cls) -> Pacer:
        """The clockwork of the running event loop."""
        loop = asyncio.get_running_loop()
        pacer = _pacers.get(loop)
        if pacer is None:
            pacer = _pacers[loop] = cls(loop)
        return pacer

    def add(self, due_s: float, play: Callable[[float], float | None]) -> Turn:
        """Let a stream play from ``due_s`` on."""
        self._count += 1
        turn = Turn(due_s, self._count, play)
        heapq.heappush(self._turns, turn)
        self._arm()
        return turn

    def _arm(self) -> None:
        if not self._turns:
            return
        due_s = self._turns[0].due_s
        if self._handle is not None:
            if due_s >= self._armed_s:
                return
            self._handle.cancel()
        self._armed_s = due_s
        wait_s = due_s - time.monotonic()
        self._handle = (
            self._loop.call_later(wait_s, self._run) if wait_s > 0 else self._loop.call_soon(self._run)
        )

    def _run(self) -> None:
        self._handle = None
        try:
            for _ in range(_BATCH):
                if not self._turns or self._turns[0].due_s > time.monotonic() + _EARLY_S:
                    break
                self._play(heapq.heappop(self._turns))
        finally:
            self._arm()

    def _play(self, turn: Turn) -> None:
        if turn.play is None:
            return
        now_s = time.monotonic()
        self.lateness.record(now_s, now_s - turn.due_s)
        next_s = turn.play(turn.due_s)
        if next_s is not None and turn.play is not None:
            turn.due_s = next_s
            heapq.heappush(self._turns, turn)


_pacers: WeakKeyDictionary[asyncio.AbstractEventLoop, Pacer] = WeakKeyDictionary()
