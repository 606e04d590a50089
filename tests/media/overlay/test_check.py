"""The check notices what is wrong with a band."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from camproof.media.clips.encode import encode_clip
from camproof.media.clips.model import Clip
from camproof.media.errors import ClipError
from camproof.media.overlay.check import SceneHarmedError, check_overlay
from camproof.media.overlay.codings import band_coding
from camproof.media.overlay.h264.clip import OverlayH264
from camproof.media.overlay.h264.scene import move_down
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.pictures import scene_below
from camproof.media.stamp import TruthStamp


@pytest.fixture(scope="module")
def plain(source: Any) -> Clip:
    """The scene of the small street alone."""
    layout, wanted = band_layout(320, 240), source()
    return encode_clip(
        (scene_below(picture, layout) for picture in wanted.pictures()), codec="H264", width=320,
        height=layout.scene_height, fps=wanted.fps, gop=wanted.gop, bitrate_kbit=400, name="street",
        tools=band_coding("H264", "CAVLC").tools,
    )  # fmt: skip


class _Wrong(OverlayH264):
    """An overlay whose units are spoilt by a subclass."""

    def __init__(self, plain: Clip) -> None:
        layout = band_layout(320, 240)
        super().__init__(move_down(plain, 240, layout.band_rows), layout)

    def compose(
        self, index: int, stamp: TruthStamp, text: OverlayText, clock_s: int, shown_s: int | None = None
    ) -> bytes:
        return self.spoil(super().compose(index, stamp, text, clock_s, shown_s), index, stamp)

    def spoil(self, unit: bytes, index: int, stamp: TruthStamp) -> bytes:
        return unit


def test_a_sound_band_passes_and_progress_is_told(plain: Clip) -> None:
    told: list[float] = []
    check_overlay(_Wrong(plain), plain, told.append)
    assert told == sorted(told)
    assert told[-1] == 1.0
    assert len(told) == 9


def test_a_band_without_a_picture(plain: Clip) -> None:
    class Cut(_Wrong):
        def spoil(self, unit: bytes, index: int, stamp: TruthStamp) -> bytes:
            return unit[: len(unit) * 2 // 3] if index == 4 else unit

    with pytest.raises(ClipError):
        check_overlay(Cut(plain), plain)


def test_a_strip_that_says_something_else(plain: Clip) -> None:
    class Other(_Wrong):
        def compose(self, index: int, stamp: TruthStamp, *rest: Any) -> bytes:
            return super().compose(index, replace(stamp, camera=stamp.camera ^ 1), *rest)

    with pytest.raises(ClipError, match="strip of picture 0"):
        check_overlay(Other(plain), plain)


def test_another_scene(plain: Clip) -> None:
    swapped = replace(plain, units=(*plain.units[:1], plain.units[2], plain.units[1], *plain.units[3:]))
    with pytest.raises(SceneHarmedError, match="picture 1"):
        check_overlay(_Wrong(plain), swapped)


def test_a_warning_of_the_decoder_counts(plain: Clip) -> None:
    """A data partition, which the decoder does not know: it warns and goes on."""

    class Noted(_Wrong):
        def spoil(self, unit: bytes, index: int, stamp: TruthStamp) -> bytes:
            return unit + b"\0\0\0\1\x02\x80"

    with pytest.raises(ClipError, match="warned at picture"):
        check_overlay(Noted(plain), plain)
