from __future__ import annotations

import asyncio
import random
import time

import pytest
import uvloop
from camera_town import Town, code_of, setup_of, town, until

from camproof.media import Clip
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.platform import PlatformConfig, Redirect
from camproof.protocols.manscdp import parse_time
from camproof.runtimes.errors import PortInUse
from camproof.runtimes.impairment import Impairment, Link
from camproof.virtual_cameras import Alarm, Channel, Defects, Fleet, Personality
from camproof.virtual_cameras.setup import device_config


def test_cameras_register_over_udp_and_tcp_and_leave(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 4) as here:
            assert set(here.platform.online()) == set(here.codes) == set(here.fleet.online())
            assert await here.fleet.stop() == 0
            assert here.platform.online() == ()

    asyncio.run(scenario())


@pytest.mark.usefixtures("either_port")
@pytest.mark.parametrize("transport", ["udp", "tcp-passive", "tcp-active"])
def test_a_live_picture_is_fetched(clip: Clip, transport: str) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            for number, code in enumerate(here.codes, 1):
                session = await here.platform.play(code, transport=transport, camera=number)  # type: ignore[arg-type]
                await session.first_key_frame(3.0)
                assert here.fleet.send_stats().live_streams == 1
                await session.stop()
                assert session.report().lost == 0
            assert await until(lambda: here.fleet.send_stats().live_streams == 0)
            assert here.fleet.send_stats().streams == 2

    asyncio.run(scenario())


