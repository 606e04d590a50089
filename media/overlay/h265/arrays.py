"""Small arrays on disk, beside the clips, so that an encoder makes them once a machine."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.cache import cache_dir

__all__ = ["cached_array"]

_DIGEST_SIZE = 32
_MAX_BYTES = 1 << 20


def cached_array(
    key: str, make: Callable[[], NDArray[np.uint8]], count: int, folder: Path | None = None
) -> NDArray[np.uint8]:
    """uint8[count, n], read-only, from disk if it is there and whole, else made and kept.

    :param key: names all that the content depends on.
    """
    path = (folder or cache_dir()) / f"{sha256(key.encode()).hexdigest()[:40]}.rows"
    data = _load(path)
    if not data or len(data) % count:
        data = make().tobytes()
        _store(path, data)
    return np.frombuffer(data, np.uint8).reshape(count, -1)


def _load(path: Path) -> bytes:
    """b"" where there is no file or it is not whole."""
    try:
        with path.open("rb") as file:
            kept = file.read(_MAX_BYTES)
    except OSError:
        return b""
    data, digest = kept[:-_DIGEST_SIZE], kept[-_DIGEST_SIZE:]
    return data if sha256(data).digest() == digest else b""


def _store(path: Path, data: bytes) -> None:
    """Written whole or not at all; a folder that cannot be written costs time at the next call only."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=".part")
    except OSError:
        return
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data + sha256(data).digest())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
