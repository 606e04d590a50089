"""What a challenge and its answer say (RFC 2617 3.2, RFC 7616 3.3 and 3.4).

Values keep the peer's own spelling (``nc``, ``response``), because it goes into the sum.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.protocols.deviation import Deviation
from camproof.protocols.quoted import quote

__all__ = ["Challenge", "Credentials"]


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
