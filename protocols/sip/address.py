"""SIP URIs and the addresses of From, To, Contact and Route (RFC 3261 19.1 and 20.10)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.quoted import quote, unquote
from camproof.protocols.sip import departures
from camproof.protocols.sip.lasting import cut_tag, remembered
from camproof.protocols.sip.tokens import (
    Params,
    first_of_list,
    param_of,
    params_text,
    read_params,
)

__all__ = ["NameAddr", "SipUri", "parse_name_addr", "parse_uri", "tag_of", "user_of"]

_SCHEME = re.compile(r"(sips?):", re.IGNORECASE)
_OTHER_SCHEME = re.compile(r"(?:tel|https?|urn|mailto|im|pres):", re.IGNORECASE)
_SPACE = re.compile(r"\s+")
_TAG = re.compile(r";\s*tag\s*=\s*([^;,\s]+)", re.IGNORECASE)
_DISPLAY = re.compile(r'"((?:[^"\\]|\\.)*)"\s*', re.DOTALL)
_PLAIN_USER = re.compile(
    r"(?:[^<>\",;:@]*<)?sips?:([^\s<>@;?\",:]+)@[\w.\-]+(?::\d{1,4})?(?:[>;][^<>@\",]*)?"
)
_CLAUSE = "RFC 3261 19.1.1"


@dataclass(frozen=True, slots=True)
class SipUri:
    """``scheme:user@host:port;params?headers``.

    :param user: may be empty; a password, if any, stays in it as ``user:password``.
    :param host: a name, an IPv4 address or an IPv6 address in brackets.
    :param port: None where the URI names none.
    """

    user: str
    host: str
    port: int | None = None
    params: Params = ()
    scheme: str = "sip"
    headers: str = ""
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    def __str__(self) -> str:
        at = f"{self.user}@" if self.user else ""
        port = f":{self.port}" if self.port is not None else ""
        question = f"?{self.headers}" if self.headers else ""
        return f"{self.scheme}:{at}{self.host}{port}{params_text(self.params)}{question}"


@dataclass(frozen=True, slots=True)
class NameAddr:
    """``"display" <uri>;params``, the value of From, To, Contact, Route."""

    display: str
    uri: SipUri
    params: Params = ()
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    @property
    def tag(self) -> str:
        """The tag parameter, "" where there is none."""
        return param_of(self.params, "tag") or ""

    def param(self, name: str) -> str | None:
        """A parameter by its lower-case name; "" for a flag, None where it is missing."""
        return param_of(self.params, name)

    def __str__(self) -> str:
        display = f"{quote(self.display)} " if self.display else ""
        return f"{display}<{self.uri}>{params_text(self.params)}"


def parse_uri(text: str) -> SipUri:
    """Read a URI; a missing scheme, white space and an impossible port are tolerated and noted.

    :raises SipError: the text names no host, or has another scheme than sip and sips.
    """
    notes: list[Deviation] = []
    rest = text.strip()
    if _SPACE.search(rest):
        notes.append(departures.URI_SPACE.seen(rest))
        rest = _SPACE.sub("", rest)
    scheme, rest = _cut_scheme(rest, notes)
    rest, _, headers = rest.partition("?")
    head, semicolon, tail = rest.partition(";")
    if "@" in tail:  # a parameter-like piece inside the user part
        before, _, host = rest.rpartition("@")
        host, semicolon, tail = host.partition(";")
        head = f"{before}@{host}"
    user, _, where = head.rpartition("@")
    host, port = cut_port(where, notes)
    if not host:
        raise SipError("the URI names no host", where="SIP address", clause=_CLAUSE)
    return SipUri(user, host, port, read_params(tail) if semicolon else (), scheme, headers, tuple(notes))


def _cut_scheme(text: str, notes: list[Deviation]) -> tuple[str, str]:
    match = _SCHEME.match(text)
    if match:
        return match.group(1).lower(), text[match.end() :]
    if _OTHER_SCHEME.match(text):
        raise SipError("the URI is no SIP URI", where="SIP address", clause=_CLAUSE)
    notes.append(departures.NO_SCHEME.seen(text))
    return "sip", text


def cut_port(text: str, notes: list[Deviation]) -> tuple[str, int | None]:
    """``host:port`` as host and port; an impossible port is noted and gives None."""
    if text.startswith("["):
        host, bracket, rest = text.partition("]")
        host, rest = host + bracket, rest.removeprefix(":") if rest.startswith(":") else ""
    else:
        host, _, rest = text.partition(":")
    if not rest:
        return host, None
    if rest.isascii() and rest.isdigit() and len(rest) < 6 and 0 < int(rest) < 65536:
        return host, int(rest)
    notes.append(departures.BAD_PORT.seen(text))
    return host, None


def parse_name_addr(text: str) -> NameAddr:
    """Read one address: with display name and angle brackets, or bare.

    Of several comma-separated addresses the first is read.

    :raises SipError: there is no URI in it.
    """
    notes: list[Deviation] = []
    rest = first_of_list(text).strip()
    display, rest = _cut_display(rest, notes)
    if "<" not in rest:  # without brackets, parameters belong to the header (RFC 3261 20.10)
        bare, semicolon, tail = rest.partition(";")
        uri = parse_uri(bare)
        params = read_params(tail) if semicolon else ()
        return NameAddr(display, uri, params, (*notes, *uri.deviations))
    before, _, rest = rest.partition("<")
    inside, closed, tail = rest.partition(">")
    if not closed:
        notes.append(departures.NO_ANGLE.seen(text))
    uri = parse_uri(inside)
    return NameAddr(display or before.strip(), uri, read_params(tail), (*notes, *uri.deviations))


def _cut_display(text: str, notes: list[Deviation]) -> tuple[str, str]:
    if not text.startswith('"'):
        return "", text
    match = _DISPLAY.match(text)
    if match:
        return unquote(f'"{match.group(1)}"'), text[match.end() :]
    notes.append(departures.OPEN_QUOTE.seen(text))
    display, angle, rest = text[1:].partition("<")
    return display.strip(), angle + rest


def user_of(header_value: str | None) -> str:
    """The user part of a From, To or Contact value or of a URI; "" where none can be read."""
    return _user_of(cut_tag(header_value)[0]) if header_value else ""


@remembered
def _user_of(address: str) -> str:
    plain = _PLAIN_USER.fullmatch(address)
    if plain is not None:
        return plain.group(1)
    try:
        return parse_name_addr(address).uri.user
    except SipError:
        return ""


def tag_of(header_value: str | None) -> str:
    """The tag of a From or To value, "" where there is none."""
    if not header_value:
        return ""
    if header_value[-1] == ">":
        return ""
    tag = cut_tag(header_value)[1]
    if tag:
        return tag
    tail = header_value[header_value.rfind(">") + 1 :]
    match = _TAG.search(tail) if tail else None
    return match.group(1) if match else ""
