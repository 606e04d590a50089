"""Fewer runs of the garbage collector while virtual time goes on."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["rare_collections"]

_THRESHOLDS = (100_000, 1000, 100)


@contextmanager
def rare_collections() -> Iterator[None]:
    """Within it the collector looks at new objects alone, and rarely: what machines and timers leave has no
    cycles, and to look for some among the objects of a hundred thousand cameras took a fifth of a run.

    At the end all that is there counts as old, so that no collection of it follows at once.
    """
    before = gc.get_threshold()
    gc.set_threshold(*_THRESHOLDS)
    try:
        yield
    finally:
        gc.freeze()
        gc.set_threshold(*before)
        gc.unfreeze()
