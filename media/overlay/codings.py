"""The ways in which a clip with a band can be coded."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from camproof.media.clips.model import Clip, Codec
from camproof.media.errors import ClipError
from camproof.media.overlay.h264 import clip as h264_clip
from camproof.media.overlay.h264 import scene as h264_scene
from camproof.media.overlay.h265 import clip as h265_clip
from camproof.media.overlay.h265 import coded as h265_coded
from camproof.media.overlay.h265 import scene as h265_scene
from camproof.media.overlay.layout import BandLayout
from camproof.media.overlay.model import OverlayClip

__all__ = ["BandCoding", "Entropy", "band_coding"]

Entropy = Literal["CAVLC", "CABAC"]

_H264_TOOLS = "ref=1:weightp=0:8x8dct=0:mvrange=32:cabac={cabac}"


@dataclass(frozen=True, slots=True)
class BandCoding:
    """How scene and band are coded.

    :param key: names it in the keys of the cache.
    :param tools: further settings of the encoder library for the scene, which the band relies on.
    :param move_down: the scene as coded, moved below the band of this layout.
    :param overlay: the band put onto a scene that was moved down; what takes long is kept in the folder (the
        cache of clips where it is None).
    """

    key: str
    codec: Codec
    tools: str
    move_down: Callable[[Clip, BandLayout], Clip]
    overlay: Callable[[Clip, BandLayout, Path | None], OverlayClip]


def band_coding(codec: Codec, entropy: Entropy | None) -> BandCoding:
    """The coding of this codec; H.265 has CABAC alone, H.264 takes CAVLC where ``entropy`` is None.

    :raises ClipError: there is none.
    """
    if codec == "H265" and entropy != "CAVLC":
        return _H265
    if codec == "H264":
        return _H264_CABAC if entropy == "CABAC" else _H264_CAVLC
    raise ClipError(f"There is no band for {codec} with {entropy}.")


def _h264_lower(plain: Clip, layout: BandLayout) -> Clip:
    return h264_scene.move_down(plain, layout.height, layout.band_rows)


def _h264_overlay(clip: Clip, layout: BandLayout, _: Path | None) -> OverlayClip:
    return h264_clip.OverlayH264(clip, layout)


def _h265_lower(plain: Clip, layout: BandLayout) -> Clip:
    return h265_scene.move_down(plain, layout.height, layout.band_px)


_H264_CAVLC, _H264_CABAC = (
    BandCoding(f"H264 {name}", "H264", _H264_TOOLS.format(cabac=cabac), _h264_lower, _h264_overlay)
    for name, cabac in (("CAVLC", 0), ("CABAC", 1))
)
_H265 = BandCoding("H265", "H265", h265_coded.SETTINGS, _h265_lower, h265_clip.OverlayH265)
