"""A platform and virtual cameras on loopback."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from camproof.domain.camera import CameraRecord
from camproof.domain.stream import StreamProfile
from camproof.media import Clip, SyntheticSpec, synthetic_clip
from camproof.platforms import Platform, PlatformConfig
from camproof.protocols.gb28181.device import DeviceEvent, ServerRef
from camproof.protocols.sip import DeviationsSeen
from camproof.virtual_cameras import CameraSetup, Defects, Personality, Timing, VirtualCamera

CODES = ("34020000001320000001", "34020000001320000002", "34020000001320000003")


class Site:
    """One platform and its cameras."""

    codes = CODES

    def __init__(self, platform: Platform, clip: Clip) -> None:
        self.platform = platform
        self.cameras: list[VirtualCamera] = []
        self.complaints: list[str] = []
        self._clip = clip

    async def camera(
        self,
        number: int = 0,
        *,
        transport: str = "udp",
        edition: str = "2022",
        defects: Defects | None = None,
        timing: Timing | None = None,
        personality: Personality | None = None,
        server: ServerRef | None = None,
        register: bool = True,
    ) -> VirtualCamera:
        """One more camera, registered unless told otherwise; what it finds wrong becomes a complaint."""
        record = CameraRecord(
            code=CODES[number],
            name=f"gate {number}",
            edition=edition,  # type: ignore[arg-type]
            sip_transport=transport,  # type: ignore[arg-type]
            stream=StreamProfile(),
        )
        setup = CameraSetup(
            record=record,
            number=number + 1,
            password="12345678",
            server=server or ServerRef(self.platform.code, self.platform.address),
            defects=defects or Defects(),
            timing=timing or Timing(),
            personality=personality or Personality(),
        )
        camera = VirtualCamera(setup, self._clip, rng=random.Random(number), on_event=self._hear)
        self.cameras.append(camera)
        await camera.open()
        camera.register()
        if register:
            await self.platform.wait_registered(CODES[number])
        return camera

    def _hear(self, _camera: VirtualCamera, event: DeviceEvent, _now_s: float) -> None:
        if isinstance(event, DeviationsSeen):
            self.complaints += [f"{event.summary}: {one.what}" for one in event.deviations]

    @staticmethod
    async def until(is_so: Callable[[], bool], timeout_s: float = 5.0) -> None:
        """Wait for something that has no signal of its own."""
        async with asyncio.timeout(timeout_s):
            while not is_so():
                await asyncio.sleep(0.02)


Test = Callable[[Site], Coroutine[Any, Any, None]]


@pytest.fixture(scope="session")
def clip(tmp_path_factory: pytest.TempPathFactory) -> Clip:
    """A small street, two seconds long."""
    folder: Path = tmp_path_factory.mktemp("clips")
    spec = SyntheticSpec(width=320, height=192, fps=25, gop=10, bitrate_kbit=200, seconds=2)
    return synthetic_clip(spec, cache_dir=folder)


@pytest.fixture
def site(clip: Clip) -> Callable[..., None]:
    """``site(test, **settings)`` runs a coroutine against a platform with these settings."""

    @asynccontextmanager
    async def opened(**settings: Any) -> AsyncIterator[Site]:
        async with await Platform.start(PlatformConfig(**settings), rng=random.Random(1)) as platform:
            made = Site(platform, clip)
            try:
                yield made
            finally:
                await asyncio.gather(*(camera.stop(0.5) for camera in made.cameras))

    def run(test: Test, **settings: Any) -> None:
        async def body() -> None:
            async with asyncio.timeout(60), opened(**settings) as made:
                await test(made)

        asyncio.run(body())

    return run
