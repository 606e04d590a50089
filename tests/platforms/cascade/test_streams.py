"""Streams through a lower platform: what comes, in which words, and how they end."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cascade_kit import LOWER, THIRD, seen

from camproof.platforms import DeviceRefused, NotPossible

Run = Any
TRANSPORTS = ["udp", "tcp-passive", "tcp-active"]


def settled(lower: Any, joined: Any) -> bool:
    return not joined.relays() and not lower.sessions


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_pictures_come_whole_with_their_stamps(levels: Run, transport: str) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair(link=at.link(delay_s=0.03))
        session = await upper.play(LOWER, at.cameras[0].code, transport, camera=1)
        first = await session.first_key_frame(5)
        assert first.stamp.camera == 1
        assert session.path == (LOWER,)
        await asyncio.sleep(5)
        report = session.report()
        (below,) = lower.sessions.values()
        assert (report.lost, report.wrong_ssrc, session.findings()) == (0, 0, ())
        assert report.expected == pytest.approx(below.report().expected, abs=5), "its first picture as well"
        assert report.latency_ms.p50 == pytest.approx(below.report().latency_ms.p50 + 30, abs=1.0)
        assert below.ssrc != session.ssrc
        assert await session.stop() == "hung up"
        await asyncio.sleep(1)
        assert settled(lower, joined)
        assert upper.deviations.all() == lower.deviations.all() == ()
        assert [one.kind for one in seen(lower, "relay-started", "relay-ended")] == [
            "relay-started",
            "relay-ended",
        ]

    levels(test)


def test_losses_of_both_links_add_up(levels: Run) -> None:
    async def test(at: Any) -> None:
        link = at.link()
        upper, lower, joined = await at.pair(link=link)
        session = await upper.play(LOWER, at.cameras[0].code)
        await session.first_key_frame(5)
        link.impairment.set(loss=0.1)
        await asyncio.sleep(20)
        link.impairment.set(loss=0.0)
        await asyncio.sleep(3)
        (relay,) = joined.relays()
        (below,) = lower.sessions.values()
        assert below.report().lost == 0
        assert relay.stats.lost_on_link > 20
        assert session.report().lost == relay.stats.lost_on_link

    levels(test)


def test_a_jittering_link_between_levels_delays_all_streams_alike(levels: Run) -> None:
    async def test(at: Any) -> None:
        link = at.link(delay_s=0.05, jitter_s=0.02)
        upper, _lower, _ = await at.pair(cameras=4, link=link)
        sessions = [await upper.play(LOWER, camera.code) for camera in at.cameras]
        for session in sessions:
            await session.first_key_frame(5)
        await asyncio.sleep(10)
        for session in sessions:
            assert 40 < session.report().latency_ms.p50 < 75
            assert session.report().lost == 0

    levels(test)


def test_a_camera_that_hangs_up_ends_the_call_above(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        session = await upper.play(LOWER, at.cameras[0].code)
        await session.first_key_frame(5)
        at.cameras[0].register_again()
        await asyncio.wait_for(session.ended.wait(), 5)
        assert session.end_reason == "the device sent BYE"
        await asyncio.sleep(1)
        assert settled(lower, joined)

    levels(test)


def test_a_camera_that_dies_meanwhile_ends_the_call_above(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        session = await upper.play(LOWER, at.cameras[0].code)
        await session.first_key_frame(5)
        at.cameras[0].power_off()
        await asyncio.wait_for(session.ended.wait(), 30)
        assert session.end_reason == "the device sent BYE"
        await asyncio.sleep(1)
        assert settled(lower, joined)
        with pytest.raises(DeviceRefused) as refused:
            await upper.play(LOWER, at.cameras[0].code)
        assert refused.value.status == 480

    levels(test)


def test_a_lower_platform_that_dies_meanwhile_leaves_nothing(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        session = await upper.play(LOWER, at.cameras[0].code)
        await session.first_key_frame(5)
        lower.crash()
        await asyncio.sleep(30)
        assert session.ended.is_set()
        assert (upper.online(), settled(lower, joined)) == ((), True)
        lower.revive()
        await upper.wait_registered(LOWER, timeout_s=30)
        await lower.wait_online(2, timeout_s=30)
        await asyncio.sleep(2)
        again = await upper.play(LOWER, at.cameras[0].code)
        await again.first_key_frame(5)

    levels(test)


def test_channels_that_are_not_there_are_refused(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        with pytest.raises(DeviceRefused) as refused:
            await upper.play(LOWER, "34020000001320000099")
        assert refused.value.status == 404
        assert [one.data["status"] for one in seen(lower, "relay-refused")] == [404]
        assert settled(lower, joined)

    levels(test)


def test_who_gives_up_before_the_answer_leaves_nothing(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair(link=at.link(delay_s=0.2))
        asking = asyncio.create_task(upper.play(LOWER, at.cameras[0].code))
        await asyncio.sleep(0.25)
        asking.cancel()
        await asyncio.sleep(3)
        assert settled(lower, joined)
        assert at.cameras[0].desk.live == 0

    levels(test)


@pytest.mark.parametrize("transport", TRANSPORTS)
def test_a_recording_is_steered_through_and_ends_for_both(levels: Run, transport: str) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        start_s = upper.wall_s(asyncio.get_running_loop().time()) - 300
        session = await upper.playback(LOWER, at.cameras[0].code, start_s, start_s + 20, transport)
        await session.first_key_frame(5)
        paused = await session.pause()
        assert paused is not None
        assert paused.npt_start is not None
        packets = session.report().packets
        await asyncio.sleep(3)
        assert session.report().packets == packets
        await session.resume()
        answer = await session.seek(15.0)
        assert answer is not None
        assert answer.npt_start == pytest.approx(15.0, abs=0.4)
        assert await session.wait_end(15) == "end of file"
        assert session.report().lost == 0
        await asyncio.sleep(8)
        assert settled(lower, joined)
        assert upper.deviations.all() == lower.deviations.all() == ()

    levels(test)


def test_a_download_announces_its_size_and_brings_all_of_it(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        start_s = upper.wall_s(asyncio.get_running_loop().time()) - 300
        session = await upper.download(LOWER, at.cameras[0].code, start_s, start_s + 12, speed=4)
        await session.wait_end(15)
        await asyncio.sleep(1)
        assert session.file_size == session.report().octets
        await session.stop()
        await asyncio.sleep(1)
        assert settled(lower, joined)

    levels(test)


def test_a_stream_over_three_levels_names_its_way(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair(cameras=0, link=at.link(delay_s=0.02))
        third = await at.platform(THIRD)
        deep = await at.camera(third, 1)
        await at.join(third, lower, link=at.link(delay_s=0.03))
        await asyncio.sleep(2)
        session = await upper.play(LOWER, deep.code, camera=1)
        await session.first_key_frame(5)
        await asyncio.sleep(5)
        assert session.path == (LOWER, THIRD)
        assert session.report().latency_ms.p50 == pytest.approx(50.7, abs=1.0)
        assert (session.report().lost, session.findings()) == (0, ())

    levels(test)


def test_a_connection_that_nobody_takes_ends_the_call_to_the_camera(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, joined = await at.pair()
        find = at.plane.receiver_at
        at.plane.receiver_at = lambda address, kind: (
            None if address[0] == upper.config.host else find(address, kind)
        )
        session = await upper.play(LOWER, at.cameras[0].code, "tcp-passive")
        await asyncio.wait_for(session.ended.wait(), 10)
        await asyncio.sleep(1)
        assert settled(lower, joined)
        assert at.cameras[0].desk.live == 0

    levels(test)


def test_a_platform_that_closes_hangs_up_in_both_directions(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair()
        sessions = [await upper.play(LOWER, camera.code) for camera in at.cameras]
        for session in sessions:
            await session.first_key_frame(5)
        await lower.close()
        await asyncio.sleep(1)
        assert {session.end_reason for session in sessions} == {"the device sent BYE"}
        assert [camera.desk.live for camera in at.cameras] == [0, 0]

    levels(test)


def test_a_cut_link_between_levels_silences_the_stream_until_it_is_hung_up(levels: Run) -> None:
    async def test(at: Any) -> None:
        link = at.link()
        upper, lower, joined = await at.pair(link=link)
        session = await upper.play(LOWER, at.cameras[0].code)
        await session.first_key_frame(5)
        link.impairment.set(down=True)
        await asyncio.sleep(60)
        assert session.ended.is_set()
        assert settled(lower, joined), "the lower one hears no answer to its keepalives"
        with pytest.raises(NotPossible):
            await upper.play(LOWER, at.cameras[0].code)
        link.impairment.set(down=False)
        await upper.wait_registered(LOWER, timeout_s=60)
        again = await upper.play(LOWER, at.cameras[0].code)
        await again.first_key_frame(5)

    levels(test)
