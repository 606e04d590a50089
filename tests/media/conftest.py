"""Small clips, made once a session, and helpers for streams over the loopback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from fractions import Fraction
from pathlib import Path
from typing import Any, Protocol

import av
import pytest
import uvloop
from av.video.codeccontext import VideoCodecContext

from camproof.media import (
    ClipPlayout,
    MediaReceiver,
    MediaSender,
    ReceivedFrame,
    SyntheticSpec,
    clip_from_file,
    synthetic_clip,
)
from camproof.media.clips.model import Clip
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.protocols.rtp import rtp_header

SSRC = 0x0BEEF001


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("clips")


def _small(codec: Any, cache: Path) -> Clip:
    spec = SyntheticSpec(codec, width=176, height=144, gop=5, bitrate_kbit=200, seconds=0.6)
    return synthetic_clip(spec, cache_dir=cache)


@pytest.fixture(scope="session")
def clip(cache: Path) -> Clip:
    """15 pictures of 176x144 at 25 fps in H.264, a key picture at each fifth."""
    return _small("H264", cache)


@pytest.fixture(scope="session")
def clip265(cache: Path) -> Clip:
    """The same in H.265."""
    return _small("H265", cache)


@pytest.fixture(scope="session")
def b_clip(cache: Path) -> Clip:
    """24 pictures of 96x80 with B pictures, as a user's file would have them."""
    path = cache / "b.mp4"
    options = {"bf": "2", "g": "12", "x264-params": "threads=1:scenecut=0"}
    with av.open(str(path), "w") as container:
        stream: Any = container.add_stream("libx264", rate=Fraction(25), options=options)
        stream.width, stream.height, stream.pix_fmt = 96, 80, "yuv420p"
        for picture in loop_pictures(scene_loop("street", 96, 80, 24, seed=3)):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, "yuv420p")))
        container.mux(stream.encode(None))
    return clip_from_file(path)


class Collector:
    """A frame sink that can be waited for."""

    def __init__(self) -> None:
        self.frames: list[ReceivedFrame] = []
        self._wanted = 0
        self._enough: asyncio.Future[None] | None = None

    def __call__(self, frame: ReceivedFrame) -> None:
        self.frames.append(frame)
        if self._enough is not None and not self._enough.done() and len(self.frames) >= self._wanted:
            self._enough.set_result(None)

    async def until(self, count: int, timeout_s: float = 5.0) -> list[ReceivedFrame]:
        """Wait until ``count`` frames are there."""
        if len(self.frames) < count:
            self._wanted, self._enough = count, asyncio.get_running_loop().create_future()
            async with asyncio.timeout(timeout_s):
                await self._enough
        return self.frames

    async def more(self, count: int) -> list[ReceivedFrame]:
        """Wait for ``count`` further frames; returns those."""
        have = len(self.frames)
        return (await self.until(have + count))[have:]


@pytest.fixture
def collect() -> Collector:
    return Collector()


class Run(Protocol):
    def __call__(self, work: Coroutine[Any, Any, Any]) -> Any: ...


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Every sender and receiver that a test makes, so that a failing test gives its sockets back too."""
    things: list[Any] = []
    for kind in (MediaSender, MediaReceiver):
        monkeypatch.setattr(kind, "__init__", _noting(kind.__init__, things))
    return things


def _noting(make: Callable[..., None], things: list[Any]) -> Callable[..., None]:
    def noted(thing: Any, *args: Any, **more: Any) -> None:
        things.append(thing)
        make(thing, *args, **more)

    return noted


def _runner(factory: Callable[[], asyncio.AbstractEventLoop] | None, started: list[Any]) -> Run:
    async def guarded(work: Coroutine[Any, Any, Any]) -> Any:
        try:
            return await work
        finally:
            await asyncio.gather(*(thing.stop() for thing in started))

    def runner(work: Coroutine[Any, Any, Any]) -> Any:
        with asyncio.Runner(loop_factory=factory) as loop:
            return loop.run(guarded(work))

    return runner


@pytest.fixture(params=["asyncio", "uvloop"])
def run_both(request: pytest.FixtureRequest, started: list[Any]) -> Run:
    """Runs a coroutine on either kind of event loop."""
    return _runner(uvloop.new_event_loop if request.param == "uvloop" else None, started)


@pytest.fixture
def run(started: list[Any]) -> Run:
    """Runs a coroutine on the loop that fleets use."""
    return _runner(uvloop.new_event_loop, started)


async def _until(holds: Callable[[], bool], timeout_s: float = 3.0) -> None:
    async with asyncio.timeout(timeout_s):
        while not holds():
            await asyncio.sleep(0.005)


@pytest.fixture
def until() -> Callable[..., Coroutine[Any, Any, None]]:
    """``await until(condition)``: looks at counters now and then."""
    return _until


Packets = list[tuple[bytes, float]]


@pytest.fixture(scope="session")
def stream() -> Callable[..., Packets]:
    """``stream(playout, frames)``: RTP packets with perfect arrival times, 40 ms a frame."""

    def make(playout: ClipPlayout, frames: int, *, sequence: int = 0, start_s: float = 100.0) -> Packets:
        packets = []
        for number in range(frames):
            payloads = playout.next_frame().payloads
            for place, payload in enumerate(payloads):
                header = rtp_header(96, sequence, number * 3600, SSRC, place == len(payloads) - 1)
                packets.append((header + payload, start_s + number * 0.04))
                sequence += 1
        return packets

    return make


def decoded(codec: str, access_units: Iterable[bytes]) -> int:
    """Number of pictures FFmpeg makes of access units; any decoder error raises."""
    decoder = av.CodecContext.create({"H264": "h264", "H265": "hevc"}[codec], "r")
    assert isinstance(decoder, VideoCodecContext)
    decoder.options = {"err_detect": "explode"}
    count = sum(len(decoder.decode(av.Packet(data))) for data in access_units)
    return count + len(decoder.decode(None))


@pytest.fixture(scope="session")
def decode_all() -> Callable[[str, Iterable[bytes]], int]:
    return decoded


@pytest.fixture(scope="session")
def ssrc() -> int:
    return SSRC
