"""Files of a cache that are whole or not there: written at once, with a SHA-256 behind their bytes."""

from __future__ import annotations

import os
import tempfile
from hashlib import sha256
from pathlib import Path

from camproof.media.clips.making import PART_SUFFIX

__all__ = ["read_whole", "write_whole"]

_DIGEST_SIZE = 32


def write_whole(path: Path, body: bytes) -> bool:
    """Write a file atomically (temporary file and rename); False where that cannot be done."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(dir=path.parent, suffix=PART_SUFFIX)
    except OSError:
        return False
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.write(sha256(body).digest())
        Path(temporary).replace(path)
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        return False
    return True


def read_whole(path: Path) -> bytes | None:
    """What was written; None where there is no file or not all of it is as it was."""
    try:
        data = path.read_bytes()
    except OSError:
        return None
    body, checksum = data[:-_DIGEST_SIZE], data[-_DIGEST_SIZE:]
    return body if sha256(body).digest() == checksum else None
