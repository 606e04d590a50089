"""A platform receives cameras whose pictures carry their truth in a band; faults show in it."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from camera_town import town, until

from camproof.domain.camera import CameraRecord
from camproof.media import (
    Clip,
    OverlayClip,
    OverlayText,
    ReceivedFrame,
    StripTruth,
    SyntheticSpec,
    overlay_clip,
    read_stamp,
    read_strips,
    spec_source,
)
from camproof.virtual_cameras.texts import text_of


@pytest.fixture(scope="module")
def overlay(tmp_path_factory: pytest.TempPathFactory) -> OverlayClip:
    folder: Path = tmp_path_factory.mktemp("bands")
    spec = SyntheticSpec(width=320, height=240, fps=10, gop=5, bitrate_kbit=300, seconds=1)
    return overlay_clip(spec_source(spec), cache_dir=folder)


def _truths(frames: list[ReceivedFrame], overlay: OverlayClip) -> list[StripTruth]:
    start = next(index for index, frame in enumerate(frames) if frame.key)
    found = read_strips([frame.data for frame in frames[start:]], "H264", overlay.layout)
    assert None not in found
    return [truth for truth in found if truth is not None]


async def _received(clip: Clip, overlay: OverlayClip) -> tuple[list[ReceivedFrame], list[ReceivedFrame]]:
    """Frames of a moving and of a frozen picture."""
    async with town(clip, 1, change=lambda _number: {"overlay": overlay}) as one:
        frames: list[ReceivedFrame] = []
        session = await one.platform.play(one.first)
        session.receiver.add_sink(frames.append)
        assert await until(lambda: len(frames) >= 8, 10.0)
        moving = list(frames)
        frames.clear()
        injection = one.fleet.inject("picture.freeze", [one.first])
        await asyncio.sleep(0.3)
        frames.clear()
        assert await until(lambda: len(frames) >= 4, 10.0)
        held = list(frames)
        injection.clear()
        await session.stop()
        return moving, held


@pytest.mark.usefixtures("either_port")
def test_strip_and_sei_agree_and_a_frozen_picture_holds_both(clip: Clip, overlay: OverlayClip) -> None:
    moving, held = asyncio.run(_received(clip, overlay))
    truths = _truths(moving, overlay)
    stamps = [read_stamp("H264", frame.data) for frame in moving][-len(truths) :]
    assert [truth.camera for truth in truths] == [1] * len(truths)
    assert [(truth.frame, truth.capture_us) for truth in truths] == [
        (stamp.frame & 0xFF, stamp.capture_us % (1 << 36)) for stamp in stamps if stamp is not None
    ]
    assert len({truth.frame for truth in truths}) == len(truths)
    assert len({(truth.frame, truth.capture_us) for truth in _truths(held, overlay)}) == 1


@pytest.mark.parametrize("kind", ["playback", "download"])
def test_a_recording_shows_when_it_was_recorded(clip: Clip, overlay: OverlayClip, kind: str) -> None:
    async def received() -> tuple[list[ReceivedFrame], float]:
        async with town(clip, 1, change=lambda _number: {"overlay": overlay}) as one:
            frames: list[ReceivedFrame] = []
            start_s = float(int(time.time()) - 3600)
            span = (one.first, one.first, start_s, start_s + 3)
            if kind == "playback":
                session = await one.platform.playback(*span)
            else:
                session = await one.platform.download(*span, speed=4)
            session.receiver.add_sink(frames.append)
            assert await session.wait_end(10.0) == "end of file"
            if kind == "download":
                assert session.progress == 1.0
            await session.stop()
            return frames, start_s

    frames, start_s = asyncio.run(received())
    start = next(index for index, frame in enumerate(frames) if frame.key)
    assert len(frames) - start >= 20
    stamps = [read_stamp("H264", frame.data) for frame in frames[start:]]
    truths = _truths(frames, overlay)
    assert len(truths) == len(stamps)
    for truth, stamp in zip(truths, stamps, strict=True):
        assert stamp is not None
        assert start_s - 0.5 <= stamp.capture_us / 1e6 < start_s + 3
        assert truth == StripTruth(1, stamp.frame & 0xFF, stamp.capture_us % (1 << 36))


def test_the_text_is_name_and_address_or_district() -> None:
    record = CameraRecord(code="3402", name="中山路口", district="镜湖区")
    assert text_of(record) == OverlayText("中山路口", "镜湖区")
    known = CameraRecord(code="3402", name="a", district="b", attributes=(("Address", "中山路 12 号"),))
    assert text_of(known) == OverlayText("a", "中山路 12 号")
