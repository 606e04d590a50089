"""Voice both ways: two senders, each aimed at the other after it was bound, hear each other's tone."""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

import pytest

from camproof.media import MediaPlan, MediaSender, ReceivedFrame, Sound, ToneSource, VoiceEar


class Run(Protocol):
    def __call__(self, work: Any) -> Any: ...


def _end(ssrc: int, transport: Any, hz: int) -> tuple[MediaSender, VoiceEar]:
    ear = VoiceEar()
    plan = MediaPlan(
        stream="talk", kind="talk", ssrc=ssrc, transport=transport, remote=("127.0.0.1", 0),
        payload_type=8, container="PCMA",
    )  # fmt: skip
    return MediaSender(plan, ToneSource(hz), hears=ear.packet), ear


@pytest.mark.parametrize("roles", [("udp", "udp"), ("tcp-active", "tcp-passive")])
def test_each_end_hears_the_other(run: Run, roles: tuple[str, str]) -> None:
    async def work() -> None:
        (one, here), (other, there) = _end(1, roles[0], 440), _end(2, roles[1], 1000)
        addresses = await one.prepare(), await other.prepare()
        one.aim(addresses[1], 77)
        other.aim(addresses[0], 78)
        one.start()
        other.start()
        async with asyncio.timeout(5):
            while min(ear.report().packets for ear in (here, there)) < 5:
                await asyncio.sleep(0.01)
        await one.stop()
        await other.stop()
        assert here.sound.tone_share(1000) == pytest.approx(1, abs=0.02)
        assert there.sound.tone_share(440) == pytest.approx(1, abs=0.02)
        assert (one.plan.ssrc, here.report().wrong_ssrc, there.report().unreadable) == (77, 0, 0)

    run(work())


def test_sound_keeps_the_last_second_and_no_pictures() -> None:
    sound = Sound()
    assert sound.tone_share(1000) == 0
    sound.take(ReceivedFrame("H264", b"picture", 0, None, False, False, 0.0, None))
    for _ in range(60):
        sound.take(ReceivedFrame("G711A", b"\xd5" * 160, None, None, True, False, 0.0, None))
    assert len(sound.data) == 8000
