"""Where the truth stands in pictures: in the SEI alone, or in a band of the picture too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from camproof.domain.camera import CameraRecord
from camproof.media import (
    OverlayClip,
    SyntheticSpec,
    band_layout,
    file_source,
    overlay_clip,
    spec_source,
)
from camproof.media.clips.files import file_facts
from camproof.media.clips.model import Codec
from camproof.media.errors import ClipError
from camproof.scenarios.schema.stamps import Stamp

__all__ = ["banded_file", "banded_scene", "fits", "notes_of"]

Progress = Callable[[float], None]


def fits(width: int, height: int) -> bool:
    """Whether a picture of this size has room for the band."""
    return not _why_not(width, height)


def notes_of(records: Sequence[CameraRecord], source: Path | None, stamp: Stamp) -> list[str]:
    """Which pictures carry the SEI alone though their band was asked for, and why.

    :raises MediaFileError: the user's file cannot be used.
    """
    if stamp == "sei":
        return []
    if source is not None:
        facts = file_facts(source)
        sizes = [(facts.width, facts.height)]
    else:
        sizes = sorted({(record.stream.width, record.stream.height) for record in records})
    whys = filter(None, (_why_not(*size) for size in sizes))
    return [f"{why} Its cameras carry the SEI stamp alone." for why in whys]


def banded_scene(spec: SyntheticSpec, progress: Progress) -> OverlayClip:
    """A scene under a band, coded once and kept."""
    return overlay_clip(spec_source(spec), codec=spec.codec, progress=progress)


def banded_file(path: Path, codec: Codec, progress: Progress) -> OverlayClip:
    """A user's video under a band, coded anew once and kept.

    :raises MediaFileError: it cannot be used.
    """
    return overlay_clip(file_source(path), codec=codec, progress=progress)


def _why_not(width: int, height: int) -> str:
    try:
        band_layout(width, height)
    except ClipError as error:
        return str(error)
    return ""
