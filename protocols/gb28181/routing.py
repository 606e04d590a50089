"""The way of a request over several platforms (GB/T 28181-2022 8.3 and Annex H).

``Monitor-User-Identity`` names the platforms that a request has come through, the last one in front, then
the user who asks; it shows a platform its own code when a request comes round. ``X-PreferredPath`` names
the platforms that an INVITE shall still go through, ``X-RoutePath`` of its answer those that it went through.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from camproof.protocols.sip import Headers

__all__ = ["STRAIGHT", "Route", "path_header", "read_path"]

USER_IDENTITY = "Monitor-User-Identity"
PREFERRED_PATH = "X-PreferredPath"
ROUTE_PATH = "X-RoutePath"
_LONGEST = 64
"""Parts of a header that are read; a way is never so long."""


@dataclass(frozen=True, slots=True)
class Route:
    """Where a request has been, and where it shall go.

    :param passed: what the identity header says: codes of platforms, the last one first, then the user.
    :param wished: codes of the platforms that are still to come, the next one first.
    """

    passed: tuple[str, ...] = ()
    wished: tuple[str, ...] = ()

    @classmethod
    def of(cls, headers: Headers) -> Route:
        """What the headers of a request say; whatever is missing is empty."""
        return cls(_parts(headers, USER_IDENTITY), _parts(headers, PREFERRED_PATH))

    def came_through(self, code: str) -> bool:
        """Whether a platform has passed the request on already."""
        return code in self.passed

    def through(self, code: str) -> Route:
        """The route behind a platform: its code in front of the identity, and out of the wished path."""
        return Route((code, *self.passed), tuple(one for one in self.wished if one != code))

    @property
    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that say it."""
        lines = ((USER_IDENTITY, self.passed), (PREFERRED_PATH, self.wished))
        return tuple((name, "-".join(parts)) for name, parts in lines if parts)


STRAIGHT = Route()
"""Of a request that came through no platform."""


def read_path(headers: Headers) -> tuple[str, ...]:
    """The platforms that an answer came through, the nearest first."""
    return _parts(headers, ROUTE_PATH)


def path_header(codes: Iterable[str]) -> tuple[str, str]:
    """The header of an answer that came through these platforms, the nearest first."""
    return ROUTE_PATH, "-".join(codes)


def _parts(headers: Headers, name: str) -> tuple[str, ...]:
    words = (headers.get(name) or "").split("-")[:_LONGEST]
    return tuple(word.strip() for word in words if word.strip())
