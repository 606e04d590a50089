"""A few cameras and a platform on loopback."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from camproof.domain.camera import CameraRecord
from camproof.domain.stream import StreamProfile
from camproof.media import Clip
from camproof.platforms import Platform
from camproof.protocols.gb28181.device import ServerRef
from camproof.protocols.gb28181.platform import PlatformConfig
from camproof.virtual_cameras import CameraSetup, Fleet, Timing

QUICK = Timing(
    keepalive_interval_s=0.2,
    keepalive_count=3,
    retry_interval_s=0.2,
    retry_jitter_s=0.1,
    reconnect_jitter_s=0.05,
    boot_s=0.1,
    boot_spread_s=0.05,
)


FLEET_SETTINGS: dict[str, Any] = {}
"""What every fleet of a test has beside what it asks for itself."""


@dataclass
class Town:
    """Both sides, started."""

    fleet: Fleet
    platform: Platform

    @property
    def codes(self) -> list[str]:
        return list(self.fleet.cameras)

    @property
    def first(self) -> str:
        return self.codes[0]


def code_of(number: int) -> str:
    return f"3402000000132{number:07d}"


def setup_of(number: int, server: ServerRef, **changes: Any) -> CameraSetup:
    kind = ("udp", "tcp")[number % 2]
    record = CameraRecord(
        code=code_of(number),
        name=f"camera {number}",
        edition=("2016", "2022")[number % 2],  # type: ignore[arg-type]
        sip_transport=changes.pop("transport", kind),
        district=changes.pop("district", "east"),
        stream=changes.pop("stream", StreamProfile()),
    )
    settings = {"password": "12345678", "timing": QUICK, **changes}
    return CameraSetup(record=record, number=number, server=server, **settings)


@asynccontextmanager
async def town(
    clip: Clip,
    count: int = 2,
    *,
    config: PlatformConfig | None = None,
    change: Callable[[int], dict[str, Any]] | None = None,
    wait: bool = True,
    **fleet_settings: Any,
) -> AsyncIterator[Town]:
    """``count`` cameras, alternately 2022 over TCP and 2016 over UDP, registered with a platform."""
    settings = config or PlatformConfig(heartbeat_interval_s=0.2)
    platform = await Platform.start(settings, rng=random.Random(1))
    server = ServerRef(platform.code, platform.address)
    setups: Sequence[CameraSetup] = [
        setup_of(number, server, **(change(number) if change else {})) for number in range(1, count + 1)
    ]
    fleet = Fleet(setups, lambda _record: clip, seed=5, **FLEET_SETTINGS, **fleet_settings)
    try:
        await fleet.start()
        if wait:
            assert await fleet.registered(5.0)
        yield Town(fleet, platform)
    finally:
        await fleet.stop(1.0)
        await platform.close()


async def until(condition: Callable[[], bool], timeout_s: float = 5.0) -> bool:
    """Look every 10 ms; whether the condition came true in time."""
    end_s = asyncio.get_running_loop().time() + timeout_s
    while not condition():
        if asyncio.get_running_loop().time() > end_s:
            return False
        await asyncio.sleep(0.01)
    return True
