"""All of GB/T 28181 between a camera and the platform: both editions, both signalling transports."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import Any

import pytest

from camproof.media import ToneSource
from camproof.platforms import DeviceRefused
from camproof.protocols.gb28181 import ptz
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import (
    CONFIG_TYPES,
    BasicParam,
    DragArea,
    HomePosition,
    OsdConfig,
    PrecisePosition,
)
from camproof.virtual_cameras import Alarm, Timing

Run = Callable[..., None]
CONFIGS_OF_2016 = {"BasicParam", "VideoParamOpt"}
NOT_THERE = {"SVACEncodeConfig", "SVACDecodeConfig", "SnapShotConfig"}
AREA = DragArea(length=1280, width=720, mid_x=640, mid_y=360, length_x=320, length_y=180)


@pytest.fixture(params=["2016", "2022"])
def edition(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(params=["udp", "tcp"])
def sip(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _nobody_complains(at: Any) -> None:
    assert at.platform.deviations.all() == ()
    assert at.complaints == []


def test_every_query_is_answered(site: Run, edition: str, sip: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(edition=edition, transport=sip)
        platform, code, now_s = at.platform, camera.code, time.time()
        assert platform.record_of(code).edition is Edition(edition)
        assert [item.device_id for item in await platform.catalog(code)] == [code]
        assert len(await platform.catalog(code, start=now_s - 3600, end=now_s)) == 1
        assert (await platform.device_info(code)).device_name == "gate 0"
        assert (await platform.device_status(code)).online == "ONLINE"
        assert len(await platform.record_info(code, now_s - 40_000, now_s)) in (12, 13)
        assert len(await platform.config_download(code, ["BasicParam", "VideoParamOpt"])) == 2
        got = {config.element for config in await platform.config_download(code, CONFIG_TYPES)}
        assert got == (CONFIGS_OF_2016 if edition == "2016" else set(CONFIG_TYPES) - NOT_THERE)
        with pytest.raises(DeviceRefused):
            await platform.config_download(code, sorted(NOT_THERE))
        assert [preset.preset_id for preset in await platform.presets(code)] == [1]
        if edition == "2022":
            assert (await platform.home_position(code)).enabled == 0
            assert await platform.cruise_tracks(code) == ()
            assert (await platform.cruise_track(code, 1)).points == ()
            assert (await platform.ptz_position(code)).zoom == 1
            assert len(await platform.sd_cards(code)) == 1
        _nobody_complains(at)

    site(test)


def test_every_control_is_carried_out(site: Run, edition: str, sip: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(
            edition=edition, transport=sip, timing=Timing(boot_s=0.02, boot_spread_s=0.0)
        )
        platform, code = at.platform, camera.code
        await platform.ptz(code, ptz.Preset("set", 7))
        await platform.ptz(code, ptz.Move(pan=1, pan_speed=255))
        await platform.ptz(code, ptz.Stop())
        await platform.drag_zoom(code, True, AREA)
        await platform.drag_zoom(code, False, AREA)
        await platform.ptz(code, ptz.Preset("call", 7))
        await platform.set_home_position(code, HomePosition(enabled=1, reset_time_s=30, preset_index=7))
        assert (camera.body.head.home.enabled, camera.body.head.home.preset) == (True, 7)
        await platform.ptz(code, ptz.Preset("delete", 7))
        assert 7 not in camera.body.head.presets
        await platform.guard(code, False)
        assert not camera.body.alarms.guarded
        await platform.record(code, False)
        assert (await platform.device_status(code)).record == "OFF"
        await platform.record(code, True)
        await platform.device_config(code, BasicParam(device_name="north gate", heartbeat_interval_s=30))
        assert (await platform.device_info(code)).device_name == "north gate"
        if edition == "2022":
            await platform.precise_position(code, PrecisePosition(pan=90.0, tilt=10.0, zoom=2.0))
            await platform.format_sd_card(code, 1)
            await platform.device_config(code, OsdConfig(length=1280, width=720, time_enable=1))
            (osd,) = await platform.config_download(code, ["OSDConfig"])
            assert osd.time_enable == 1
        await platform.key_frame(code)
        await platform.reboot(code)
        await at.until(lambda: camera.counters.registrations == 2)
        _nobody_complains(at)

    site(test)


def test_every_subscription_tells(site: Run, edition: str, sip: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(edition=edition, transport=sip)
        platform, code, seen = at.platform, camera.code, at.platform.observations
        names = [
            await platform.subscribe_catalog(code),
            await platform.subscribe_alarms(code),
            await platform.subscribe_position(code, interval_s=1),
        ]
        if edition == "2022":
            names.append(await platform.subscribe_ptz_position(code))
        camera.set_working(False)
        camera.set_working(True)
        assert camera.raise_alarm(Alarm(method=2, alarm_type=2))
        await at.until(lambda: len(seen.select("catalog-change")) >= 3)
        await at.until(lambda: bool(seen.select("alarm") and seen.select("position")))
        assert seen.select("alarm")[0].data["subscription"]
        assert not camera.raise_alarm(Alarm(method=2, alarm_type=2))
        await platform.reset_alarm(code)
        assert camera.raise_alarm(Alarm(method=2, alarm_type=2))
        for name in names:
            await platform.unsubscribe(name)
        assert camera.raise_alarm(Alarm(method=5))
        await at.until(lambda: len(seen.select("alarm")) == 3)
        assert not seen.select("alarm")[2].data["subscription"]
        _nobody_complains(at)

    site(test)


def test_a_subscription_is_refreshed(site: Run) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera()
        name = await at.platform.subscribe_alarms(camera.code, expires_s=1)
        await asyncio.sleep(1.2)
        assert camera.raise_alarm(Alarm(method=5))
        await at.until(lambda: bool(at.platform.observations.select("alarm")))
        assert at.platform.observations.select("alarm")[0].data["subscription"] == name
        _nobody_complains(at)

    site(test)


def test_voice_goes_to_the_camera(site: Run, edition: str, sip: str) -> None:
    async def test(at: Any) -> None:
        camera = await at.camera(edition=edition, transport=sip)
        session = await at.platform.broadcast(camera.code, camera.code, ToneSource(700))
        await at.until(lambda: camera.desk.voice_packets >= 5)
        assert camera.desk.loudspeaker.tone_share(700) > 0.95
        assert await session.stop() == "hung up"
        await at.until(lambda: camera.counters.calls_ended == 1)
        _nobody_complains(at)

    site(test)
