"""One camera with a band: what a receiver makes of its program stream."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.playout import OverlayPlayout
from camproof.media.overlay.source import PictureSource
from camproof.media.overlay.strip import StripTruth, read_strip
from camproof.media.packets import OutFrame, StreamOptions
from camproof.media.stamp import TruthStamp, read_stamp
from camproof.protocols.ps import PsDemuxer, PsFrame

_START_US = 1_795_633_402_900_000


class _Clock:
    """40 ms later at each look."""

    def __init__(self) -> None:
        self.now_us = _START_US - 40_000

    def __call__(self) -> int:
        self.now_us += 40_000
        return self.now_us


@pytest.fixture
def playout(overlay: OverlayClip, text: OverlayText) -> OverlayPlayout:
    return OverlayPlayout(overlay, 77, _Clock(), text, zone_s=8 * 3600)


def _frames(out: list[OutFrame], codec: str) -> list[PsFrame]:
    demuxer = PsDemuxer()
    frames = [frame for one in out for frame in demuxer.feed(b"".join(one.payloads), boundary=True)]
    assert demuxer.deviations() == ()
    return [frame for frame in frames if frame.codec == codec]


def test_every_picture_shows_its_truth(
    overlay: OverlayClip, playout: OverlayPlayout, clock_shown: Callable[..., bool]
) -> None:
    """Over the loop's seam, with a second that begins within a GOP."""
    frames = _frames([playout.next_frame() for _ in range(14)], "H264")
    assert [frame.pts for frame in frames] == [3600 * number for number in range(14)]
    for number, picture in enumerate(decoded("H264", [frame.data for frame in frames])):
        capture_us = _START_US + 40_000 * number
        truth = read_strip(picture[:240], overlay.layout)
        assert truth == StripTruth(77, number, capture_us % (1 << 36))
        assert read_stamp("H264", frames[number].data) == TruthStamp(77, number, capture_us)
        assert clock_shown(picture[:240], overlay, capture_us // 1_000_000 + 8 * 3600)
    assert {(_START_US + 40_000 * number) // 1_000_000 for number in range(14)} == {
        1_795_633_402,
        1_795_633_403,
    }


def test_payloads_and_intervals(playout: OverlayPlayout) -> None:
    out = [playout.next_frame() for _ in range(6)]
    assert [one.key for one in out] == [True, False, False] * 2
    assert {one.interval_s for one in out} == {1 / 25}
    assert max(len(payload) for one in out for payload in one.payloads) <= 1388


def test_freeze_and_key_pictures_on_demand(overlay: OverlayClip, playout: OverlayPlayout) -> None:
    out = [playout.next_frame() for _ in range(5)]
    playout.frozen = True
    held = [playout.next_frame() for _ in range(3)]
    playout.frozen = False
    after = [playout.next_frame()]
    playout.force_key_frame()
    after.append(playout.next_frame())
    assert {one.stamp for one in held} == {out[3].stamp}
    assert all(one.key for one in [*held, *after])
    units = [frame.data for frame in _frames([*out, *held, *after], "H264")]
    assert len(list(decoded("H264", units))) == 10


def test_another_clip_under_the_same_band(
    overlay: OverlayClip, playout: OverlayPlayout, source: Callable[..., PictureSource], folder: Path
) -> None:
    black = replace(
        source(), key="black", pictures=lambda: loop_pictures(scene_loop("black", 320, 240, 6)), name="black"
    )
    out = [playout.next_frame() for _ in range(2)]
    playout.show(overlay_clip(black, cache_dir=folder))
    out += [playout.next_frame() for _ in range(3)]
    pictures = list(decoded("H264", [frame.data for frame in _frames(out, "H264")]))
    scene_from = overlay.layout.band_px + overlay.layout.guard_px
    spreads = [float(picture[scene_from:240].std()) for picture in pictures]
    assert min(spreads[:2]) > 5
    assert max(spreads[2:]) < 1
    truths = [read_strip(picture[:240], overlay.layout) for picture in pictures]
    assert [truth and truth.frame for truth in truths] == [0, 1, 2, 3, 4]


def test_frozen_from_the_start(playout: OverlayPlayout) -> None:
    playout.frozen = True
    first, second = playout.next_frame(), playout.next_frame()
    assert first.key
    assert first.stamp == second.stamp


def test_another_text_is_shown_from_the_next_key_picture_on(
    overlay: OverlayClip, playout: OverlayPlayout
) -> None:
    out = [playout.next_frame() for _ in range(2)]
    playout.text = OverlayText("西")
    out += [playout.next_frame() for _ in range(2)]
    units = [frame.data for frame in _frames(out, "H264")]
    names = [picture[64:96].copy() for picture in decoded("H264", units)]
    same = [np.array_equal(before, after) for before, after in pairwise(names)]
    assert same == [True, True, False]


def test_a_tone_goes_with_the_pictures(overlay: OverlayClip, text: OverlayText) -> None:
    playout = OverlayPlayout(overlay, 1, _Clock(), text, options=StreamOptions(tone_hz=1000))
    sound = _frames([playout.next_frame() for _ in range(5)], "G711A")
    assert [len(frame.data) for frame in sound] == [320] * 5


def test_a_live_picture_has_one_pace_and_place(playout: OverlayPlayout) -> None:
    playout.set_scale(4)
    playout.seek(10)
    frames = [playout.next_frame() for _ in range(2)]
    assert [one.stamp.frame for one in frames if one.stamp] == [0, 1]
