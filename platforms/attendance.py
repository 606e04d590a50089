"""Waiting for devices to come on-line."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from camproof.platforms.observations import Observation, ObservationLog

__all__ = ["wait_for_count", "wait_for_devices"]


async def wait_for_devices(
    log: ObservationLog, online: Iterable[str], wanted: Iterable[str], timeout_s: float
) -> tuple[str, ...]:
    """Wait until all wanted devices are on-line; gives those that are not in time.

    :param online: codes that are on-line now.
    """
    wanted = frozenset(wanted)
    missing = set(wanted) - set(online)
    done = asyncio.Event()

    def look(entry: Observation) -> None:
        if entry.device in wanted:
            if entry.kind == "registered":
                missing.discard(entry.device)
            elif entry.kind == "offline":
                missing.add(entry.device)
        if not missing:
            done.set()

    if missing:
        await _wait(log, look, done, timeout_s)
    return tuple(sorted(missing))


async def wait_for_count(log: ObservationLog, online: Iterable[str], count: int, timeout_s: float) -> int:
    """Wait until ``count`` devices are on-line; gives how many are, at most in time."""
    there = set(online)
    done = asyncio.Event()

    def look(entry: Observation) -> None:
        if entry.kind == "registered":
            there.add(entry.device)
        elif entry.kind == "offline":
            there.discard(entry.device)
        if len(there) >= count:
            done.set()

    if len(there) < count:
        await _wait(log, look, done, timeout_s)
    return len(there)


async def _wait(
    log: ObservationLog, look: Callable[[Observation], None], done: asyncio.Event, timeout_s: float
) -> None:
    stop = log.listen(look)
    try:
        async with asyncio.timeout(timeout_s):
            await done.wait()
    except TimeoutError:
        return
    finally:
        stop()
