"""Challenges and credentials of digest authentication from their headers, tolerant as the field needs it."""

from __future__ import annotations

import re
from functools import partial

from camproof.protocols.deviation import Deviation
from camproof.protocols.digest.values import Challenge, Credentials
from camproof.protocols.errors import DigestError
from camproof.protocols.quoted import unquote

__all__ = ["parse_challenge", "parse_credentials"]

PLACE = "digest"
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
_EVIDENCE_OCTETS = 64


def _seen(what: str, clause: str, where: str, evidence: str) -> Deviation:
    return Deviation(what, where, clause, evidence.encode("utf-8", "replace")[:_EVIDENCE_OCTETS])


_UNQUOTED = partial(_seen, "a parameter that is to be quoted is not", "RFC 2617 3.2")
_QUOTED_BARE = partial(_seen, "a parameter that is not to be quoted is", "RFC 2617 3.2")
_OPEN_QUOTE = partial(_seen, "a quoted string is not closed", "RFC 7230 3.2.6")
_HEX_CASE = partial(_seen, "the response is not in lower-case hex", "RFC 2617 3.1.3")
_BAD_NONCE_COUNT = partial(_seen, "the nonce count is no 8 lower-case hex digits", "RFC 2617 3.2.2")
_MISSING_QOP_PART = partial(_seen, "qop stands without nc or cnonce", "RFC 2617 3.2.2")


def parse_challenge(header: str, where: str = PLACE) -> Challenge:
    """Read WWW-Authenticate or Proxy-Authenticate.

    :param where: the place that errors and deviations name.
    :raises DigestError: another scheme, or no realm or nonce.
    """
    pairs, notes = _read(header, where)
    realm, nonce = _need(pairs, "realm", where), _need(pairs, "nonce", where)
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


def parse_credentials(header: str, where: str = PLACE) -> Credentials:
    """Read Authorization or Proxy-Authorization.

    :param where: the place that errors and deviations name.
    :raises DigestError: another scheme, or no username, realm, nonce, uri or response.
    """
    pairs, notes = _read(header, where)
    names = ("username", "realm", "nonce", "uri", "response")
    username, realm, nonce, uri, response = (_need(pairs, name, where) for name in names)
    qop, nc, cnonce = pairs.get("qop"), pairs.get("nc"), pairs.get("cnonce")
    if not _HEX.fullmatch(response):
        notes.append(_HEX_CASE(where, response))
    if nc is not None and not _COUNT.fullmatch(nc):
        notes.append(_BAD_NONCE_COUNT(where, nc))
    if qop and (nc is None or cnonce is None):
        notes.append(_MISSING_QOP_PART(where, header))
    algorithm = pairs.get("algorithm") or "MD5"
    opaque = pairs.get("opaque")
    return Credentials(
        username, realm, nonce, uri, response, algorithm, qop or None, nc, cnonce, opaque, tuple(notes)
    )


def _read(header: str, where: str) -> tuple[dict[str, str], list[Deviation]]:
    usual = _read_usual(header)
    return _read_any(header, where) if usual is None else (usual, [])


def _read_any(header: str, where: str = PLACE) -> tuple[dict[str, str], list[Deviation]]:
    """The pairs of a header of whatever form, and what was odd."""
    scheme = _SCHEME.match(header)
    if scheme is None:
        raise DigestError("the scheme is not Digest", where=where, clause="RFC 7616 3.3")
    pairs: dict[str, str] = {}
    notes: list[Deviation] = []
    for match in _PAIR.finditer(header, scheme.end()):
        name, value = match.group(1).lower(), match.group(2)
        quoted = value[:1] == '"'
        if quoted and name in _BARE:
            notes.append(_QUOTED_BARE(where, match.group()))
        elif not quoted and name in _QUOTED:
            notes.append(_UNQUOTED(where, match.group()))
        if quoted and (len(value) < 2 or value[-1] != '"'):
            notes.append(_OPEN_QUOTE(where, match.group()))
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


def _need(pairs: dict[str, str], name: str, where: str) -> str:
    value = pairs.get(name)
    if value is None:
        raise DigestError(f"{name} is missing", where=where, clause="RFC 2617 3.2")
    return value
