"""The HTTP API of the platforms of this process, and the way to serve it."""

from __future__ import annotations

import socket
from collections.abc import Iterable
from contextlib import ExitStack
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

import uvicorn
from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from camproof.platforms.api import controls, devices, errors, streams
from camproof.platforms.config import NamedConfig, load_platforms
from camproof.platforms.group import PlatformGroup
from camproof.protocols.gb28181.platform import PlatformConfig
from camproof.runtimes.errors import bind_error

__all__ = ["make_app", "serve"]

DESCRIPTION = """
Steers the built-in GB/T 28181 platforms of one process: devices, queries, controls, streams, subscriptions,
and the evidence of all that was seen.

* A platform is named by its name or its code, a device by its 20-digit code.
* Times ending in `_s` are seconds since the platform was started; `now_s` of a platform is the present.
* Errors are JSON with one sentence: `{"error": "..."}`.
* There is no log-in: whoever reaches this port steers the platform. Keep it on 127.0.0.1.
"""


def make_app(group: PlatformGroup, *, local_only: bool = False) -> FastAPI:
    """The application for these platforms.

    :param local_only: answer only where the Host header names this machine's loopback.
    """
    app = FastAPI(title="camproof platforms", description=DESCRIPTION, version="1")
    app.state.group = group
    for router in (devices.router, controls.router, streams.router):
        app.include_router(router, responses=errors.RESPONSES)
    errors.install(app)
    app.add_middleware(_Gatekeeper, local_only=local_only)
    return app


async def serve(
    platforms: Path | PlatformConfig | Iterable[NamedConfig | PlatformConfig],
    api_host: str = "127.0.0.1",
    api_port: int = 8080,
) -> None:
    """Run platforms and their API until the process is told to end.

    :param platforms: a YAML file, or configurations.
    :raises PortInUse: another program holds a port.
    :raises InputError: the file is wrong.
    """
    if isinstance(platforms, Path):
        platforms = load_platforms(platforms)
    elif isinstance(platforms, PlatformConfig):
        platforms = (platforms,)
    with ExitStack() as stack:
        listener = stack.enter_context(_listen(api_host, api_port))
        async with await PlatformGroup.start(platforms) as group:
            app = make_app(group, local_only=_is_loopback(api_host))
            server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
            await server.serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise bind_error("TCP", host, port, error) from error


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


class _Gatekeeper:
    """Keeps pages of other sites, open in a browser on this machine, from steering platforms."""

    def __init__(self, app: ASGIApp, *, local_only: bool) -> None:
        self._app = app
        self._local_only = local_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
            host, origin = headers.get("host", ""), headers.get("origin", "")
            if origin and urlsplit(origin).netloc != host:
                await JSONResponse({"error": f"Pages of {origin} may not use this."}, 403)(
                    scope, receive, send
                )
                return
            if self._local_only and not _is_loopback(urlsplit(f"//{host}").hostname or ""):
                await JSONResponse({"error": f"This is not {host}."}, 421)(scope, receive, send)
                return
        await self._app(scope, receive, send)
