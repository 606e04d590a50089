"""Clips on disk, so that a street is drawn and coded once.

A file is ``magic, u32 header length, JSON header, coded bytes, SHA-256 of all before``. A file that does
not match its checksum or cannot be read counts as absent and is written anew.
"""

from __future__ import annotations

import json
import os
import struct
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from camproof.media.clips.making import sole_maker
from camproof.media.clips.model import AccessUnit, Clip
from camproof.media.clips.store import read_whole, write_whole
from camproof.media.errors import ClipError

__all__ = ["cache_dir", "cached_clip", "clip_path", "load_clip", "store_clip"]

_MAGIC = b"CAMPROOF-CLIP-1\n"


def cache_dir() -> Path:
    """The folder for clips: CAMPROOF_CACHE, else XDG_CACHE_HOME/camproof, else ~/.cache/camproof."""
    own = os.environ.get("CAMPROOF_CACHE")
    if own:
        return Path(own) / "clips"
    base = os.environ.get("XDG_CACHE_HOME")
    return (Path(base) if base else Path.home() / ".cache") / "camproof" / "clips"


def clip_path(key: str, folder: Path | None = None) -> Path:
    """Where the clip of this content key lies, or would lie."""
    return (folder or cache_dir()) / f"{sha256(key.encode()).hexdigest()[:40]}.clip"


def cached_clip(key: str, make: Callable[[], Clip], folder: Path | None = None) -> Clip:
    """The clip of this content key, from disk if it is there and sound, else made and stored.

    Who asks for a clip that another thread or process is making waits for it. A folder that cannot be written
    costs time at the next call, nothing else.
    """
    path = clip_path(key, folder)
    clip = load_clip(path)
    if clip is not None:
        return clip
    with sole_maker(path):
        clip = load_clip(path)
        if clip is None:
            clip = make()
            store_clip(path, clip)
    return clip


def store_clip(path: Path, clip: Clip) -> bool:
    """Write a clip atomically (temporary file and rename); False where the folder cannot be written."""
    head = json.dumps(_header(clip)).encode()
    return write_whole(
        path, b"".join([_MAGIC, struct.pack("!I", len(head)), head, *(unit.data for unit in clip.units)])
    )


def load_clip(path: Path) -> Clip | None:
    """Read a clip; None where there is no file or it is not whole."""
    body = read_whole(path)
    if body is None or not body.startswith(_MAGIC):
        return None
    start = len(_MAGIC) + 4
    head_end = start + int(struct.unpack_from("!I", body, len(_MAGIC))[0])
    try:
        return _clip(json.loads(body[start:head_end]), body, head_end)
    except (ValueError, KeyError, TypeError, ClipError):
        return None


def _header(clip: Clip) -> dict[str, Any]:
    units = [(len(unit.data), unit.pts_90k, unit.dts_90k, int(unit.key)) for unit in clip.units]
    names = ("codec", "width", "height", "fps", "duration_s", "name", "digest")
    return {**{name: getattr(clip, name) for name in names}, "units": units}


def _clip(header: dict[str, Any], body: bytes, at: int) -> Clip:
    units = []
    for size, pts, dts, key in header.pop("units"):
        units.append(AccessUnit(body[at : at + size], pts, dts, bool(key)))
        at += size
    return Clip(units=tuple(units), **header)
