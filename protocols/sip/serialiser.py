"""Messages to bytes: CR LF, Content-Length of the body, UTF-8."""

from __future__ import annotations

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sip.headers import KNOWN_SPELLINGS, key_of
from camproof.protocols.sip.message import SipMessage, SipRequest

__all__ = ["octets_of", "serialise"]


def serialise(message: SipMessage) -> bytes:
    """The bytes of a message; Content-Length is put right, at its place or as the last header.

    :raises LocalProtocolError: a line holds CR or LF or text that cannot be encoded.
    """
    if isinstance(message, SipRequest):
        lines = [f"{message.method} {message.uri} SIP/2.0"]
    else:
        lines = [f"SIP/2.0 {message.status} {message.reason}"]
    length: str | None = f"{len(message.body)}"
    known = KNOWN_SPELLINGS
    for name, value in message.headers:
        if (known.get(name) or key_of(name)) != "content-length":
            lines.append(f"{name}: {value}")
        elif length is not None:
            lines.append(f"{name}: {length}")
            length = None
    if length is not None:
        lines.append(f"Content-Length: {length}")
    return octets_of(lines, message.body)


def octets_of(lines: list[str], body: bytes) -> bytes:
    """The bytes of a message from its start line and header lines.

    :raises LocalProtocolError: a line holds CR or LF or text that cannot be encoded.
    """
    head = "\r\n".join(lines)
    breaks = len(lines) - 1
    if head.count("\n") != breaks or head.count("\r") != breaks:
        raise LocalProtocolError("a line of the message holds CR or LF")
    try:
        return head.encode() + b"\r\n\r\n" + body
    except UnicodeEncodeError as error:
        raise LocalProtocolError(f"a line of the message cannot be encoded: {error.reason}") from error
