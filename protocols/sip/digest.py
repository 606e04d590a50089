"""Digest authentication as SIP has it (RFC 3261 22): errors are of SIP and name its headers."""

from __future__ import annotations

from camproof.protocols import digest
from camproof.protocols.digest import Challenge, Credentials
from camproof.protocols.errors import DigestError, SipError

__all__ = ["parse_challenge", "parse_credentials"]

_WHERE = "SIP digest"


def parse_challenge(header: str) -> Challenge:
    """Read WWW-Authenticate or Proxy-Authenticate.

    :raises SipError: another scheme, or no realm or nonce.
    """
    try:
        return digest.parse_challenge(header, _WHERE)
    except DigestError as error:
        raise SipError(error.what, where=error.where, clause=error.clause) from error


def parse_credentials(header: str) -> Credentials:
    """Read Authorization or Proxy-Authorization.

    :raises SipError: another scheme, or no username, realm, nonce, uri or response.
    """
    try:
        return digest.parse_credentials(header, _WHERE)
    except DigestError as error:
        raise SipError(error.what, where=error.where, clause=error.clause) from error
