"""User and password of an address (RFC 3986 3.2.1), where people write a password as it is."""

from __future__ import annotations

__all__ = ["ADVICE", "masked", "runs_on"]

ADVICE = "write / ? # of a password as %2F %3F %23, and @ of a path as %40"


def masked(text: str) -> str:
    """An address to be shown: ``***`` for all between the first colon and the last ``@`` behind it."""
    scheme, separator, rest = text.partition("://")
    if not separator:
        scheme, rest = "", text
    userinfo, at, place = rest.rpartition("@")
    name, colon, _ = userinfo.partition(":")
    return f"{scheme}{separator}{name}:***{at}{place}" if colon else text


def runs_on(text: str) -> bool:
    """Whether a password may go on behind the first ``/ ? #``, where by RFC 3986 the host has ended.

    It may where a colon stands before that mark, and an ``@`` behind it.
    """
    rest = text.partition("://")[2]
    end = min((at for mark in "/?#" if (at := rest.find(mark)) >= 0), default=len(rest))
    authority = rest[:end]
    if authority.startswith("["):
        authority = authority.partition("]")[2]
    return ":" in authority and "@" in rest[end:]
