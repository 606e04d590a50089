"""`camproof play`: what is shown, as a table of packets."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from camproof.domain.camera import CameraRecord
from camproof.domain.errors import InputError, Place
from camproof.domain.stream import StreamProfile
from camproof.media.clips.model import Clip
from camproof.media.packets import StreamOptions
from camproof.media.tables.banded import banded_table
from camproof.media.tables.model import MediaTable
from camproof.media.tables.program_stream import ps_table
from camproof.media.tables.raw import raw_table
from camproof.media.tables.raw_banded import raw_banded_table
from camproof.scenarios.sil.cast import ClipShelf
from camproof.scenarios.sil.stamping import notes_of

__all__ = ["table_to_play"]


def table_to_play(
    profile: StreamProfile | None,
    scene: str,
    source: Path | None,
    *,
    raw: bool,
    stamp: str,
    preparing: Callable[[str, float | None], None],
) -> tuple[Clip, MediaTable]:
    """The clip, from the cache where it was made before, and its packets.

    :param stamp: "sei", "picture" or "none".
    :raises InputError: this picture cannot have that stamp.
    :raises MediaFileError: the user's file cannot be used.
    """
    record = CameraRecord(code="", name="", stream=profile or StreamProfile(), scene=scene)
    if stamp != "picture":
        clip = ClipShelf(source, preparing).clip(record)
        stamped = stamp == "sei"
        return clip, raw_table(clip, stamp=stamped) if raw else ps_table(clip, StreamOptions(stamp=stamped))
    for note in notes_of([record], source, "picture"):
        raise InputError(note.split(". ")[0].rstrip("."), Place(field="--stamp"), "write --stamp sei")
    banded = ClipShelf(source, preparing, "picture").overlay(record)
    assert banded is not None
    return banded.clip, raw_banded_table(banded) if raw else banded_table(banded)
