"""Digest authentication: challenges, credentials, and the sums between them (RFC 2617, RFC 7616, RFC 3261
22).

GB/T 28181 devices use MD5 with or without ``qop="auth"``; SHA-256 and SM3 are there for the devices of GB
35114 and of the message digest. Values keep the peer's own spelling (``nc``, ``response``), because it goes
into the sum.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.sip import departures
from camproof.protocols.sip.tokens import quote, unquote

__all__ = ["Challenge", "Credentials", "parse_challenge", "parse_credentials"]

# Possessive, and only at the beginning of a word, so that no text takes more than linear time.
_PAIR = re.compile(
    r'(?<![\w\-])([A-Za-z][\w\-]*+)\s*+=\s*+("(?:[^"\\]|\\.)*+"?|[^\s,"]*)', re.ASCII | re.DOTALL
)
_PLAIN = r'"[^"\\]*+"|[A-Za-z0-9]++'
_USUAL = re.compile(rf"Digest (?:[a-z]++=(?:{_PLAIN})(?:, |\Z))++", re.ASCII)
_USUAL_PAIR = re.compile(r'([a-z]++)=(?:"([^"]*+)"|([A-Za-z0-9]++))')
_SCHEME = re.compile(r"\s*Digest(?:\s+|(?=,)|$)", re.IGNORECASE)
_HEX = re.compile(r"[0-9a-f]*")
_COUNT = re.compile(r"[0-9a-f]{8}")
_QUOTED = frozenset({"username", "realm", "nonce", "uri", "response", "cnonce", "opaque"})
_BARE = frozenset({"algorithm", "nc", "stale"})


@dataclass(frozen=True, slots=True)
class Challenge:
    """WWW-Authenticate or Proxy-Authenticate of the Digest scheme.

    :param qop: what the server offers, "auth" and "auth-int"; empty for RFC 2069 servers.
    """

    realm: str
    nonce: str
    algorithm: str = "MD5"
    qop: tuple[str, ...] = ()
    opaque: str | None = None
    stale: bool = False
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    def header(self) -> str:
        """The header value."""
        parts = [f"realm={quote(self.realm)}", f"nonce={quote(self.nonce)}"]
        if self.qop:
            parts.append(f'qop="{",".join(self.qop)}"')
        parts.append(f"algorithm={self.algorithm}")
        if self.opaque is not None:
            parts.append(f"opaque={quote(self.opaque)}")
        if self.stale:
            parts.append("stale=TRUE")
        return "Digest " + ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Credentials:
    """Authorization or Proxy-Authorization of the Digest scheme.

    :param response: hex, as the peer wrote it.
    :param qop: None where the client uses none.
    :param nc: the nonce count as the peer wrote it, usually 8 hex digits.
    """

    username: str
    realm: str
    nonce: str
    uri: str
    response: str
    algorithm: str = "MD5"
    qop: str | None = None
    nc: str | None = None
    cnonce: str | None = None
    opaque: str | None = None
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    def header(self) -> str:
        """The header value."""
        parts = [
            f"username={quote(self.username)}",
            f"realm={quote(self.realm)}",
            f"nonce={quote(self.nonce)}",
            f"uri={quote(self.uri)}",
            f"response={quote(self.response)}",
            f"algorithm={self.algorithm}",
        ]
        if self.cnonce is not None:
            parts.append(f"cnonce={quote(self.cnonce)}")
        if self.opaque is not None:
            parts.append(f"opaque={quote(self.opaque)}")
        if self.qop is not None:
            parts.append(f"qop={self.qop}")
        if self.nc is not None:
            parts.append(f"nc={self.nc}")
        return "Digest " + ", ".join(parts)


def parse_challenge(header: str) -> Challenge:
    """Read WWW-Authenticate or Proxy-Authenticate.

    :raises SipError: another scheme, or no realm or nonce.
    """
    pairs, notes = _read(header)
    realm, nonce = _need(pairs, "realm"), _need(pairs, "nonce")
    qop = tuple(word.strip().lower() for word in pairs.get("qop", "").split(",") if word.strip())
    return Challenge(
        realm,
        nonce,
        pairs.get("algorithm") or "MD5",
        qop,
        pairs.get("opaque"),
        pairs.get("stale", "").lower() == "true",
        tuple(notes),
    )


def parse_credentials(header: str) -> Credentials:
    """Read Authorization or Proxy-Authorization.

    :raises SipError: another scheme, or no username, realm, nonce, uri or response.
    """
    pairs, notes = _read(header)
    names = ("username", "realm", "nonce", "uri", "response")
    username, realm, nonce, uri, response = (_need(pairs, name) for name in names)
    qop, nc, cnonce = pairs.get("qop"), pairs.get("nc"), pairs.get("cnonce")
    if not _HEX.fullmatch(response):
        notes.append(departures.HEX_CASE.seen(response))
    if nc is not None and not _COUNT.fullmatch(nc):
        notes.append(departures.BAD_NONCE_COUNT.seen(nc))
    if qop and (nc is None or cnonce is None):
        notes.append(departures.MISSING_QOP_PART.seen(header))
    algorithm = pairs.get("algorithm") or "MD5"
    opaque = pairs.get("opaque")
    return Credentials(
        username, realm, nonce, uri, response, algorithm, qop or None, nc, cnonce, opaque, tuple(notes)
    )


def _read(header: str) -> tuple[dict[str, str], list[Deviation]]:
    usual = _read_usual(header)
    return _read_any(header) if usual is None else (usual, [])


def _read_any(header: str) -> tuple[dict[str, str], list[Deviation]]:
    """The pairs of a header of whatever form, and what was odd."""
    scheme = _SCHEME.match(header)
    if scheme is None:
        raise SipError("the scheme is not Digest", where="SIP digest", clause="RFC 3261 22.4")
    pairs: dict[str, str] = {}
    notes: list[Deviation] = []
    for match in _PAIR.finditer(header, scheme.end()):
        name, value = match.group(1).lower(), match.group(2)
        quoted = value[:1] == '"'
        if quoted and name in _BARE:
            notes.append(departures.QUOTED.seen(match.group()))
        elif not quoted and name in _QUOTED:
            notes.append(departures.UNQUOTED.seen(match.group()))
        if quoted and (len(value) < 2 or value[-1] != '"'):
            notes.append(departures.OPEN_QUOTE.seen(match.group()))
            value += '"'
        pairs.setdefault(name, unquote(value))
    return pairs, notes


def _read_usual(header: str) -> dict[str, str] | None:
    """The pairs of a header in which all is spelled, quoted or not quoted as it is to be; else None."""
    if not _USUAL.fullmatch(header):
        return None
    found = _USUAL_PAIR.findall(header, 7)
    pairs = {name: quoted or bare for name, quoted, bare in found}
    bares = {name for name, _, bare in found if bare}
    if len(pairs) < len(found) or not bares.isdisjoint(_QUOTED):
        return None
    return None if any(name in _BARE and name not in bares for name in pairs) else pairs


def _need(pairs: dict[str, str], name: str) -> str:
    value = pairs.get(name)
    if value is None:
        raise SipError(f"{name} is missing", where="SIP digest", clause="RFC 2617 3.2")
    return value
