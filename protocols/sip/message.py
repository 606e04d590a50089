"""SIP requests and responses as values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from camproof.protocols.deviation import Deviation
from camproof.protocols.sip.address import tag_of
from camproof.protocols.sip.headers import KNOWN_SPELLINGS, Headers, key_of
from camproof.protocols.sip.reasons import reason_of
from camproof.protocols.sip.via import CSeq, parse_cseq

__all__ = ["SipMessage", "SipRequest", "SipResponse", "make_response"]


class _Common:
    """What requests and responses have in common; the header values are read at each call."""

    __slots__ = ()
    headers: Headers
    body: bytes

    @property
    def call_id(self) -> str:
        """Call-ID, "" where it is missing."""
        return self.headers.by_key.get("call-id", "")

    @property
    def cseq(self) -> CSeq:
        """CSeq.

        :raises SipError: it is missing or cannot be read.
        """
        return parse_cseq(self.headers.by_key.get("cseq", ""))

    @property
    def from_tag(self) -> str:
        """The tag of From, "" where there is none."""
        return tag_of(self.headers.by_key.get("from"))

    @property
    def to_tag(self) -> str:
        """The tag of To, "" where there is none."""
        return tag_of(self.headers.by_key.get("to"))

    @property
    def content_type(self) -> str:
        """The media type in lower case without parameters: ``application/manscdp+xml``; "" where missing."""
        return (self.headers.get("Content-Type") or "").partition(";")[0].strip().lower()


@dataclass(frozen=True, slots=True)
class SipRequest(_Common):
    """A request.

    :param uri: the request URI as text.
    :param deviations: what the parser noted; no part of the value.
    """

    method: str
    uri: str
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    def with_header(self, name: str, value: str) -> SipRequest:
        """With this header replaced or added."""
        return replace(self, headers=self.headers.set(name, value))

    def with_body(self, body: bytes, content_type: str) -> SipRequest:
        """With this body and its Content-Type."""
        return replace(self, headers=self.headers.set("Content-Type", content_type), body=body)


@dataclass(frozen=True, slots=True)
class SipResponse(_Common):
    """A response; ``reason`` may be empty."""

    status: int
    reason: str = ""
    headers: Headers = field(default_factory=Headers)
    body: bytes = b""
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    def with_header(self, name: str, value: str) -> SipResponse:
        """With this header replaced or added."""
        return replace(self, headers=self.headers.set(name, value))

    def with_body(self, body: bytes, content_type: str) -> SipResponse:
        """With this body and its Content-Type."""
        return replace(self, headers=self.headers.set("Content-Type", content_type), body=body)


SipMessage: TypeAlias = SipRequest | SipResponse

_COPIED = frozenset({"via", "from", "to", "call-id", "cseq"})


def make_response(
    request: SipRequest,
    status: int,
    reason: str | None = None,
    *,
    to_tag: str = "",
    headers: Iterable[tuple[str, str]] = (),
    body: bytes = b"",
) -> SipResponse:
    """A response with the headers that RFC 3261 8.2.6.2 copies from the request.

    :param reason: None takes the customary phrase.
    :param to_tag: for To, unless the request has one there; the endpoint tags what is left untagged.
    :param headers: more lines, after the copied ones.
    """
    items: list[tuple[str, str]] = []
    known = KNOWN_SPELLINGS
    for item in request.headers:
        key = known.get(item[0]) or key_of(item[0])
        if key in _COPIED:
            if key == "to" and to_tag and not tag_of(item[1]):
                item = (item[0], f"{item[1]};tag={to_tag}")
            items.append(item)
    items.extend(headers)
    return SipResponse(status, reason_of(status) if reason is None else reason, Headers(items), body)
