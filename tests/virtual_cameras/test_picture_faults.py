"""Picture faults on virtual cameras: what a platform sees changes, nothing else of the stream does."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from camera_town import town, until

from camproof.domain.faults import load_faults, resolve
from camproof.domain.stream import StreamProfile
from camproof.media import (
    Clip,
    ReceivedFrame,
    SyntheticSpec,
    overlay_clip,
    picture_fault,
    read_stamp,
    read_strips,
    spec_source,
    synthetic_clip,
)
from camproof.media.diagnosis.decode import all_pictures
from camproof.virtual_cameras.effects import APPLY
from camproof.virtual_cameras.picture_faults import PICTURE_FAULTS


@pytest.fixture(autouse=True, scope="module")
def own_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("CAMPROOF_CACHE", str(tmp_path_factory.getbasetemp() / "picture-faults"))
        yield


def _luma(frames: list[ReceivedFrame]) -> list[float]:
    """Mean level of each picture, decoded strictly from the first key picture on."""
    start = next(index for index, frame in enumerate(frames) if frame.key)
    units = [frame.data for frame in frames[start:]]
    return [float(picture.mean()) for picture in all_pictures(units, frames[start].codec)]


def _numbers(frames: list[ReceivedFrame]) -> list[int]:
    stamps = [read_stamp(frame.codec, frame.data) for frame in frames]
    return [stamp.frame for stamp in stamps if stamp is not None]


def test_each_picture_fault_of_the_catalogue_is_one_of_the_pictures() -> None:
    ids = {row.id for row in load_faults() if row.id.startswith("picture.")}
    assert ids == {*PICTURE_FAULTS, "picture.freeze"} <= set(APPLY)
    for fault_id in PICTURE_FAULTS:
        settled = resolve(fault_id, {"strength": "strong"})
        assert settled.fault.symptom_id == picture_fault(fault_id.removeprefix("picture.")).symptom


@pytest.mark.parametrize("shared", [False, True], ids=["own-port", "shared-port"])
def test_a_running_stream_turns_black_at_a_key_picture_and_back(clip: Clip, shared: bool) -> None:
    async def received() -> list[list[ReceivedFrame]]:
        async with town(clip, 1, shared_port=shared) as one:
            await asyncio.to_thread(one.fleet.prepare, "picture.black", [one.first])
            frames: list[ReceivedFrame] = []
            session = await one.platform.play(one.first)
            session.receiver.add_sink(frames.append)
            parts = []
            assert await until(lambda: len(frames) >= 7, 10.0)
            parts.append(len(frames))
            injection = one.fleet.inject("picture.black", [one.first])
            assert await until(lambda: len(frames) >= parts[0] + 8, 10.0)
            parts.append(len(frames))
            injection.clear()
            assert await until(lambda: len(frames) >= parts[1] + 8, 10.0)
            report = session.report()
            assert (report.lost, report.damaged_frames, report.missing_frames) == (0, 0, 0)
            await session.stop()
            return [frames[: parts[0]], frames[parts[0] : parts[1]], frames[parts[1] :]]

    before, during, after = asyncio.run(received())
    numbers = _numbers(before + during + after)
    assert numbers == list(range(numbers[0], numbers[0] + len(numbers)))
    lumas = _luma(before + during + after)
    black = [luma < 25 for luma in lumas]
    first, last = black.index(True), len(black) - 1 - black[::-1].index(True)
    assert all(black[first : last + 1])
    assert last - first >= 6
    assert min(lumas[:first] + lumas[last + 1 :]) > 60
    every = before + during + after
    skipped = len(every) - len(lumas)
    assert every[first + skipped].key
    assert every[last + 1 + skipped].key


def test_a_camera_that_is_called_under_the_fault_shows_it_from_the_start(clip: Clip) -> None:
    async def received() -> list[float]:
        async with town(clip, 1) as one:
            one.fleet.inject("picture.signal-lost", [one.first], {"strength": "strong"})
            frames: list[ReceivedFrame] = []
            session = await one.platform.play(one.first)
            session.receiver.add_sink(frames.append)
            assert await until(lambda: len(frames) >= 6, 10.0)
            await session.stop()
            return _luma(frames)

    lumas = asyncio.run(received())
    assert max(lumas) - min(lumas) < 3, "a picture of one blue"


def test_of_two_faults_the_last_shows_and_the_other_comes_back(clip: Clip) -> None:
    async def received() -> list[float]:
        async with town(clip, 1) as one:
            dark = one.fleet.inject("picture.black", [one.first])
            bright = one.fleet.inject("picture.too-bright", [one.first], {"strength": "strong"})
            frames: list[ReceivedFrame] = []
            session = await one.platform.play(one.first)
            session.receiver.add_sink(frames.append)
            means = []
            for end in (bright, dark, None):
                await asyncio.sleep(0.3)
                frames.clear()
                assert await until(lambda: any(frame.key for frame in frames[:-1]), 10.0)
                means.append(_luma(frames)[-1])
                if end is not None:
                    end.clear()
            await session.stop()
            return means

    bright, dark, plain = asyncio.run(received())
    assert dark < 25 < 60 < plain < bright


@pytest.mark.parametrize("shared", [False, True], ids=["own-port", "shared-port"])
def test_the_band_of_a_stamped_camera_goes_on(tmp_path: Path, shared: bool) -> None:
    spec = SyntheticSpec(width=320, height=240, fps=10, gop=5, bitrate_kbit=300, seconds=1)
    overlay = overlay_clip(spec_source(spec), cache_dir=tmp_path)
    plain = synthetic_clip(spec)

    async def received() -> list[ReceivedFrame]:
        async with town(plain, 1, change=lambda _number: {"overlay": overlay}, shared_port=shared) as one:
            await asyncio.to_thread(one.fleet.prepare, "picture.black", [one.first])
            one.fleet.inject("picture.black", [one.first])
            frames: list[ReceivedFrame] = []
            session = await one.platform.play(one.first)
            session.receiver.add_sink(frames.append)
            assert await until(lambda: len(frames) >= 8, 10.0)
            await session.stop()
            return frames

    frames = asyncio.run(received())
    start = next(index for index, frame in enumerate(frames) if frame.key)
    truths = read_strips([frame.data for frame in frames[start:]], "H264", overlay.layout)
    assert [truth.camera for truth in truths if truth is not None] == [1] * len(truths)
    assert max(_luma(frames)) < 45


def test_a_rendered_camera_shows_all_its_faults(clip: Clip) -> None:
    profile = StreamProfile(width=320, height=240, fps=10, gop=10, bitrate_kbit=800)

    async def received() -> tuple[float, float]:
        async with town(clip, 1, change=lambda _n: {"stream": profile, "rendered": "street"}) as one:
            frames: list[ReceivedFrame] = []
            session = await one.platform.play(one.first)
            session.receiver.add_sink(frames.append)
            await session.first_key_frame(20.0)
            plain = _luma(frames[:1])[0]
            injection = one.fleet.inject("picture.black", [one.first])
            await asyncio.sleep(0.5)
            frames.clear()
            assert await until(lambda: any(frame.key for frame in frames), 10.0)
            dark = _luma(frames)[-1]
            injection.clear()
            assert one.fleet.cameras[one.first].body.imaging.picture_faults == ()
            await session.stop()
            return plain, dark

    plain, dark = asyncio.run(received())
    assert dark < 25 < 60 < plain
