"""A small H.265 scene that was coded for a band."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from camproof.media.clips.encode import encode_clip
from camproof.media.clips.model import Clip
from camproof.media.overlay.codings import band_coding
from camproof.media.overlay.layout import band_layout
from camproof.media.overlay.pictures import i420, scene_below


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