def test_a_recording_is_played_to_its_end_and_downloaded(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            start_s = int(time.time()) - 100
            session = await here.platform.playback(here.first, here.first, start_s, start_s + 2)
            await session.first_key_frame(3.0)
            await session.scale(4.0)
            assert await session.wait_end(5.0) == "end of file"
            download = await here.platform.download(here.first, here.first, start_s, start_s + 4, speed=4)
            assert await download.wait_end(5.0) == "end of file"
            assert download.progress == 1.0
            assert here.fleet.counters()[here.first].calls_ended == 2

    asyncio.run(scenario())


def test_voice_is_heard_and_talked(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            for code in here.codes:
                voice = await here.platform.broadcast(code, code)
                await asyncio.sleep(0.2)
                await voice.stop()
                camera = here.fleet.cameras[code]
                assert await until(lambda camera=camera: camera.desk.voice_packets >= 5)  # type: ignore[misc]
            talk = await here.platform.talk(here.first)
            assert await until(lambda: here.fleet.send_stats().live_streams == 1)
            await talk.stop()

    asyncio.run(scenario())


def test_the_platform_boots_a_camera(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            for code in here.codes:
                before = here.platform.record_of(code).call_id
                session = await here.platform.play(code)
                await here.platform.reboot(code)
                assert await until(lambda code=code: here.fleet.counters()[code].boots == 2)  # type: ignore[misc]
                assert await here.fleet.registered(3.0, [code])
                assert here.platform.record_of(code).call_id != before
                await session.close()

    asyncio.run(scenario())


def test_cameras_follow_a_redirection(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as target:
            redirect = Redirect(target.platform.code, target.platform.address)
            config = PlatformConfig(code="34020000002000000009", redirect=redirect)
            new = {"transport": "tcp"}
            async with town(clip, 3, config=config, change=lambda _n: new, wait=False) as here:
                codes = [code_of(1), code_of(3)]
                assert await here.fleet.registered(3.0, codes)
                assert here.fleet.counters()[codes[0]].redirects == 1
                assert await here.fleet.registered(3.0, [code_of(2)])
                assert here.platform.online() == (code_of(2),), "302 means nothing to the 2016 edition"
                assert here.fleet.counters()[code_of(2)].redirects == 0

    asyncio.run(scenario())


def test_a_wrong_password_never_gets_in(clip: Clip) -> None:
    async def scenario() -> None:
        faulty = Defects(wrong_password="guess")
        async with town(clip, 1, change=lambda _n: {"defects": faulty}, wait=False) as here:
            counters = here.fleet.counters()[here.first]
            assert await until(lambda: counters.registrations_failed >= 2)
            assert here.platform.online() == ()
            assert not await here.fleet.registered(0.05)

    asyncio.run(scenario())


@pytest.mark.usefixtures("either_port")
def test_standing_faults_are_there_from_the_start(clip: Clip) -> None:
    async def scenario() -> None:
        faulty = Defects(frozen=True, clock_offset_s=-28_800.0)
        async with town(clip, 1, change=lambda _n: {"defects": faulty}) as here:
            status = await here.platform.device_status(here.first)
            assert parse_time(status.device_time) - time.time() == pytest.approx(-28_800, abs=2)
            session = await here.platform.play(here.first)
            assert await until(lambda: bool(session.findings()), 3.0)
            assert "picture-frozen" in {one.symptom for one in session.findings()}

    asyncio.run(scenario())


def test_a_camera_may_be_silent_from_the_start(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1, change=lambda _n: {"defects": Defects(silent=True)}) as here:
            assert await until(lambda: here.platform.online() == (), 3.0)
            assert here.fleet.counters()[here.first].keepalives_answered == 0

    asyncio.run(scenario())


def test_an_alarm_and_a_defect_reach_the_platform(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1) as here:
            camera = here.fleet.cameras[here.first]
            await here.platform.subscribe_catalog(here.first)
            assert camera.raise_alarm(Alarm(priority=1, method=5, alarm_type=6))
            camera.set_working(False)
            assert await until(lambda: _seen(here) >= {"alarm", "catalog-change"})

    asyncio.run(scenario())


def _seen(here: Town) -> set[str]:
    return {one.kind for one in here.platform.observations}


def test_a_storm_of_sixty_cameras_is_registered_in_a_moment(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 60, wait=False) as here:
            assert await here.fleet.registered(10.0)
            assert len(here.platform.online()) == 60

    uvloop.run(scenario())


def test_the_start_is_spread_by_the_seed(clip: Clip) -> None:
    async def scenario() -> list[str]:
        begun: list[str] = []
        server = ServerRef(code_of(0), ("127.0.0.1", 9))
        setups = [setup_of(number, server, transport="udp") for number in range(1, 6)]
        fleet = Fleet(setups, lambda _record: clip, seed=7)
        for camera in fleet.cameras.values():
            camera.register = lambda code=camera.code: begun.append(code)  # type: ignore[method-assign,misc]
        await asyncio.wait_for(fleet.start(0.1), 30)
        await fleet.stop(0.1)
        return begun

    first = asyncio.run(scenario())
    assert sorted(first) != first
    assert asyncio.run(scenario()) == first


def test_stopping_takes_a_bounded_time_without_a_server(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 2) as here:
            await here.platform.close()
            start_s = time.monotonic()
            assert await here.fleet.stop(0.3) >= 1
            assert time.monotonic() - start_s < 10.0

    asyncio.run(scenario())


def test_a_cut_link_holds_cameras_off_and_lets_them_back(clip: Clip) -> None:
    async def scenario() -> None:
        link = Link("east", Impairment(random.Random(1)))
        west = {"district": "west"}
        async with town(clip, 4, change=lambda n: west if n > 2 else {}, links={"east": link}) as here:
            link.impairment.set(down=True)
            assert await until(lambda: set(here.platform.online()) == {code_of(3), code_of(4)})
            link.impairment.set(down=False)
            assert await until(lambda: len(here.platform.online()) == 4)

    asyncio.run(scenario())


def test_a_taken_port_is_told_and_everything_given_back(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1, change=lambda _n: {"transport": "udp"}) as here:
            taken = here.fleet.cameras[here.first].address[1]
            server = ServerRef(here.platform.code, here.platform.address)
            fleet = Fleet([setup_of(8, server, port=taken)], lambda _record: clip)
            with pytest.raises(PortInUse):
                await fleet.start()

    asyncio.run(scenario())


def test_two_cameras_with_one_code_are_refused(clip: Clip) -> None:
    async def scenario() -> None:
        server = ServerRef(code_of(0), ("127.0.0.1", 9))
        with pytest.raises(ValueError, match="same code"):
            Fleet([setup_of(1, server), setup_of(1, server)], lambda _record: clip)

    asyncio.run(scenario())


def test_the_setup_becomes_the_settings_of_the_machine() -> None:
    personality = Personality(charset="GB2312", answers_subscribe_with_body=True)
    setup = setup_of(
        1,
        ServerRef(code_of(0), ("127.0.0.1", 9)),
        defects=Defects(wrong_password="x"),
        personality=personality,
        channels=(Channel(code_of(2), "a"),),
    )
    config = device_config(setup)
    assert (config.body_charset, config.answer_subscribe_with_body) == ("GB2312", True)
    assert config.channels == (code_of(2),)
    assert (config.code, config.transport, config.password) == (code_of(1), "TCP", "x")
    assert config.edition.value == "2022"
    assert config.keepalive_interval_s == 0.2
