from __future__ import annotations

import asyncio
import random
from typing import cast

import pytest
from camera_town import setup_of, town

from camproof.media import Clip
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.platform import PlatformConfig
from camproof.runtimes.virtual import run_virtually
from camproof.virtual_cameras import (
    DuplicateDevice,
    GuessingIntruder,
    IntrusionResult,
    ReplayIntruder,
    WrongPasswordIntruder,
)

FAST = {"attempts": 2, "interval": "10 ms"}
HERE, THERE = "10.0.0.1", "10.0.0.2"


class ChallengesAlone(asyncio.DatagramProtocol):
    """A platform that challenges every REGISTER and says nothing to credentials."""

    copied = ("Via", "From", "To", "Call-ID", "CSeq")

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        lines = data.decode().split("\r\n")
        if any(line.startswith("Authorization:") for line in lines):
            return
        answer = ["SIP/2.0 401 Unauthorized", *(line for line in lines if line.split(":")[0] in self.copied)]
        answer += ['WWW-Authenticate: Digest realm="3402000000", nonce="1", algorithm=MD5']
        answer += ["Content-Length: 0", "", ""]
        self.transport.sendto("\r\n".join(answer).encode(), addr)


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


@pytest.mark.parametrize("kind", [WrongPasswordIntruder, GuessingIntruder, DuplicateDevice])
def test_a_challenge_without_an_answer_to_the_credentials_refuses_nobody(
    kind: type[WrongPasswordIntruder],
) -> None:
    async def scenario() -> IntrusionResult:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(ChallengesAlone, local_addr=(THERE, 5060))
        setup = setup_of(1, ServerRef("34020000002000000001", (THERE, 5060)), transport="udp", host=HERE)
        return await kind(setup, random.Random(1)).run(2)

    result = run_virtually(scenario())
    assert result.attempts == ((), ())
    assert not result.refused
    assert not result.got_in


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
