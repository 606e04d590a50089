"""The HTTP API of the platforms: described by itself at ``/docs`` and ``/openapi.json``."""

from camproof.platforms.api.app import make_app, serve

__all__ = ["make_app", "serve"]
