"""A small H.265 clip with a band, and its scene alone."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from camproof.media.clips.encode import encode_clip
from camproof.media.clips.model import Clip
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.check import decoded
from camproof.media.overlay.codings import band_coding
from camproof.media.overlay.h265.clip import OverlayH265
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.pictures import i420, planes, scene_below


@pytest.fixture(scope="session")
def band(source: Callable[..., Any], folder: Path) -> OverlayH265:
    """320x240, two GOPs of three."""
    made = overlay_clip(source(), codec="H265", cache_dir=folder)
    assert isinstance(made, OverlayH265)
    return made


@pytest.fixture(scope="session")
def lumas() -> Callable[[Iterable[bytes]], list[NDArray[np.uint8]]]:
    """``lumas(units)``: the luma planes that access units decode to; any fault raises."""
    return lambda units: [planes(picture)[0] for picture in decoded("H265", units)]


@pytest.fixture(scope="session")
def plain265(source: Callable[..., Any]) -> Clip:
    """320x112, to stand below a band in 320x240."""
    made, coding = source(), band_coding("H265", None)
    layout = band_layout(made.width, made.height)
    return encode_clip(
        (scene_below(i420(picture), layout) for picture in made.pictures()),
        codec="H265",
        width=made.width,
        height=layout.scene_height,
        fps=made.fps,
        gop=made.gop,
        bitrate_kbit=made.bitrate_kbit,
        name="scene",
        tools=coding.tools,
    )
