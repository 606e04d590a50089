"""Platforms that are below each other: nothing is echoed, and nothing goes round."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from cascade_kit import LOWER, THIRD, UPPER, seen

from camproof.platforms import DeviceRefused
from camproof.protocols.gb28181 import ptz
from camproof.protocols.manscdp import CatalogItem

Run = Any
GHOST = "34020000001320000042"


async def both_ways(at: Any) -> tuple[Any, Any, Any, Any]:
    """(A, B, camera of A, camera of B), each below the other."""
    upper, lower, _ = await at.pair(cameras=1)
    own = await at.camera(upper, 9)
    await at.join(upper, lower)
    await asyncio.sleep(1)
    return upper, lower, own, at.cameras[0]


def listed(items: Any) -> set[str]:
    return {item.device_id for item in items if len(item.device_id) == 20}


def test_neither_is_told_what_came_from_it(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, own, other = await both_ways(at)
        assert listed(await upper.catalog(LOWER)) == {LOWER, other.code}
        assert listed(await lower.catalog(UPPER)) == {UPPER, own.code}
        assert seen(upper, "channel-contested") == seen(lower, "channel-contested") == []

    levels(test)


def test_each_shows_the_pictures_of_the_other(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, own, other = await both_ways(at)
        for platform, below, camera in ((upper, LOWER, other), (lower, UPPER, own)):
            session = await platform.play(below, camera.code)
            first = await session.first_key_frame(5)
            assert f"{first.stamp.camera}" == camera.code[-1]
            await session.stop()

    levels(test)


def test_a_stream_that_would_come_back_is_refused(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, own, _ = await both_ways(at)
        with pytest.raises(DeviceRefused) as refused:
            await upper.play(LOWER, own.code)
        assert refused.value.status == 482
        with pytest.raises(DeviceRefused) as message:
            await upper.ptz(LOWER, ptz.Stop(), channel=own.code)
        assert message.value.status == 482
        assert len(seen(lower, "loop-refused")) == 2
        assert (upper.sessions, lower.sessions) == ({}, {})

    levels(test)


def test_a_request_that_comes_round_is_refused_by_whom_it_came_from(levels: Run) -> None:
    """Each holds the other for who has a channel; the one in between does not look."""

    async def test(at: Any) -> None:
        upper, lower, _, _ = await both_ways(at)
        lower.uppers[UPPER].habits.refuses_loops = False
        ghost = CatalogItem(device_id=GHOST, name="ghost", status="ON", event="ADD")
        upper.channels.notice(LOWER, [ghost])
        lower.channels.notice(UPPER, [ghost])
        with pytest.raises(DeviceRefused) as refused:
            await upper.play(LOWER, GHOST)
        assert refused.value.status == 482
        (entry,) = seen(upper, "loop-refused")
        assert entry.data["passed"] == [LOWER, UPPER]

    levels(test)


def test_a_ring_of_three_ends_where_it_began(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, _ = await at.pair(cameras=1)
        third = await at.platform(THIRD)
        await at.join(third, lower)
        await at.join(upper, third)
        await asyncio.sleep(3)
        assert listed(await upper.catalog(LOWER)) >= {LOWER, at.cameras[0].code}
        ghost = CatalogItem(device_id=GHOST, name="ghost", status="ON", event="ADD")
        for platform, below in ((upper, LOWER), (lower, THIRD), (third, UPPER)):
            platform.channels.notice(below, [ghost])
        with pytest.raises(DeviceRefused) as refused:
            await upper.play(LOWER, GHOST)
        assert refused.value.status == 482
        assert [one.data["passed"] for one in seen(third, "loop-refused")] == [[LOWER, UPPER]]
        session = await third.play(UPPER, at.cameras[0].code, camera=1)
        await session.first_key_frame(5)
        assert session.path == (UPPER, LOWER)

    levels(test)


def test_without_any_care_a_stream_does_come_round(levels: Run) -> None:
    """What the refusals are good for: the picture of A's own camera over B."""

    async def test(at: Any) -> None:
        upper, lower, own, _ = await both_ways(at)
        lower.uppers[UPPER].habits.refuses_loops = False
        upper.uppers[LOWER].habits.refuses_loops = False
        session = await upper.play(LOWER, own.code)
        await session.first_key_frame(5)
        assert len(upper.sessions) == 2
        assert session.path == (LOWER, UPPER)
        await session.stop()
        await asyncio.sleep(1)
        assert (upper.sessions, lower.sessions) == ({}, {})

    levels(test)


def test_an_echo_is_seen_by_whom_it_comes_back_to(levels: Run) -> None:
    async def test(at: Any) -> None:
        upper, lower, own, _ = await both_ways(at)
        lower.uppers[UPPER].habits.echoes = True
        assert {UPPER, own.code} <= listed(await upper.catalog(LOWER))
        contested = {one.data["channel"]: one.data["owner"] for one in seen(upper, "channel-contested")}
        assert contested == {UPPER: UPPER, own.code: own.code}
        session = await upper.play(own.code)
        await session.first_key_frame(5)
        assert upper.channels.owner(own.code) == own.code, "its own camera stays its own"

    levels(test)
