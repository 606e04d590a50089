"""Strip, text and clock are in a rendered picture as in that of a clip, and the scene below is as it was."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from camproof.media import ClipError, OverlayText
from camproof.media.overlay.strip import StripTruth, read_strip
from camproof.media.overlay.text import line_dots
from camproof.media.rendered import CameraView, PaintedBand
from camproof.media.stamp import TruthStamp

Watch = Callable[..., Any]
TEXT = OverlayText("城关镇01", "东")
SIZES = [(320, 240), (1026, 576)]


@pytest.mark.parametrize("codec", ["H264", "H265"])
def test_what_is_painted_is_read_back_from_the_coded_picture(watch: Watch, codec: str) -> None:
    band = PaintedBand(320, 240, TEXT, 8 * 3600)
    camera = watch(codec, band=band)
    camera.now_us = 1_790_000_000_000_000
    for _ in range(6):
        shown = camera.picture()
        luma = shown.luma.astype(np.uint8)
        assert read_strip(luma, band.layout) == StripTruth(7, shown.stamp.frame, camera.now_us % (1 << 36))
        for line in band.layout.lines:
            dots = luma[line.y_px : line.y_px + 32].reshape(16, 2, -1, 2).mean(axis=(1, 3)) > 125
            wanted = line_dots(band.layout.columns, line, TEXT, 1_790_000_000 + 8 * 3600)
            assert np.mean(dots == wanted) > 0.99
    camera.view = CameraView(frozen=True)
    held = [camera.picture() for _ in range(6)][-1]
    truth = read_strip(held.luma.astype(np.uint8), band.layout)
    assert truth == StripTruth(7, held.stamp.frame, camera.now_us % (1 << 36))


@pytest.mark.parametrize(("width", "height"), SIZES)
def test_only_the_band_is_changed(width: int, height: int) -> None:
    band, stamp = PaintedBand(width, height, TEXT, 0), TruthStamp(7, 300, 59_000_000)
    planes = np.random.default_rng(1).integers(0, 256, (height * 3 // 2, width), np.uint8)
    before, painted = planes.copy(), band.painted(planes, stamp)
    assert np.array_equal(planes, before)
    assert np.array_equal(painted[band.layout.band_px : height], planes[band.layout.band_px : height])
    chroma, plain = (one[height:].reshape(2, height // 2, width // 2) for one in (painted, planes))
    assert (chroma[:, : band.layout.band_px // 2] == 128).all()
    assert np.array_equal(chroma[:, band.layout.band_px // 2 :], plain[:, band.layout.band_px // 2 :])
    assert read_strip(painted[:height], band.layout) == StripTruth(7, 300 % 256, 59_000_000)
    later = band.painted(planes, TruthStamp(7, 301, 60_000_000))
    assert not np.array_equal(later[: band.layout.band_px], painted[: band.layout.band_px])


def test_a_picture_without_room_has_no_band() -> None:
    with pytest.raises(ClipError, match="no room for the clock"):
        PaintedBand(160, 96, TEXT, 0)
