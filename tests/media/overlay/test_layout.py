"""Geometry of the band."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.media.errors import ClipError
from camproof.media.overlay.layout import CLOCK_CELLS, STRIP_BITS, band_layout


@pytest.mark.parametrize(
    ("size", "band_px", "strip_rows", "lines"),
    [
        ((320, 240), 128, 4, 2),
        ((352, 288), 128, 4, 2),
        ((640, 360), 96, 2, 2),
        ((704, 576), 96, 2, 2),
        ((1280, 720), 64, 1, 1),
        ((1920, 1080), 64, 1, 1),
        ((3840, 2160), 64, 1, 1),
    ],
)
def test_known_sizes(size: tuple[int, int], band_px: int, strip_rows: int, lines: int) -> None:
    layout = band_layout(*size)
    assert (layout.band_px, layout.strip_rows, len(layout.lines)) == (band_px, strip_rows, lines)
    assert layout.scene_height == size[1] - band_px


@given(st.integers(320, 8192), st.integers(256, 4320))
def test_everything_has_room_and_nothing_overlaps(width: int, height: int) -> None:
    layout = band_layout(width, height)
    assert layout.strip_columns * layout.strip_rows >= STRIP_BITS
    assert layout.strip_rows * 16 <= layout.strip_px
    assert layout.strip_px % 32 == layout.band_px % 32 == 0
    tops = [line.y_px for line in layout.lines]
    assert tops == list(range(layout.strip_px, layout.band_px, 32))
    (clock,) = [line for line in layout.lines if line.clock_at is not None]
    assert clock.clock_at is not None
    assert clock.cells < clock.clock_at or not clock.clock_at
    assert clock.clock_at % 2 == 0
    assert clock.clock_at + CLOCK_CELLS <= layout.columns


@pytest.mark.parametrize("size", [(318, 240), (320, 206)])
def test_too_small(size: tuple[int, int]) -> None:
    with pytest.raises(ClipError):
        band_layout(*size)
