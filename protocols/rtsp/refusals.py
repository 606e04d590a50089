"""What a status that refuses means, in a sentence (RFC 2326 7.1.1)."""

from __future__ import annotations

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp.message import RtspResponse, plain

__all__ = ["refused"]

_MEANINGS = {
    403: "the server forbids it",
    404: "the server has no such stream",
    406: "the server has no description that we can read",
    453: "the server has not enough bandwidth left",
    454: "the server does not know the session",
    459: "the server wants another URL for that",
    460: "the server wants another URL for that",
    461: "the server does not offer this transport",
    503: "the server has no room now",
}
_MAX_REASON = 60


def refused(method: str, response: RtspResponse, hint: str = "") -> RtspError:
    """The error of a request that was refused. :param hint: what to do about it."""
    said = f"{response.status} {plain(response.reason[:_MAX_REASON])}".strip()
    meaning = _MEANINGS.get(response.status, "the server refuses")
    what = f"{meaning} ({said})" + (f"; {hint}" if hint else "")
    return RtspError(what, where=f"RTSP {method}", clause="RFC 2326 7.1.1")
