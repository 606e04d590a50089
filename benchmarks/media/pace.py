"""Whether a sender keeps the pace that those who receive from it are measured at."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from benchmarks.media.clip import FPS

__all__ = ["LEAST_FPS", "PaceGauge"]

LEAST_FPS = 24.5
"""Frames a second and stream that count as all of them."""


class _Sender(Protocol):
    """The worker of :func:`benchmarks.media.sides.send`."""

    def tell(self, word: Any) -> None: ...

    def facts(self) -> dict[str, Any]: ...


class PaceGauge:
    """Watches a sender from the time on when it is made: a reader cannot get what was never sent.

    :param streams: of the sender.
    """

    def __init__(self, sender: _Sender, streams: int, now_s: Callable[[], float] = time.monotonic) -> None:
        self._sender, self._streams, self._now_s = sender, streams, now_s
        self._frames()
        self._from_s = now_s()

    def reason(self) -> str:
        """A sentence where it sent too few frames since then, else empty."""
        frames, passed_s = self._frames(), self._now_s() - self._from_s
        fps = frames / max(passed_s, 1e-9) / self._streams
        return f"the sender sent {fps:.1f} of {FPS} frames/s a stream" if fps < LEAST_FPS else ""

    def _frames(self) -> int:
        self._sender.tell("window")
        return int(self._sender.facts()["frames"])
