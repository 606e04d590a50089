"""Platforms in the foreground, with their HTTP API, until they are told to stop."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

import uvicorn

from camproof.platforms.api import is_loopback, listen, make_app
from camproof.platforms.config import NamedConfig
from camproof.platforms.group import PlatformGroup
from camproof.platforms.observations import Observation
from camproof.platforms.platform import Platform

__all__ = ["run_platforms"]

MOST_TOLD_A_SECOND = 10


class _Server(uvicorn.Server):
    """A server that leaves signals to its caller."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


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
        for name, platform in group:
            host, port = platform.address
            tell(f"{name}: SIP over UDP and TCP at {host}:{port}, code {platform.code}")
            platform.observations.listen(_Teller(name, platform, tell).hear)
        if api is None:
            await stop.wait()
            return
        with listen(*api) as listener:
            host, port = listener.getsockname()[:2]
            tell(f"HTTP API at http://{host}:{port}, described at http://{host}:{port}/docs")
            config = uvicorn.Config(
                make_app(group, local_only=is_loopback(host)), log_level="warning", lifespan="off"
            )
            server = _Server(config)
            serving = asyncio.create_task(server.serve(sockets=[listener]))
            await stop.wait()
            server.should_exit = True
            await serving


class _Teller:
    """Says in words what a platform hears, not more than anyone can read."""

    def __init__(self, name: str, platform: Platform, tell: Callable[[str], None]) -> None:
        self._name = name
        self._platform = platform
        self._tell = tell
        self._told: Counter[int] = Counter()

    def hear(self, seen: Observation) -> None:
        said = _said(seen)
        if not said:
            return
        second = int(seen.at_s)
        self._told[second] += 1
        if self._told[second] <= MOST_TOLD_A_SECOND:
            self._tell(f"{self._name}: {said}; {len(self._platform.online())} on-line")
        elif self._told[second] == MOST_TOLD_A_SECOND + 1:
            self._tell(f"{self._name}: ... and more in this second")


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
        case "stream-started":
            return f"{seen.device} {data['call_kind']} over {data['transport']} shows a picture"
        case _:
            return ""
