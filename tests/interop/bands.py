"""Clips with a band, small enough for foreign decoders to go through them quickly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from camproof.media.clips.model import Codec
from camproof.media.clips.scenes import loop_pictures, scene_loop
from camproof.media.overlay.build import overlay_clip
from camproof.media.overlay.codings import Entropy
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.source import PictureSource

Coding = tuple[Codec, Entropy | None]
CODINGS: dict[str, Coding] = {
    "H264 CAVLC": ("H264", "CAVLC"),
    "H264 CABAC": ("H264", "CABAC"),
    "H265": ("H265", None),
}


def banded_clip(folder: Path, width: int, height: int, count: int, gop: int, coding: Coding) -> OverlayClip:
    """A street of ``count`` pictures at 25 fps in a loop."""
    source = PictureSource(
        "street", width, height, Fraction(25), gop, 2000, "street", count,
        lambda: loop_pictures(scene_loop("street", width, height, count)),
    )  # fmt: skip
    return overlay_clip(source, codec=coding[0], entropy=coding[1], cache_dir=folder)
