"""The HTTP API of the platforms: described by itself at ``/docs`` and ``/openapi.json``."""

from camproof.platforms.api.app import is_loopback, listen, make_app
from camproof.platforms.api.serving import serve_api

__all__ = ["is_loopback", "listen", "make_app", "serve_api"]
