"""Strips in a stream as a receiver has it: as sent, and coded anew by a platform that drops every SEI."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from av.video.frame import VideoFrame

from camproof.media.clips.encode import encode_clip
from camproof.media.errors import PictureError
from camproof.media.overlay.check import decoded
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.model import OverlayClip, OverlayText
from camproof.media.overlay.strip import capture_near
from camproof.media.receive.strips import read_strips
from camproof.media.stamp import TruthStamp, read_stamp

_START_US = 1_795_633_402_900_000


@pytest.fixture(scope="module")
def sent(overlay: OverlayClip) -> list[bytes]:
    text, clock_s = OverlayText("城关镇01", "东"), _START_US // 1_000_000
    stamps = [TruthStamp(77, number, _START_US + 40_000 * number) for number in range(6)]
    return [overlay.compose(number, stamp, text, clock_s) for number, stamp in enumerate(stamps)]


@pytest.fixture(scope="module")
def recoded(sent: list[bytes]) -> list[bytes]:
    """By libx264 at 150 kbit/s, scaled to three quarters."""
    pictures = [_scaled(picture, 240, 180) for picture in decoded("H264", sent)]
    clip = encode_clip(
        iter(pictures),
        codec="H264",
        width=240,
        height=180,
        fps=Fraction(25),
        gop=6,
        bitrate_kbit=150,
        name="recoded",
        progress=None,
    )
    return [unit.data for unit in clip.units]


def _scaled(picture: np.ndarray, width: int, height: int) -> VideoFrame:
    return VideoFrame.from_ndarray(picture, format="yuv420p").reformat(width, height)


def _latencies_us(units: list[bytes], overlay: OverlayClip, came_us: int) -> list[int]:
    truths = read_strips(units, "H264", overlay.layout)
    assert [truth and (truth.camera, truth.frame) for truth in truths] == [(77, n) for n in range(6)]
    return [came_us - capture_near(truth, came_us) for truth in truths if truth is not None]


def test_as_sent(overlay: OverlayClip, sent: list[bytes]) -> None:
    expected = [500_000 - 40_000 * number for number in range(6)]
    assert _latencies_us(sent, overlay, _START_US + 500_000) == expected


def test_coded_anew_without_sei(overlay: OverlayClip, recoded: list[bytes]) -> None:
    assert all(read_stamp("H264", unit) is None for unit in recoded)
    expected = [500_000 - 40_000 * number for number in range(6)]
    assert _latencies_us(recoded, overlay, _START_US + 500_000) == expected


def test_pictures_without_a_strip_give_none(overlay: OverlayClip) -> None:
    grey = [VideoFrame.from_ndarray(np.full((360, 320), 128, np.uint8), format="yuv420p")] * 2
    clip = encode_clip(
        iter(grey),
        codec="H264",
        width=320,
        height=240,
        fps=Fraction(25),
        gop=2,
        bitrate_kbit=100,
        name="grey",
        progress=None,
    )
    assert read_strips([unit.data for unit in clip.units], "H264", overlay.layout) == [None, None]


def test_no_units_and_broken_ones(sent: list[bytes]) -> None:
    layout = band_layout(320, 240)
    assert read_strips([], "H264", layout) == []
    with pytest.raises(PictureError):
        read_strips([sent[1]], "H264", layout)
    with pytest.raises(PictureError):
        read_strips([sent[0][:-40]], "H264", layout)
