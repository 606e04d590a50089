from __future__ import annotations

import asyncio
import random

from camera_town import setup_of, town

from camproof.media import Clip
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.platform import PlatformConfig
from camproof.virtual_cameras import IntrusionResult, ReplayIntruder, WrongPasswordIntruder

FAST = {"attempts": 2, "interval": "10 ms"}


def test_a_wrong_password_is_refused_and_the_camera_stays(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            before = {code: here.platform.record_of(code).flow for code in here.codes}
            injection = here.fleet.inject("intruder.wrong-password", here.codes, FAST)
            results = await injection.finished()
            assert [result.code for result in results] == here.codes
            for result in results:
                assert result.kind == "wrong-password"
                assert result.refused
                assert not result.got_in
                assert result.attempts == ((401, 403), (401, 403))
            assert {code: here.platform.record_of(code).flow for code in here.codes} == before

    asyncio.run(scenario())


def test_a_right_password_would_get_in(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            setup = here.fleet.cameras[here.first].setup
            result = await WrongPasswordIntruder(setup, random.Random(1), setup.password).run(1)
            assert result.got_in
            assert result.attempts == ((401, 200),)

    asyncio.run(scenario())


def test_copied_credentials_are_refused(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            results = await here.fleet.inject("intruder.replay", here.codes, FAST).finished()
            assert [result.kind for result in results] == ["replay", "replay"]
            assert all(result.refused for result in results)

    asyncio.run(scenario())


def test_copied_credentials_get_in_where_nonces_are_not_remembered(clip: Clip) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.2, accept_replayed_nonces=True)
        async with town(clip, 2, config=config) as here:
            results = await here.fleet.inject("intruder.replay", here.codes, FAST).finished()
            assert all(result.got_in for result in results)

    asyncio.run(scenario())


def test_without_a_capture_there_is_nothing_to_replay(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            setup = here.fleet.cameras[here.first].setup
            result = await ReplayIntruder(setup, random.Random(1), lambda: b"").run(1)
            assert result.attempts == ((),)
            assert not result.refused

    asyncio.run(scenario())


def test_a_server_that_is_not_there_gives_no_answer() -> None:
    async def scenario() -> None:
        server = ServerRef("34020000002000000001", ("127.0.0.1", 1))
        intruder = WrongPasswordIntruder(setup_of(1, server, transport="tcp"), random.Random(1))
        assert (await intruder.run(1)).attempts == ((),)

    asyncio.run(scenario())


def test_intruders_are_called_off_with_their_injection(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            params = {"attempts": 100, "interval": "1 min"}
            injection = here.fleet.inject("intruder.wrong-password", here.codes, params)
            await asyncio.sleep(0.05)
            injection.clear()
            await asyncio.sleep(0.05)
            assert injection.results == []

    asyncio.run(scenario())


def test_what_a_result_means() -> None:
    assert IntrusionResult("replay", "x", ((401,), (200,))).got_in
    assert not IntrusionResult("replay", "x", ((401,), ())).refused
    assert not IntrusionResult("replay", "x", ()).refused
