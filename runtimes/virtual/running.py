"""Running something in virtual time."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from camproof.runtimes.virtual.collecting import rare_collections
from camproof.runtimes.virtual.loop import EPOCH_S, VirtualLoop

__all__ = ["run_virtually"]

T = TypeVar("T")


def run_virtually(work: Coroutine[Any, Any, T], *, epoch_s: float = EPOCH_S) -> T:
    """As ``asyncio.run``, in virtual time.

    :param epoch_s: seconds from 1970 to its beginning.
    :raises NothingLeftError: it waits for what will never happen.
    """
    with rare_collections(), asyncio.Runner(loop_factory=lambda: VirtualLoop(epoch_s)) as runner:
        return runner.run(work)
