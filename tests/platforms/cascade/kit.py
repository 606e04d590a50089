"""Platforms above and below one another, with virtual cameras, in virtual time."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import Any

from camproof.domain.camera import CameraRecord
from camproof.domain.stream import StreamProfile
from camproof.media import Clip, VirtualPlane
from camproof.platforms import Observation, Platform, PlatformConfig
from camproof.platforms.cascade import UpperConfig, UpperPlatform
from camproof.protocols.gb28181.device import ServerRef
from camproof.runtimes.impairment import Impairment, Link
from camproof.virtual_cameras import CameraSetup, Channel, Timing, VirtualCamera

UPPER, LOWER, THIRD = "34010000002000000001", "34020000002000000001", "34030000002000000001"
TIMING = Timing(
    keepalive_interval_s=5.0, retry_interval_s=5.0, retry_jitter_s=1.0, boot_s=3.0, boot_spread_s=0.0
)


class Levels:
    """Platforms by name, the links to their upper ones, and the cameras of all."""

    def __init__(self, clip: Clip, hurry: Callable[[], VirtualPlane]) -> None:
        self.plane = hurry()
        self._clip = clip
        self.platforms: dict[str, Platform] = {}
        self.cameras: list[VirtualCamera] = []

    async def platform(self, code: str, **settings: Any) -> Platform:
        """One more platform."""
        number = len(self.platforms) + 1
        config = PlatformConfig(
            code=code, host=f"10.0.0.{number}", port=5060, heartbeat_interval_s=5.0, **settings
        )
        made = await Platform.start(config, rng=random.Random(number), plane=self.plane)
        self.platforms[code] = made
        return made

    async def join(
        self,
        lower: Platform,
        upper: Platform,
        *,
        link: Link | None = None,
        wait: bool = True,
        **settings: Any,
    ) -> UpperPlatform:
        """Put one below the other."""
        host, port = upper.address
        config = UpperConfig(
            code=upper.code,
            host=host,
            port=port,
            keepalive_interval_s=5.0,
            retry_interval_s=5.0,
            retry_jitter_s=1.0,
            **settings,
        )
        joined = await lower.join(config, rng=random.Random(lower.code + upper.code), link=link)
        if wait:
            await upper.wait_registered(lower.code)
        return joined

    async def camera(
        self, platform: Platform, number: int, *, channels: int = 0, code: str = "", sip: str = "udp"
    ) -> VirtualCamera:
        """One more camera, registered; with ``channels`` a recorder."""
        code = code or f"{platform.code[:8]}00{'118' if channels else '132'}0{number:06d}"
        record = CameraRecord(
            code=code,
            name=f"gate {number}",
            edition="2022",
            sip_transport=sip,  # type: ignore[arg-type]
            stream=StreamProfile(),
        )
        setup = CameraSetup(
            record=record,
            number=number,
            password="12345678",
            server=ServerRef(platform.code, platform.address),
            timing=TIMING,
            host=f"10.1.0.{len(self.cameras) + 1}",
            port=5060,
            channels=tuple(
                Channel(f"{code[:10]}131{code[13:16]}{number:02d}{at:02d}", f"channel {at}")
                for at in range(1, channels + 1)
            ),
        )
        camera = VirtualCamera(setup, self._clip, rng=random.Random(number), plane=self.plane)
        self.cameras.append(camera)
        await camera.open()
        camera.register()
        await platform.wait_registered(code)
        await asyncio.sleep(0.1)
        return camera

    async def pair(self, cameras: int = 2, **settings: Any) -> tuple[Platform, Platform, UpperPlatform]:
        """(upper, lower, the lower one's upper side) with cameras below."""
        upper, lower = await self.platform(UPPER), await self.platform(LOWER)
        for number in range(1, cameras + 1):
            await self.camera(lower, number)
        joined = await self.join(lower, upper, **settings)
        await asyncio.sleep(0.5)
        return upper, lower, joined

    @staticmethod
    def link(**values: float) -> Link:
        """A link between levels."""
        return Link("between", Impairment(random.Random(9), **values))  # type: ignore[arg-type]

    async def close(self) -> None:
        for platform in self.platforms.values():
            await platform.close()
        await self.plane.close()


Test = Callable[[Levels], Coroutine[Any, Any, None]]


def seen(platform: Platform, *kinds: str) -> list[Observation]:
    return platform.observations.select(*kinds)
