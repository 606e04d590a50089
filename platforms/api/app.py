"""The HTTP API of the platforms of this process."""

from __future__ import annotations

import socket
from ipaddress import ip_address
from urllib.parse import urlsplit

from fastapi import FastAPI
from fastapi.responses import JSONResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from camproof.platforms.api import cascades, controls, devices, errors, streams
from camproof.platforms.group import PlatformGroup
from camproof.runtimes.errors import bind_error

__all__ = ["is_loopback", "listen", "make_app"]

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
    for router in (devices.router, controls.router, streams.router, cascades.router):
        app.include_router(router, responses=errors.RESPONSES)
    errors.install(app)
    app.add_middleware(_Gatekeeper, local_only=local_only)
    return app


def listen(host: str, port: int) -> socket.socket:
    """A listening socket for the API; port 0 for any free one.

    :raises PortInUse: another program holds the port.
    """
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise bind_error("TCP", host, port, error) from error


def is_loopback(host: str) -> bool:
    """Whether a host is this machine itself; no name is looked up."""
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
            if self._local_only and not is_loopback(urlsplit(f"//{host}").hostname or ""):
                await JSONResponse({"error": f"This is not {host}."}, 421)(scope, receive, send)
                return
        await self._app(scope, receive, send)
