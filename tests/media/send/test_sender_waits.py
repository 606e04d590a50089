"""A source that is not ready yet: nothing is sent, nothing is counted, and the stream goes on."""

from __future__ import annotations

import asyncio
from typing import Any

from camproof.media import MediaPlan, MediaReceiver, MediaSender, OutFrame


class Slow:
    """Three times nothing, then one frame, then the end."""

    def __init__(self) -> None:
        self._frames = [OutFrame((), 0.002, key=False)] * 3 + [
            OutFrame((b"\x00\x00\x01\xba",), 0.002, key=True)
        ]

    def next_frame(self) -> OutFrame | None:
        return self._frames.pop(0) if self._frames else None

    def force_key_frame(self) -> None: ...

    def set_scale(self, scale: float) -> None: ...

    def seek(self, npt_s: float) -> None: ...


def test_what_is_not_ready_is_waited_for(run: Any, ssrc: int) -> None:
    async def scenario() -> None:
        receiver = await MediaReceiver.open("udp", "127.0.0.1", ssrc=ssrc)
        ended = asyncio.Event()
        plan = MediaPlan(stream="s", kind="live", ssrc=ssrc, transport="udp", remote=receiver.address)
        sender = MediaSender(plan, Slow(), on_finished=lambda _: ended.set())
        await sender.prepare()
        sender.start()
        async with asyncio.timeout(5):
            await ended.wait()
        assert (sender.stats.frames, sender.stats.packets, sender.stats.octets) == (1, 1, 4)

    run(scenario())
