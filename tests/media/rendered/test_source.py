"""A rendered source: keys when asked, times and sound that go on, late encoders, an end."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from camproof.media import ClipError, StreamOptions, SyntheticSpec, tone_share
from camproof.media.clips.sound import aac_tone
from camproof.media.rendered import CameraView, RenderedSource

Watch = Callable[..., Any]
SMALL = {"width": 160, "height": 96}


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_key_pictures_come_with_the_gop_and_when_asked_for(watch: Watch, codec: str) -> None:
    camera = watch(codec, gop=12, **SMALL)
    keys = [camera.picture().key for _ in range(14)]
    assert keys == [number % 12 == 0 for number in range(14)]
    camera.source.force_key_frame()
    assert any(camera.picture().key for _ in range(5))


def test_stamps_count_and_times_go_by_ticks(watch: Watch) -> None:
    camera = watch(**SMALL)
    shown = [camera.picture() for _ in range(10)]
    assert [one.stamp.frame for one in shown] == list(range(10))
    assert {one.stamp.camera for one in shown} == {7}
    assert all((later.pts - one.pts) % 3600 == 0 and later.pts > one.pts for one, later in pairwise(shown))
    assert camera.deviations == ()


def test_ticks_without_a_picture_are_counted_and_pictures_are_not_lost(watch: Watch) -> None:
    """A fault that takes its time makes the encoder late."""
    camera = watch(**SMALL)
    gate = threading.Event()

    def slow(picture: Any, index: int) -> Any:
        gate.wait(5.0)
        return picture

    camera.picture()
    camera.view = CameraView(faults=(slow,))
    frames = [camera.source.next_frame() for _ in range(40)]
    assert camera.source.skipped >= 30
    assert sum(bool(frame.payloads) for frame in frames if frame is not None) <= 5
    gate.set()
    numbers = [frame.stamp.frame for frame in frames if frame is not None and frame.stamp is not None]
    numbers += [camera.frame().stamp.frame for _ in range(6)]
    assert numbers == list(range(1, 1 + len(numbers)))


@pytest.mark.parametrize("options", [StreamOptions(tone_hz=1000), StreamOptions(sound=aac_tone(1000, 8_000))])
def test_sound_goes_on_beside_the_picture(watch: Watch, options: StreamOptions) -> None:
    camera = watch(options=options, **SMALL)
    for _ in range(25):
        last = camera.picture()
    times = [one.pts for one in camera.sound]
    assert {one.codec for one in camera.sound} == {options.sound_codec}
    assert times == sorted(times)
    if options.tone_hz:
        sound = b"".join(one.data for one in camera.sound)
        assert len(sound) == (last.pts // 3600 + 1) * 320
        assert tone_share(sound, 1000) > 0.98
    else:
        assert {later - earlier for earlier, later in pairwise(times)} == {1024 * 90_000 // 8_000}
    assert camera.deviations == ()


def test_a_source_that_cannot_be_drawn_ends_with_its_reason() -> None:
    source = RenderedSource(SyntheticSpec(scene="black", **SMALL), CameraView, 1, lambda: 0)  # type: ignore[arg-type]
    try:
        end_s = time.monotonic() + 10
        while source.next_frame() is not None:
            assert time.monotonic() < end_s
            time.sleep(0.002)
        assert "black" in source.failure
    finally:
        source.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_a_fault_that_breaks_ends_the_stream_with_a_reason(watch: Watch) -> None:
    """The exception itself goes to the thread's hook, as that of any thread."""

    def broken(picture: Any, index: int) -> Any:
        raise ValueError(index)

    camera = watch(**SMALL)
    camera.picture()
    camera.view = CameraView(faults=(broken,))
    end_s = time.monotonic() + 10
    while camera.source.next_frame() is not None:
        assert time.monotonic() < end_s
        time.sleep(0.002)
    assert "has ended" in camera.source.failure


def test_closing_ends_the_thread(watch: Watch) -> None:
    before = threading.active_count()
    camera = watch(**SMALL)
    camera.picture()
    assert threading.active_count() == before + 1
    camera.source.close()
    camera.source.close()
    assert threading.active_count() == before


def test_unknown_scenes_are_refused_at_once() -> None:
    with pytest.raises(ClipError, match="did you mean 'indoor'"):
        SyntheticSpec(scene="indor")


def test_pictures_are_the_same_for_the_same_state(watch: Watch) -> None:
    one, other = watch(**SMALL).picture(), watch(**SMALL).picture()
    assert one.pts == other.pts == 0
    assert np.array_equal(one.luma, other.luma)
