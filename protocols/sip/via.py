"""Via and CSeq (RFC 3261 20.42 and 20.16, RFC 3581)."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.sip import departures
from camproof.protocols.sip.address import cut_port
from camproof.protocols.sip.lasting import cut_branch, remembered
from camproof.protocols.sip.tokens import Params, first_of_list, param_of, params_text, read_params

__all__ = ["COOKIE", "CSeq", "Via", "parse_cseq", "parse_via"]

COOKIE = "z9hG4bK"  # RFC 3261 8.1.1.7

_VIA = re.compile(r"\s*([A-Za-z]+)\s*/\s*([\w.]+)\s*/\s*(\w+)\s+([^\s;]+(?:\s*:\s*\d+)?)\s*(;.*)?", re.DOTALL)
_CSEQ = re.compile(r"\s*(\d{1,20})\s*([A-Za-z][\w\-.!%*+`'~]*)\s*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Via:
    """``SIP/2.0/UDP host:port;rport;branch=…``.

    :param port: None where the header names none (5060 is meant).
    """

    transport: str
    host: str
    port: int | None = None
    params: Params = ()
    version: str = "2.0"
    deviations: tuple[Deviation, ...] = field(default=(), compare=False, repr=False)

    @property
    def branch(self) -> str:
        """The branch, "" where there is none."""
        return param_of(self.params, "branch") or ""

    @property
    def received(self) -> str | None:
        """The address that the other side saw (RFC 3261 18.2.1)."""
        return param_of(self.params, "received")

    @property
    def rport(self) -> int | None:
        """The port that the other side saw; None where it is missing or empty (RFC 3581)."""
        text = param_of(self.params, "rport")
        return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else None

    def __str__(self) -> str:
        port = f":{self.port}" if self.port is not None else ""
        return f"SIP/{self.version}/{self.transport} {self.host}{port}{params_text(self.params)}"


@dataclass(frozen=True, slots=True)
class CSeq:
    """The number of a request in its direction, and its method."""

    number: int
    method: str

    def __str__(self) -> str:
        return f"{self.number} {self.method}"


def parse_via(text: str) -> Via:
    """Read a Via value; of several comma-separated ones the first.

    :raises SipError: it has no protocol, transport or host.
    """
    match = _VIA.fullmatch(first_of_list(text))
    if match is None:
        raise SipError("Via cannot be read", where="SIP header Via", clause="RFC 3261 20.42")
    name, version, transport, sent_by, tail = match.groups()
    notes: list[Deviation] = []
    if name != "SIP" or version != "2.0":
        notes.append(departures.WRONG_VERSION.seen(text))
    host, port = cut_port(re.sub(r"\s+", "", sent_by), notes)
    if not host:
        raise SipError("Via names no host", where="SIP header Via", clause="RFC 3261 20.42")
    params = read_params(tail[1:]) if tail else ()
    return Via(transport.upper(), host, port, params, version, tuple(notes))


@remembered
def parse_cseq(text: str) -> CSeq:
    """Read a CSeq value; a missing space and a lower-case method are tolerated.

    :raises SipError: it has no number or no method.
    """
    match = _CSEQ.fullmatch(text)
    if match is None:
        raise SipError("CSeq cannot be read", where="SIP header CSeq", clause="RFC 3261 20.16")
    return CSeq(int(match.group(1)), match.group(2).upper())


def branch_of(via: str) -> str:
    """The branch of a Via value, read without taking the rest apart."""
    branch = cut_branch(via)[1]
    if branch:
        return branch
    start = via.find(";branch=")
    if start < 0:
        start = via.lower().find("branch=")
        if start < 0:
            return ""
        start -= 1
    return via[start + 8 :].split(";", 1)[0].split(",", 1)[0].strip(' \t"')


def sent_by_of(via: str) -> str:
    """The ``host:port`` that a Via value names."""
    parts = via.split(";", 1)[0].split(None, 1)
    return parts[1].strip() if len(parts) > 1 else ""
