"""Several viewers above of one camera below: one call to the camera, whoever comes and goes."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cascade_kit import LOWER, THIRD, seen

from camproof.platforms import DeviceRefused, PlatformTimeout
from camproof.protocols.gb28181.routing import Route

Run = Any


async def two(at: Any, upper: Any, transport: str = "udp") -> tuple[Any, Any]:
    """Two viewers of the first camera, the second three seconds later."""
    one = await upper.play(LOWER, at.cameras[0].code, transport, camera=1)
    await one.first_key_frame(5)
    await asyncio.sleep(3.2)
    return one, await upper.play(LOWER, at.cameras[0].code, transport, camera=1)


@pytest.mark.parametrize("transport", ["udp", "tcp-passive", "tcp-active"])
def test_the_camera_sends_one_stream_and_the_second_viewer_sees_a_picture_at_once(
    levels: Run, transport: str
) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair(link=at.link(delay_s=0.02))
        one, other = await two(at, upper, transport)
        await other.first_key_frame(5)
        assert other.start_s < 0.3, "it need not wait for the next key picture"
        await asyncio.sleep(5)
        (below,) = lower.sessions.values()
        assert (len(joined.relays()), at.cameras[0].desk.live) == (2, 1)
        assert one.ssrc != other.ssrc != below.ssrc
        for session in (one, other):
            assert (session.report().lost, session.report().wrong_ssrc, session.findings()) == (0, 0, ())
        assert [note.data["joined"] for note in seen(lower, "relay-started")] == [False, True]

    levels(test)


def test_the_call_to_the_camera_ends_with_its_last_viewer(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        one, other = await two(at, upper)
        await one.stop()
        packets = other.report().packets
        await asyncio.sleep(2)
        assert (len(joined.relays()), len(lower.sessions), other.ended.is_set()) == (1, 1, False)
        assert other.report().packets > packets + 50
        await other.stop()
        await asyncio.sleep(1)
        assert (joined.relays(), lower.sessions, at.cameras[0].desk.live) == ((), {}, 0)
        again = await upper.play(LOWER, at.cameras[0].code)
        await again.first_key_frame(5)

    levels(test)


def test_viewers_who_ask_in_the_same_moment_share_the_call_that_is_being_made(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        asking = [asyncio.create_task(upper.play(LOWER, at.cameras[0].code)) for _ in range(3)]
        sessions = await asyncio.gather(*asking)
        for session in sessions:
            await session.first_key_frame(5)
        assert len(lower.sessions) == 1

    levels(test)


def test_who_gives_up_early_takes_nothing_from_the_others(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair(link=at.link(delay_s=0.2))
        asking = [asyncio.create_task(upper.play(LOWER, at.cameras[0].code)) for _ in range(2)]
        await asyncio.sleep(0.25)
        asking[0].cancel()
        session = await asking[1]
        await session.first_key_frame(5)
        await asyncio.sleep(3)
        assert (len(joined.relays()), len(lower.sessions)) == (1, 1)

    levels(test)


def test_viewers_of_two_upper_platforms_share_a_call_and_one_may_be_lost(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        second = await at.platform(THIRD)
        other_way = await at.join(lower, second)
        one = await upper.play(LOWER, at.cameras[0].code)
        other = await second.play(LOWER, at.cameras[0].code)
        await one.first_key_frame(5)
        await other.first_key_frame(5)
        assert (len(lower.sessions), len(joined.relays()), len(other_way.relays())) == (1, 1, 1)
        await lower.leave(upper.code)
        await asyncio.sleep(2)
        assert (one.ended.is_set(), other.ended.is_set(), len(lower.sessions)) == (True, False, 1)

    levels(test)


def test_a_camera_that_dies_ends_it_for_all(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        sessions = await two(at, upper)
        at.cameras[0].power_off()
        for session in sessions:
            await asyncio.wait_for(session.ended.wait(), 30)
        await asyncio.sleep(1)
        assert (joined.relays(), lower.sessions) == ((), {})

    levels(test)


def test_viewers_of_a_camera_that_does_not_answer_leave_nothing(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        at.cameras[0].power_off()
        asking = [asyncio.create_task(upper.play(LOWER, at.cameras[0].code)) for _ in range(2)]
        answers = await asyncio.gather(*asking, return_exceptions=True)
        assert all(isinstance(answer, PlatformTimeout) for answer in answers), answers
        await asyncio.sleep(5)
        assert (joined.relays(), lower.sessions) == ((), {})

    levels(test)


def test_a_stream_is_not_shared_with_who_is_on_its_way(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair(cameras=0)
        third = await at.platform(THIRD)
        deep = await at.camera(third, 1)
        await at.join(third, lower)
        await asyncio.sleep(2)
        session = await upper.play(LOWER, deep.code)
        await session.first_key_frame(5)
        joined.habits.refuses_loops = False
        with pytest.raises(DeviceRefused) as refused:
            await upper.play(LOWER, deep.code, route=Route((THIRD,)))
        assert (refused.value.status, session.ended.is_set()) == (482, False)

    levels(test)


def test_recordings_have_a_call_each(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        start_s = upper.wall_s(asyncio.get_running_loop().time()) - 300
        for _ in range(2):
            await upper.playback(LOWER, at.cameras[0].code, start_s, start_s + 20)
        assert len(lower.sessions) == 2

    levels(test)
