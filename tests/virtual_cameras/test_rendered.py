"""A platform steers a rendered camera over GB/T 28181, and the picture that it receives moves."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import av
import cv2
import numpy as np
import pytest
from camera_town import Town, setup_of, town, until

from camproof.domain.stream import StreamProfile
from camproof.media import (
    Clip,
    ClipError,
    ReceivedFrame,
    StripTruth,
    SyntheticSpec,
    overlay_clip,
    read_strips,
    spec_source,
)
from camproof.media.rendered import black_picture
from camproof.protocols.gb28181 import ptz
from camproof.protocols.gb28181.device import ServerRef
from camproof.virtual_cameras.making import made_body
from camproof.virtual_cameras.rendering import view_of

WIDTH, HEIGHT = 320, 240
PROFILE = StreamProfile(width=WIDTH, height=HEIGHT, fps=10, gop=10, bitrate_kbit=1500)
RENDERED = {"stream": PROFILE, "rendered": "street"}


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Scenes are drawn once a session, into a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.getbasetemp() / "scenes"))
        yield


class Screen:
    """Decodes what a session receives; the latest picture is there to look at."""

    def __init__(self) -> None:
        self.pictures = 0
        self.luma: Any = None
        self.chroma: Any = None
        self._decoder: Any = av.CodecContext.create("h264", "r")

    def __call__(self, frame: ReceivedFrame) -> None:
        for picture in self._decoder.decode(av.Packet(frame.data)):
            planes = picture.to_ndarray(format="yuv420p")
            self.luma, self.chroma = planes[:HEIGHT].astype(np.float32), planes[HEIGHT:]
            self.pictures += 1

    async def settled(self, after: int = 5) -> Any:
        """A picture that was captured from now on."""
        wanted = self.pictures + after
        assert await until(lambda: self.pictures >= wanted, 10.0)
        return self.luma


def _moved(before: Any, after: Any) -> tuple[float, float]:
    window = cv2.createHanningWindow((WIDTH, HEIGHT), cv2.CV_32F)
    return cv2.phaseCorrelate(before, after, window)[0]  # type: ignore[return-value]


def _watched(clip: Clip, look: Callable[[Town, Screen], Awaitable[None]]) -> None:
    async def scenario() -> None:
        threads = threading.active_count()
        async with town(clip, 1, change=lambda _n: dict(RENDERED)) as here:
            session = await here.platform.play(here.first)
            screen = Screen()
            session.receiver.add_sink(screen)
            await session.first_key_frame(20.0)
            await look(here, screen)
            assert session.report().lost == 0
            await session.stop()
        assert await until(lambda: "rendered picture" not in {one.name for one in threading.enumerate()})
        assert threading.active_count() <= threads + 4

    asyncio.run(scenario())


def test_a_ptz_command_moves_the_received_picture(clip: Clip) -> None:
    async def look(here: Town, screen: Screen) -> None:
        head = here.fleet.cameras[here.first].body.head
        before = await screen.settled()
        now = asyncio.get_running_loop().time
        await here.platform.ptz(here.first, ptz.Move(pan=1, pan_speed=40))
        assert await until(lambda: 6 < head.at(now()).pan < 60)
        await here.platform.ptz(here.first, ptz.Stop())
        assert await until(lambda: not head.moving(now()))
        pan = head.at(now()).pan
        after = await screen.settled()
        assert _moved(before, after) == pytest.approx((-pan * WIDTH / 60, 0), abs=2.0)

    _watched(clip, look)


def test_focus_night_and_faults_show(clip: Clip) -> None:
    async def look(here: Town, screen: Screen) -> None:
        camera = here.fleet.cameras[here.first]
        sharp = float(np.var(cv2.Laplacian(await screen.settled(), cv2.CV_32F)))
        await here.platform.ptz(here.first, ptz.Lens(focus=1, focus_speed=255))
        now = asyncio.get_running_loop().time
        assert await until(lambda: camera.body.imaging.focus_error(now()) > 0.4)
        await here.platform.ptz(here.first, ptz.LensStop())
        assert float(np.var(cv2.Laplacian(await screen.settled(), cv2.CV_32F))) < sharp / 3
        camera.body.imaging.infrared = "always"
        await screen.settled()
        assert np.abs(screen.chroma.astype(int) - 128).mean() < 0.5
        camera.body.imaging.picture_faults = (black_picture,)
        assert (await screen.settled()).mean() < 25
        camera.set_frozen(True)
        camera.body.imaging.picture_faults = ()
        assert (await screen.settled()).mean() < 25
        camera.set_frozen(False)
        assert (await screen.settled()).mean() > 40

    _watched(clip, look)


def test_infrared_goes_by_the_clock_of_the_camera(clip: Clip) -> None:
    """A clock that is twelve hours off turns day into night, and so the picture."""
    noon_s = 1_700_020_800.0  # 2023-11-15, 12:00 in Beijing
    setup = setup_of(1, ServerRef("34020000002000000001", ("127.0.0.1", 5060)), infrared="by-clock")
    body = made_body(setup, clip, lambda now_s: noon_s + now_s)
    assert not view_of(body, 0.0).night
    assert [view_of(body, 3600.0 * hours).night for hours in (5.9, 6.1, 17.9, 18.1)] == [
        False, True, True, False,
    ]  # fmt: skip
    body.clock.force(12 * 3600)
    assert view_of(body, 0.0).night


@pytest.mark.parametrize(("infrared", "night"), [("never", False), ("always", True)])
def test_infrared_may_be_fixed(clip: Clip, infrared: str, night: bool) -> None:
    setup = setup_of(1, ServerRef("34020000002000000001", ("127.0.0.1", 5060)), infrared=infrared)
    body = made_body(setup, clip, lambda now_s: now_s)
    assert {view_of(body, 3600.0 * hour).night for hour in range(24)} == {night}


@pytest.mark.parametrize("banded", [True, False])
def test_strip_and_sei_agree_where_pictures_are_stamped(clip: Clip, tmp_path: Path, banded: bool) -> None:
    spec = SyntheticSpec(width=WIDTH, height=HEIGHT, fps=10, gop=5, bitrate_kbit=300, seconds=1)
    overlay = overlay_clip(spec_source(spec), cache_dir=tmp_path)
    setup = {**RENDERED, "overlay": overlay if banded else None}

    async def received() -> list[ReceivedFrame]:
        async with town(clip, 1, change=lambda _n: setup) as here:
            frames: list[ReceivedFrame] = []
            session = await here.platform.play(here.first)
            session.receiver.add_sink(frames.append)
            await session.first_key_frame(20.0)
            assert await until(lambda: len(frames) >= 8, 10.0)
            await session.stop()
            return frames

    frames = asyncio.run(received())
    frames = frames[next(index for index, frame in enumerate(frames) if frame.key) :]
    truths = read_strips([frame.data for frame in frames], "H264", overlay.layout)
    stamps = [frame.stamp for frame in frames if frame.stamp is not None]
    told = [StripTruth(1, stamp.frame & 0xFF, stamp.capture_us % (1 << 36)) for stamp in stamps]
    assert list(truths) == (told if banded else [None] * len(told))


def test_a_scene_that_is_none_is_refused_at_the_start(clip: Clip) -> None:
    async def scenario() -> None:
        async with town(clip, 1, change=lambda _n: {**RENDERED, "rendered": "stret"}):
            raise AssertionError("the fleet started")

    with pytest.raises(ClipError, match="did you mean 'street'"):
        asyncio.run(scenario())
