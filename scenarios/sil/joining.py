"""The first camera that a platform takes in, and in words why there is none."""

from __future__ import annotations

import asyncio

from camproof.scenarios.running.stage import StageError
from camproof.virtual_cameras import Fleet

__all__ = ["pause", "somebody_joins", "why_nobody"]

LOOK_EVERY_S = 0.1


async def somebody_joins(
    fleet: Fleet, where: str, within_s: float, spread_s: float, stop: asyncio.Event | None = None
) -> None:
    """Wait until a camera is registered, or ``stop`` is set.

    :param where: the platform, as the user knows it.
    :param within_s: counted from the first REGISTER.
    :param spread_s: over which the cameras begin.
    :raises StageError: every camera has failed once, or time is up; says why.
    """
    now_s = asyncio.get_running_loop().time
    stop = stop if stop is not None else asyncio.Event()
    ends_s = now_s() + spread_s + within_s
    while not stop.is_set():
        counters = fleet.counters().values()
        if any(one.registrations for one in counters):
            return
        began = [one.began_at_s for one in counters if one.began_at_s is not None]
        ends_s = min([ends_s, *(at_s + within_s for at_s in began)])
        if now_s() > ends_s or all(one.registrations_failed for one in counters):
            raise StageError(f"No camera could register: {why_nobody(fleet, where, within_s)}")
        await pause(stop, LOOK_EVERY_S)


def why_nobody(fleet: Fleet, where: str, within_s: float) -> str:
    """What the platform answered to all the cameras that are not registered."""
    counters = fleet.counters().values()
    refusals = sorted({one.last_refusal for one in counters if one.last_refusal is not None})
    if refusals:
        hint = "; is the password right?" if {401, 403} & set(refusals) else ""
        return f"{where} answered {', '.join(str(status) for status in refusals)}{hint}"
    if any(one.registrations_failed for one in counters):
        return f"no connection to {where}"
    return f"no answer from {where} in {within_s:g} s"


async def pause(stop: asyncio.Event, for_s: float) -> None:
    """Sleep, but not longer than until ``stop`` is set."""
    try:
        async with asyncio.timeout(for_s):
            await stop.wait()
    except TimeoutError:
        return
