"""Clips with a band, made once from pictures and kept in the cache of clips."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path

from camproof.media.clips.cache import cached_clip, clip_path, load_clip
from camproof.media.clips.encode import encode_clip, encoder_version
from camproof.media.clips.model import Clip, Codec
from camproof.media.errors import ClipError
from camproof.media.overlay.check import SceneHarmedError, check_overlay
from camproof.media.overlay.codings import BandCoding, Entropy, band_coding
from camproof.media.overlay.layout import GUARD_PX, BandLayout, band_layout
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.pictures import i420, scene_below
from camproof.media.overlay.source import PictureSource

__all__ = ["overlay_clip"]

Progress = Callable[[float], None]

_MAKING = "band 1"
_GUARDS_PX = (GUARD_PX, 2 * GUARD_PX, 3 * GUARD_PX)
_CODING_SHARE = 0.7
"""Share of the progress that coding takes; the rest is the check."""
_FRAME_BYTES = 460
_CELL_BYTES = 30
"""About what strip, stamp and a cell of text take."""


def overlay_clip(
    source: PictureSource,
    *,
    codec: Codec = "H264",
    entropy: Entropy | None = None,
    progress: Progress | None = None,
    cache_dir: Path | None = None,
) -> OverlayClip:
    """The pictures with a band, coded and checked once and then read from the cache.

    Every clip is checked when it is made (``check_overlay``). Where the band would harm the scene the black
    guard between them is made larger.

    :param entropy: for H.264; None takes CAVLC, which is quickest.
    :param progress: called with 0..1 while coding; with 1.0 at the end in any case.
    :raises ClipError: where it cannot be made.
    """
    coding = band_coding(codec, entropy)
    overlay = _kept(source, coding, cache_dir) or _made(source, coding, progress, cache_dir)
    if progress is not None:
        progress(1.0)
    return overlay


def _key(source: PictureSource, coding: BandCoding, guard_px: int) -> str:
    what = (source.key, source.width, source.height, source.fps, source.gop, source.bitrate_kbit, source.name)
    how = f"{encoder_version(coding.codec)}; {coding.key}; {coding.tools}"
    return f"{_MAKING}; {how}; guard {guard_px}; {what}"


def _kept(source: PictureSource, coding: BandCoding, folder: Path | None) -> OverlayClip | None:
    for guard_px in _GUARDS_PX:
        clip = load_clip(clip_path(_key(source, coding, guard_px), folder))
        if clip is not None:
            return coding.overlay(clip, band_layout(source.width, source.height, guard_px), folder)
    return None


def _made(
    source: PictureSource, coding: BandCoding, progress: Progress | None, folder: Path | None
) -> OverlayClip:
    """With the first guard that is wide enough."""
    *wider, layout = reversed(_layouts(source))
    while True:
        make = partial(_checked, source, layout, coding, progress, folder)
        try:
            clip = cached_clip(_key(source, coding, layout.guard_px), make, folder)
        except SceneHarmedError:
            if not wider:
                raise
            layout = wider.pop()
            continue
        return coding.overlay(clip, layout, folder)


def _checked(
    source: PictureSource,
    layout: BandLayout,
    coding: BandCoding,
    progress: Progress | None,
    folder: Path | None,
) -> Clip:
    plain = _coded(source, layout, coding, progress)
    clip = coding.move_down(plain, layout)
    part = _part(progress, _CODING_SHARE, 1 - _CODING_SHARE)
    check_overlay(coding.overlay(clip, layout, folder), plain, part)
    return clip


def _layouts(source: PictureSource) -> list[BandLayout]:
    """With each guard that the picture has room for, the smallest first.

    :raises ClipError: there is no room for any.
    """
    layouts = [band_layout(source.width, source.height, _GUARDS_PX[0])]
    for guard_px in _GUARDS_PX[1:]:
        with suppress(ClipError):
            layouts.append(band_layout(source.width, source.height, guard_px))
    return layouts


def _coded(source: PictureSource, layout: BandLayout, coding: BandCoding, progress: Progress | None) -> Clip:
    part = _part(progress, 0, _CODING_SHARE)
    return encode_clip(
        (scene_below(i420(picture), layout) for picture in source.pictures()),
        codec=coding.codec,
        width=source.width,
        height=layout.scene_height,
        fps=source.fps,
        gop=source.gop,
        bitrate_kbit=_scene_kbit(source, layout),
        name=source.name,
        progress=None if part is None else lambda done: part(min(done / source.count, 1.0)),
        tools=coding.tools,
    )


def _scene_kbit(source: PictureSource, layout: BandLayout) -> int:
    """What the band leaves of the bit rate, at least half of it."""
    text = _CELL_BYTES * layout.columns * len(layout.lines)
    band_kbit = (_FRAME_BYTES + text / source.gop) * 8 * float(source.fps) / 1000
    return max(round(source.bitrate_kbit - band_kbit), source.bitrate_kbit // 2, 1)


def _part(progress: Progress | None, start: float, share: float) -> Progress | None:
    return None if progress is None else lambda done: progress(start + share * done)
