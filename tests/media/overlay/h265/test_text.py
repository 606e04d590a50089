from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np
import pytest

from camproof.media.overlay.h265 import encoder
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.model import OverlayText
from camproof.media.overlay.text import line_dots
from camproof.media.stamp import TruthStamp

STAMP = TruthStamp(1, 2, 3)
NOON_S = 1_795_003_200
Lumas = Callable[[Iterable[bytes]], Any]


def _dots(picture: Any, overlay: OverlayH265, number: int) -> Any:
    line = overlay.layout.lines[number]
    pixels = picture[line.y_px : line.y_px + 32, : overlay.layout.columns * 16]
    return pixels.reshape(16, 2, -1, 2).mean(axis=(1, 3)) > 128


def _wanted(overlay: OverlayH265, number: int, shown: OverlayText, clock_s: int) -> Any:
    return line_dots(overlay.layout.columns, overlay.layout.lines[number], shown, clock_s)


def test_a_key_picture_shows_every_dot(band: OverlayH265, lumas: Lumas) -> None:
    shown = OverlayText("城关镇 Gate 7 人民路口", "东")
    (picture,) = lumas([band.compose(0, STAMP, shown, NOON_S)])
    for number in range(len(band.layout.lines)):
        np.testing.assert_array_equal(_dots(picture, band, number), _wanted(band, number, shown, NOON_S))


@pytest.mark.parametrize("step_s", [1, 10, 61, 86_400 * 400, -3599])
def test_a_tick_changes_the_clock_and_nothing_else(band: OverlayH265, lumas: Lumas, step_s: int) -> None:
    shown, later_s = OverlayText("镇东"), NOON_S + step_s
    units = [
        band.compose(0, STAMP, shown, NOON_S),
        band.compose(1, STAMP, shown, later_s, NOON_S),
        band.compose(2, STAMP, shown, later_s),
    ]
    for picture, clock_s in zip(lumas(units), (NOON_S, later_s, later_s), strict=True):
        for number in range(len(band.layout.lines)):
            np.testing.assert_array_equal(_dots(picture, band, number), _wanted(band, number, shown, clock_s))


def test_a_still_picture_repeats_the_text_to_the_bit(band: OverlayH265, lumas: Lumas) -> None:
    shown = OverlayText("镇东")
    first, second = lumas([band.compose(index, STAMP, shown, NOON_S) for index in (0, 1)])
    lines = slice(band.layout.strip_px, band.layout.band_px)
    np.testing.assert_array_equal(second[lines], first[lines])
    assert len(band.still(1)) < 20


def test_no_encoder_runs_while_clocks_run(band: OverlayH265, monkeypatch: pytest.MonkeyPatch) -> None:
    band.full(0, OverlayText("镇东"), NOON_S)
    monkeypatch.setattr(encoder._Encoder, "code", lambda *_: pytest.fail("an encoder was called"))
    ticks = [band.tick(1, 3600 * n * 37, 3600 * n * 37 + 1) for n in range(14_000, 14_300)]
    keys = [band.full(0, OverlayText("镇东"), NOON_S + 987_654 * n) for n in range(300)]
    assert all(ticks)
    assert len(set(keys)) == 300
