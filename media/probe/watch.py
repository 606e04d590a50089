"""How long a live stream is listened to, and whether it fell silent."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass

from camproof.media.probe.packet_probe import PacketProbe, PacketResult

__all__ = ["Listening", "Watch", "silence_s"]

_LOOK_S = 0.1
_SILENT_S = 1.0


@dataclass(frozen=True, slots=True)
class Listening:
    """How far it is.

    :param waited_s: since the port was open; measured_s: since the first packet, None before it.
    """

    waited_s: float
    measured_s: float | None
    packets: int
    frames: int


@dataclass(frozen=True, slots=True)
class Watch:
    """How long to go on.

    :param seconds: from the first packet; wait_s: how long that may take.
    :param stop: set to leave at once.
    :param progress: called ten times a second.
    :param over: asked as often; True where nothing more can come.
    """

    probe: PacketProbe
    seconds: float
    wait_s: float
    stop: asyncio.Event
    progress: Callable[[Listening], None]
    over: Callable[[], bool] = lambda: False

    async def run(self) -> float:
        """Until the time is over, the first packet is late, nothing more can come, or the user leaves; gives
        when that was.
        """
        begin_s, first_s = time.monotonic(), None
        while not self.stop.is_set():
            now_s = time.monotonic()
            if first_s is None and self.probe.came:
                first_s = now_s
            measured_s = None if first_s is None else now_s - first_s
            self.progress(Listening(now_s - begin_s, measured_s, self.probe.came, self.probe.frames))
            left_s = self.wait_s - (now_s - begin_s) if measured_s is None else self.seconds - measured_s
            if left_s <= 0 or self.over():
                return now_s
            with suppress(TimeoutError):
                async with asyncio.timeout(min(_LOOK_S, left_s)):
                    await self.stop.wait()
        return time.monotonic()


def silence_s(result: PacketResult, ends_s: float) -> float:
    """From the last packet to the end of measuring; 0 where that is less than a second, where the stream said
    goodbye, or where nothing came.
    """
    if not result.report.packets or result.report.goodbyes:
        return 0.0
    lasted_s = ends_s - result.last_s
    return lasted_s if lasted_s >= _SILENT_S else 0.0
