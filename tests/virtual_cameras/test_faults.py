from __future__ import annotations

import asyncio
import time
from contextlib import suppress

import pytest
from camera_town import Town, code_of, town, until

from camproof.domain.errors import UnknownWordError
from camproof.domain.faults import resolve
from camproof.media import Clip
from camproof.platforms.errors import PlatformError
from camproof.protocols.gb28181.platform import PlatformConfig
from camproof.protocols.manscdp import parse_time

BOOT = {"boot": "100 ms", "spread": "50 ms"}


@pytest.mark.usefixtures("either_port")
def test_a_power_cut_is_a_silence_and_power_brings_a_new_user_agent(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 3, config=PlatformConfig(heartbeat_interval_s=0.6)) as here:
            cut = here.codes[:2]
            before = {code: here.platform.record_of(code).call_id for code in cut}
            sessions = [await here.platform.play(code) for code in cut]
            for session in sessions:
                await session.first_key_frame(3.0)
            injection = here.fleet.inject("power.cut", cut, BOOT)
            await asyncio.sleep(0.1)
            packets = [session.report().packets for session in sessions]
            assert len(here.platform.online()) == 3, "a cut camera said good-bye"
            assert await until(lambda: here.platform.online() == (here.codes[2],))
            assert [session.report().packets for session in sessions] == packets
            assert here.fleet.online() == (here.codes[2],)
            injection.clear()
            assert await here.fleet.registered(5.0)
            assert await until(lambda: len(here.platform.online()) == 3)
            for code in cut:
                assert here.platform.record_of(code).call_id != before[code]
                await (await here.platform.play(code)).first_key_frame(3.0)
            assert here.fleet.cameras[cut[0]].body.storage.gaps

    asyncio.run(scenario())


def test_a_second_cut_before_the_boot_keeps_the_camera_dark(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            first = here.fleet.inject("power.cut", here.codes, BOOT)
            second = here.fleet.inject("power.cut", here.codes, BOOT)
            first.clear()
            await asyncio.sleep(0.3)
            assert here.fleet.online() == ()
            second.clear()
            second.clear()
            third = here.fleet.inject("power.cut", here.codes, BOOT)
            await asyncio.sleep(0.3)
            assert here.fleet.online() == ()
            third.clear()
            assert await here.fleet.registered(3.0)

    asyncio.run(scenario())


def test_a_fleet_stops_while_cameras_are_dark_or_boot(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 3) as here:
            here.fleet.inject("power.cut", here.codes[:2], BOOT)
            here.fleet.inject("power.cut", here.codes[2:], {"boot": "0 s", "spread": "0 s"}).clear()
            start_s = time.monotonic()
            await here.fleet.stop(1.0)
            assert time.monotonic() - start_s < 10.0

    asyncio.run(scenario())


@pytest.mark.usefixtures("either_port")
def test_a_frozen_picture_is_found_and_ends(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            frozen, fine = [await here.platform.play(code) for code in here.codes]
            await frozen.first_key_frame(3.0)
            injection = here.fleet.inject("picture.freeze", here.codes[:1])
            await asyncio.sleep(1.6)
            injection.clear()
            await asyncio.sleep(0.3)
            found = [one for one in frozen.findings() if one.symptom == "picture-frozen"]
            assert len(found) == 1
            assert found[0].to_s is not None
            assert not fine.findings()

    asyncio.run(scenario())


def test_a_wrong_clock_ignores_date_until_the_fault_is_over(clip: Clip) -> None:
    async def hours_off(here: Town, code: str) -> float:
        status = await here.platform.device_status(code)
        return round((parse_time(status.device_time) - time.time()) / 3600, 1)

    async def scenario() -> None:
        async with town(clip, 1) as here:
            assert await hours_off(here, here.first) == 0.0
            injection = here.fleet.inject("clock.offset", here.codes, {"offset": "8 h"})
            assert await hours_off(here, here.first) == 8.0
            await here.platform.reboot(here.first)
            assert await until(lambda: here.fleet.counters()[here.first].registrations == 2)
            assert await hours_off(here, here.first) == 8.0
            injection.clear()
            assert await hours_off(here, here.first) == 0.0

    asyncio.run(scenario())


@pytest.mark.parametrize("answers", [True, False])
def test_keepalive_silence(clip: Clip, answers: bool) -> None:
    async def scenario() -> None:
        config = PlatformConfig(heartbeat_interval_s=0.2, answer_timeout_s=0.3)
        async with town(clip, 2, config=config) as here:
            injection = here.fleet.inject("keepalive.silence", here.codes[:1], {"answers": answers})
            before = here.fleet.counters()[here.first].commands
            await _ask(here, here.first)
            assert here.fleet.counters()[here.first].commands == before + int(answers)
            assert await until(lambda: here.platform.online() == (here.codes[1],))
            injection.clear()
            assert await until(lambda: len(here.platform.online()) == 2)

    asyncio.run(scenario())


async def _ask(here: Town, code: str) -> None:
    with suppress(PlatformError):
        await here.platform.device_info(code)


@pytest.mark.usefixtures("either_port")
@pytest.mark.parametrize(("direction", "loses"), [("both", True), ("up", True), ("down", False)])
def test_loss_on_the_cameras_own_cable(clip: Clip, direction: str, loses: bool) -> None:
    async def scenario() -> None:
        async with town(clip, 2, change=lambda _n: {"transport": "tcp"}) as here:
            sessions = [await here.platform.play(code) for code in here.codes]
            for session in sessions:
                await session.first_key_frame(3.0)
            params = {"loss": "60 %", "direction": direction}
            injection = here.fleet.inject("link.loss", here.codes[:1], params)
            await asyncio.sleep(0.6)
            injection.clear()
            await asyncio.sleep(0.2)
            assert (sessions[0].report().lost > 0) is loses
            assert sessions[1].report().lost == 0
            assert (here.fleet.send_stats().lost_on_link > 0) is loses

    asyncio.run(scenario())


def test_the_fault_before_holds_again_when_the_later_one_ends(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            camera = here.fleet.cameras[here.first]
            light = here.fleet.inject("link.loss", here.codes, {"loss": "1 %"})
            heavy = here.fleet.inject("link.loss", here.codes, {"loss": "50 %"})
            assert camera.up.loss == 0.5
            heavy.clear()
            assert camera.up.loss == 0.01
            light.clear()
            assert camera.up.loss == 0.0

    asyncio.run(scenario())


def test_mistakes_are_told(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            with pytest.raises(UnknownWordError):
                here.fleet.inject("power.cat", here.codes)
            with pytest.raises(UnknownWordError):
                here.fleet.inject("power.cut", [code_of(77)])
            settled = resolve("picture.freeze", {})
            injection = here.fleet.inject(settled, here.codes)
            assert here.fleet.cameras[here.first].body.imaging.frozen
            injection.clear()

    asyncio.run(scenario())
