"""One maker of a file at a time, on one machine, whatever happens to the maker.

The lock is the kernel's (flock on a file beside the wanted one): it goes with the process that holds it, so
a maker that is killed leaves nothing that stands in the way, only its half-written file, which a later maker
in that folder sweeps out.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

__all__ = ["PART_SUFFIX", "sole_maker"]

PART_SUFFIX = ".part"
_LOCK_SUFFIX = ".lock"
_LOOK_S = 0.05
_STALE_S = 3600.0


@contextmanager
def sole_maker(path: Path, *, patience_s: float = 900.0) -> Iterator[None]:
    """Hold the right to make ``path``.

    Where the folder cannot be written, or another holds the right for longer than ``patience_s``, the caller
    goes on without it: two makers cost time, and both write a whole file.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path.with_suffix(_LOCK_SUFFIX), os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        _acquire(handle, patience_s)
        _sweep(path.parent)
        yield
    finally:
        os.close(handle)


def _acquire(handle: int, patience_s: float) -> None:
    end_s = time.monotonic() + patience_s
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() > end_s:
                return
            time.sleep(_LOOK_S)
        except OSError:
            return
        else:
            return


def _sweep(folder: Path) -> None:
    """Take away what killed makers left behind."""
    limit_s = time.time() - _STALE_S
    for part in folder.glob(f"*{PART_SUFFIX}"):
        with suppress(OSError):
            if part.stat().st_mtime < limit_s:
                part.unlink()
