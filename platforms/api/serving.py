"""Serves the HTTP API until it is told to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import uvicorn

from camproof.platforms.api.app import is_loopback, listen, make_app
from camproof.platforms.group import PlatformGroup

__all__ = ["serve_api"]

STOP_S = 3


class _Server(uvicorn.Server):
    """A server that leaves signals to its caller."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture none."""
        yield


async def serve_api(
    group: PlatformGroup, stop: asyncio.Event, tell: Callable[[str], None], host: str, port: int
) -> None:
    """Serve until ``stop`` is set; requests that run then have three seconds to end.

    :param tell: told where it listens.
    :raises PortInUse: another program holds the port.
    """
    with listen(host, port) as listener:
        host, port = listener.getsockname()[:2]
        url = f"http://{f'[{host}]' if ':' in host else host}:{port}"
        tell(f"HTTP API at {url}, described at {url}/docs")
        app = make_app(group, local_only=is_loopback(host))
        server = _Server(
            uvicorn.Config(app, log_level="warning", lifespan="off", timeout_graceful_shutdown=STOP_S)
        )
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        await stop.wait()
        server.should_exit = True
        await serving
