"""Platforms in the foreground, with their HTTP API, until they are told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from camproof.domain.telling import Teller
from camproof.platforms.config import NamedConfig
from camproof.platforms.group import PlatformGroup
from camproof.platforms.observations import Observation
from camproof.platforms.platform import Platform

__all__ = ["run_platforms"]

MOST_TOLD_A_SECOND = 10


async def run_platforms(
    configs: Iterable[NamedConfig],
    stop: asyncio.Event,
    tell: Callable[[str], None],
    api: tuple[str, int] | None = None,
) -> None:
    """Run platforms until ``stop`` is set; then streams get their BYE and all ports are given back.

    :param tell: told where everything listens, then what happens: at most ten sentences a second.
    :param api: address of the HTTP API; port 0 for any free one; None for no API.
    :raises PortInUse: another program holds a port.
    """
    async with await PlatformGroup.start(configs) as group:
        hearing = []
        for name, platform in group:
            prefix = f"{name}: " if len(group) > 1 else ""
            host, port = platform.address
            tell(f"{prefix}SIP over UDP and TCP at {host}:{port}, code {platform.code}")
            for upper in platform.uppers.values():
                above, at = upper.config.address
                tell(f"{prefix}below {upper.config.code} at {above}:{at}, from port {upper.local_port}")
            hearing.append(_Hearing(prefix, platform, tell))
        ticking = asyncio.create_task(_tick(hearing))
        try:
            await (stop.wait() if api is None else _serve(group, stop, tell, api))
        finally:
            ticking.cancel()
            await asyncio.gather(ticking, return_exceptions=True)


async def _serve(
    group: PlatformGroup, stop: asyncio.Event, tell: Callable[[str], None], api: tuple[str, int]
) -> None:
    from camproof.platforms.api import serve_api  # noqa: PLC0415 - slow to load, and not everyone needs it

    await serve_api(group, stop, tell, *api)


async def _tick(hearing: Iterable[_Hearing]) -> None:
    while True:
        await asyncio.sleep(1.0)
        for one in hearing:
            one.tick()


class _Hearing:
    """Says in words what a platform hears, not more than anyone can read."""

    def __init__(self, prefix: str, platform: Platform, tell: Callable[[str], None]) -> None:
        self._platform = platform
        self._teller = Teller(lambda text: tell(f"{prefix}{text}"), MOST_TOLD_A_SECOND)
        platform.observations.listen(self._hear)

    def tick(self) -> None:
        self._teller.tick(self._platform.now_s())

    def _hear(self, seen: Observation) -> None:
        if said := _said(seen):
            self._teller.say(seen.at_s, f"{said}; {len(self._platform.online())} on-line")


def _said(seen: Observation) -> str:
    data = seen.data
    match seen.kind:
        case "registered" if data.get("first"):
            return f"{seen.device} registered from {data['from']} over {data['transport']}"
        case "registration-refused":
            return f"{seen.device or 'somebody'} refused: {data['reason']}, from {data['from']}"
        case "offline":
            return f"{seen.device} off-line: {data['reason']}"
        case "alarm":
            return f"{seen.device} alarm {data.get('AlarmDescription', '')}".rstrip()
        case "rejected":
            return (
                f"{seen.device or 'somebody'}: {data['method']} answered {data['status']}, {data['reason']}"
            )
        case "call-failed":
            return f"{seen.device}: no {data['call_kind']} stream, {data['reason']}"
        case "upper-registered":
            return f"registered at the upper platform {data['upper']}"
        case "upper-refused":
            return f"not registered at the upper platform {data['upper']}: {data['reason']}"
        case "upper-lost":
            return f"the upper platform {data['upper']} is lost: {data['reason']}"
        case "relay-started":
            return f"{data['channel']} {data['call_kind']} is passed on to {data['upper']}"
        case "relay-refused" | "loop-refused":
            return f"{seen.device} is refused to {data['upper']}: {data['status']}"
        case "channel-contested" if data["stands"]:
            return f"{seen.device} lists {data['channel']}, which {data['owner']} has"
        case "stream-started":
            return f"{seen.device} {data['call_kind']} over {data['transport']} shows a picture"
        case _:
            return ""
