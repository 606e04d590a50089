"""RTSP addresses (RFC 2326 3.2), and how a control URL stands to its base (C.1.1)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from urllib.parse import quote, unquote

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.userinfo import ADVICE, masked, runs_on

__all__ = ["RtspUrl", "control_url", "parse_rtsp_url"]

_CLAUSE = "RFC 2326 3.2"
_MAX_CHARACTERS = 4096
_SHOWN_CHARACTERS = 80
_PORTS = {"rtsp": 554, "rtsps": 322}
_AUTHORITY = re.compile(r"(\[[0-9A-Fa-f:.]++\]|[^:\[\]\s]++)(?::([0-9]{1,5})?)?")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://")
_SAFE = "%/:=&?~+!$,;'@()*[]"


@dataclass(frozen=True, slots=True)
class RtspUrl:
    """Where a stream is.

    :param target: what stands in requests: the URL without user and password, its path never empty.
    :param tls: whether the scheme is rtsps (RFC 7826 4.2).
    """

    host: str
    port: int
    target: str
    tls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)


def parse_rtsp_url(text: str, *, by_hand: bool = True) -> RtspUrl:
    """Read an address; user and password are percent-decoded, other text beyond ASCII is encoded.

    :param by_hand: whether a person wrote it, who may have left a ``/ ? #`` of the password as it is.
    :raises RtspError: another scheme, no host, a bad port, more than 4096 characters, or no telling where the
        password ends.
    """
    scheme, separator, rest = text.strip().partition("://")
    port = _PORTS.get(scheme.lower())
    if port is None or not separator or len(text) > _MAX_CHARACTERS:
        raise RtspError("this is no rtsp:// address", where=_place(text), clause=_CLAUSE)
    if any("\ud800" <= character <= "\udfff" for character in text):
        raise RtspError("the address holds what is no character", where=_place(text), clause=_CLAUSE)
    if by_hand and runs_on(text):
        raise RtspError(f"the host is not clear: {ADVICE}", where=_place(text), clause=_CLAUSE)
    at = min((place for mark in "/?#" if (place := rest.find(mark)) >= 0), default=len(rest))
    userinfo, _, authority = rest[:at].rpartition("@")
    found = _AUTHORITY.fullmatch(authority)
    number = int(found[2] or port) if found else 0
    if found is None or not 0 < number < 1 << 16:
        raise RtspError("the address has no host, or a bad port", where=_place(text), clause=_CLAUSE)
    username, _, password = userinfo.partition(":")
    path = rest[at:].partition("#")[0]
    path = quote(path if path.startswith("/") else f"/{path}", safe=_SAFE)
    target = f"{scheme.lower()}://{quote(authority, safe=_SAFE)}{path}"
    tls = scheme.lower() == "rtsps"
    return RtspUrl(found[1].strip("[]"), number, target, tls, unquote(username), unquote(password))


def _place(text: str) -> str:
    """The address for a sentence, without what may be a password."""
    return f"RTSP URL {masked(text)[:_SHOWN_CHARACTERS]!r}"


def control_url(base: str, control: str | None, notes: Notes) -> str:
    """The URL that a ``a=control:`` names: the base itself for "*" and for none.

    A relative one is put behind the base, with a slash between: RFC 1808 would replace what stands behind the
    base's last slash, but no server means that, and bases with a query would lose it.
    """
    text = (control or "").strip()
    if text in ("", "*"):
        return base
    if _ABSOLUTE.match(text):
        return text
    if text.startswith("/"):
        root = re.match(r"[^/]*//[^/?]*", base)
        return f"{root[0] if root else base}{text}"
    if not base.endswith("/"):
        notes.note(departures.NO_SLASH, base)
        base += "/"
    return base + text
