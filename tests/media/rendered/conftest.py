"""Rendered pictures as a receiver gets them: program stream, demultiplexed and decoded."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import av
import numpy as np
import pytest

from camproof.media import StreamOptions, SyntheticSpec, TruthStamp, read_stamp
from camproof.media.packets import OutFrame
from camproof.media.rendered import CameraView, RenderedSource
from camproof.protocols.ps import PsDemuxer, PsFrame

Luma = np.ndarray[tuple[int, ...], np.dtype[np.float32]]
WAIT_S = 20.0


@dataclass
class Shown:
    """One decoded picture."""

    luma: Luma
    chroma: np.ndarray[Any, Any]
    stamp: TruthStamp
    key: bool
    pts: int


class Watcher:
    """Takes frames of a source and decodes them; views are changed in between."""

    def __init__(self, codec: Any = "H264", **settings: Any) -> None:
        self.view = CameraView()
        options, band = settings.pop("options", StreamOptions()), settings.pop("band", None)
        spec = {"width": 320, "height": 240, "gop": 50, "bitrate_kbit": 3000, "seconds": 20, **settings}
        self.spec = SyntheticSpec(codec, **spec)
        self.now_us = 1_000_000
        self.source = RenderedSource(
            self.spec, lambda: self.view, 7, lambda: self.now_us, options=options, band=band
        )
        self.sound: list[PsFrame] = []
        self.deviations: tuple[Any, ...] = ()
        self._demuxer = PsDemuxer()
        self._decoder: Any = av.CodecContext.create({"H264": "h264", "H265": "hevc"}[codec], "r")
        self._decoder.options = {"err_detect": "explode"}
        self._decoder.thread_count = 1

    def frame(self) -> OutFrame:
        """The next frame with payloads."""
        end_s = time.monotonic() + WAIT_S
        while time.monotonic() < end_s:
            frame = self.source.next_frame()
            assert frame is not None, self.source.failure
            if frame.payloads:
                return frame
            time.sleep(0.002)
        raise AssertionError("no picture came")

    def show(self, view: CameraView | None = None) -> Shown:
        """The first picture that was ordered under a view."""
        if view is not None:
            self.view = view
            for _ in range(4):
                self.picture()
        return self.picture()

    def picture(self) -> Shown:
        """The next picture."""
        frame = self.frame()
        found = self._demuxer.feed(b"".join(frame.payloads), boundary=True)
        self.deviations = self._demuxer.deviations()
        (video,) = (one for one in found if one.codec == self.spec.codec)
        self.sound += [one for one in found if one.codec != self.spec.codec]
        (picture,) = self._decoder.decode(av.Packet(video.data))
        planes = picture.to_ndarray(format="yuv420p")
        stamp = read_stamp(self.spec.codec, video.data)
        assert stamp is not None
        assert stamp == frame.stamp
        height = self.spec.height
        return Shown(planes[:height].astype(np.float32), planes[height:], stamp, frame.key, video.pts or 0)


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Scenes are drawn once a session, into a folder of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.getbasetemp() / "scenes"))
        yield


@pytest.fixture
def watch() -> Iterator[Callable[..., Watcher]]:
    made: list[Watcher] = []

    def make(codec: Any = "H264", **settings: Any) -> Watcher:
        made.append(Watcher(codec, **settings))
        return made[-1]

    yield make
    for watcher in made:
        watcher.source.close()
