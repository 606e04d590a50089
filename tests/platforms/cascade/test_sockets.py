"""Two platforms and a camera on the loopback: what virtual time shows is so on sockets."""

from __future__ import annotations

import asyncio
import random
from typing import Any

import httpx
import pytest
from cascade_kit import LOWER, TIMING, UPPER

from camproof.domain.camera import CameraRecord
from camproof.domain.stream import StreamProfile
from camproof.media import Clip
from camproof.platforms import Platform, PlatformConfig, PlatformGroup
from camproof.platforms.api import make_app
from camproof.platforms.cascade import UpperConfig
from camproof.protocols.gb28181.device import ServerRef
from camproof.virtual_cameras import CameraSetup, VirtualCamera

CODE = "34020000001320000001"


async def pair(clip: Clip, sip: str) -> tuple[Platform, Platform, VirtualCamera]:
    upper = await Platform.start(PlatformConfig(code=UPPER), rng=random.Random(1))
    lower = await Platform.start(PlatformConfig(code=LOWER), rng=random.Random(2))
    record = CameraRecord(code=CODE, name="gate", edition="2022", stream=StreamProfile())
    server = ServerRef(lower.code, lower.address)
    setup = CameraSetup(record=record, number=1, password="12345678", server=server, timing=TIMING)
    camera = VirtualCamera(setup, clip, rng=random.Random(3))
    await camera.open()
    camera.register()
    await lower.wait_registered(CODE)
    host, port = upper.address
    await lower.join(UpperConfig(code=UPPER, host=host, port=port, transport=sip))  # type: ignore[arg-type]
    await upper.wait_registered(LOWER)
    while lower.channels.owner(CODE) is None or not lower.uppers[UPPER].registered:
        await asyncio.sleep(0.02)
    return upper, lower, camera


def run(clip: Clip, test: Any, sip: str = "UDP") -> None:
    async def body() -> None:
        async with asyncio.timeout(30):
            upper, lower, camera = await pair(clip, sip)
            try:
                await test(upper, lower, camera)
            finally:
                await camera.stop(0.5)
                await lower.close()
                await upper.close()

    asyncio.run(body())


@pytest.mark.parametrize(
    ("sip", "transport"), [("UDP", "udp"), ("TCP", "tcp-passive"), ("TCP", "tcp-active")]
)
def test_pictures_come_whole_over_every_transport(clip: Clip, sip: str, transport: Any) -> None:
    async def test(upper: Platform, lower: Platform, _camera: VirtualCamera) -> None:
        assert CODE in {item.device_id for item in await upper.catalog(LOWER)}
        session = await upper.play(LOWER, CODE, transport, camera=1)
        first = await session.first_key_frame(5.0)
        assert first.stamp is not None
        while session.report().frames < 15:
            await asyncio.sleep(0.02)
        (below,) = lower.sessions.values()
        report = session.report()
        assert (report.lost, report.wrong_ssrc, session.findings()) == (0, 0, ())
        assert below.report().packets - report.packets < 20
        await session.stop()
        while lower.sessions:
            await asyncio.sleep(0.02)
        assert upper.deviations.all() == lower.deviations.all() == ()

    run(clip, test, sip)


def test_the_api_shows_the_upper_platform_and_what_is_passed_on(clip: Clip) -> None:
    async def test(upper: Platform, lower: Platform, _camera: VirtualCamera) -> None:
        group = PlatformGroup()
        group._platforms["lower"] = lower
        transport = httpx.ASGITransport(app=make_app(group))
        session = await upper.play(LOWER, CODE)
        await session.first_key_frame(5.0)
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
            (platform,) = (await client.get("/platforms")).json()
            (above,) = (await client.get("/platforms/lower/uppers")).json()
            (relay,) = (await client.get("/platforms/lower/relays")).json()
            (channel,) = (await client.get("/platforms/lower/channels")).json()
        assert platform["uppers"] == [above]
        assert (above["code"], above["registered"], above["relays"]) == (UPPER, True, 1)
        assert (relay["upper"], relay["channel"], relay["device"]) == (UPPER, CODE, CODE)
        assert relay["packets"] > 0
        assert (channel["device"], channel["device_id"], channel["status"]) == (CODE, CODE, "ON")

    run(clip, test)


def test_who_leaves_is_off_line_above_and_may_come_back(clip: Clip) -> None:
    async def test(upper: Platform, lower: Platform, _camera: VirtualCamera) -> None:
        await lower.leave(UPPER)
        assert upper.online() == ()
        host, port = upper.address
        await lower.join(UpperConfig(code=UPPER, host=host, port=port))
        await upper.wait_registered(LOWER)

    run(clip, test)
