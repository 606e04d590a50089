"""The parts of messages that an endpoint writes itself: Via, tags, ACK to failures, CANCEL."""

from __future__ import annotations

import re

from camproof.protocols.flow import Address, Flow
from camproof.protocols.sip.address import tag_of
from camproof.protocols.sip.headers import KNOWN_SPELLINGS, Headers, key_of
from camproof.protocols.sip.lasting import remembered
from camproof.protocols.sip.message import SipRequest, SipResponse
from camproof.protocols.sip.serialiser import octets_of
from camproof.protocols.sip.via import sent_by_of

__all__ = ["ack_to_failure", "cancel_of", "reached_by", "request_octets", "response_octets", "via_line"]

_RPORT = re.compile(r";\s*rport(?:\s*=\s*\d*)?(?=\s*[;,]|\s*$)", re.IGNORECASE)
_RECEIVED = re.compile(r";\s*received\s*=\s*[^;,\s]*", re.IGNORECASE)


def via_line(flow: Flow, branch: str) -> str:
    """Our Via on this flow."""
    host, port = flow.local
    shown = f"[{host}]" if ":" in host else host
    return f"SIP/2.0/{flow.transport} {shown}:{port};rport;branch={branch}"


def request_octets(request: SipRequest, via: str, user_agent: str) -> bytes:
    """The request as it goes out: our Via alone on top, Max-Forwards and User-Agent where missing.

    :raises LocalProtocolError: a line holds CR or LF or text that cannot be encoded.
    """
    headers, first = request.headers, request.headers.by_key
    if "via" in first:
        headers = headers.remove("Via")
    if "content-length" in first:
        headers = headers.set("Content-Length", f"{len(request.body)}")
    lines = [f"{request.method} {request.uri} SIP/2.0", f"Via: {via}"]
    lines += [f"{name}: {value}" for name, value in headers]
    if "max-forwards" not in first:
        lines.append("Max-Forwards: 70")
    if user_agent and "user-agent" not in first:
        lines.append(f"User-Agent: {user_agent}")
    if "content-length" not in first:
        lines.append(f"Content-Length: {len(request.body)}")
    return octets_of(lines, request.body)


def response_octets(response: SipResponse, tag: str, remote: Address, user_agent: str) -> bytes:
    """The response as it goes out: received and rport filled, To tagged, User-Agent where it is missing.

    :param tag: for To, if it has none and the status is above 100.
    :raises LocalProtocolError: a line holds CR or LF or text that cannot be encoded.
    """
    lines = [f"SIP/2.0 {response.status} {response.reason}"]
    via_seen = agent = length = False
    known = KNOWN_SPELLINGS
    for name, value in response.headers:
        key = known.get(name) or key_of(name)
        if key == "via" and not via_seen:
            via_seen = True
            value = reached_by(value, remote)
        elif key == "to" and tag and not tag_of(value):
            value = f"{value};tag={tag}"
        elif key in {"user-agent", "server"}:
            agent = True
        elif key == "content-length":
            if length:
                continue
            value, length = f"{len(response.body)}", True
        lines.append(f"{name}: {value}")
    if not agent and user_agent:
        lines.append(f"User-Agent: {user_agent}")
    if not length:
        lines.append(f"Content-Length: {len(response.body)}")
    return octets_of(lines, response.body)


def reached_by(via: str, remote: Address) -> str:
    """The top Via with where the request really came from (RFC 3261 18.2.1, RFC 3581 4)."""
    first, comma, rest = via.partition(",")
    before, mark, branch = first.partition(";branch=")
    if not branch.isalnum():
        before, mark, branch = first, "", ""
    before, end = _reached_by(before, remote)
    return f"{before}{mark}{branch}{end}{comma}{rest}"


@remembered
def _reached_by(via: str, remote: Address) -> tuple[str, str]:
    """A Via value with its rport filled in, and what is to follow its end."""
    host, port = remote
    wants_port = _RPORT.search(via)
    if wants_port is not None:
        via = f"{via[: wants_port.start()]};rport={port}{via[wants_port.end() :]}"
    shown = f"[{host}]" if ":" in host else host
    if wants_port is not None or _host_of(sent_by_of(via)) != shown:
        return _RECEIVED.sub("", via), f";received={host}"
    return via, ""


def _host_of(sent_by: str) -> str:
    return sent_by[: sent_by.find("]") + 1] if sent_by.startswith("[") else sent_by.partition(":")[0].strip()


def _bare(request: SipRequest, method: str, via: str, to: str) -> SipRequest:
    items = [("Via", via), ("From", request.headers.get("From") or ""), ("To", to)]
    items.append(("Call-ID", request.call_id))
    items.append(("CSeq", f"{request.cseq.number} {method}"))
    items.append(("Max-Forwards", "70"))
    items.extend(("Route", route) for route in request.headers.all("Route"))
    return SipRequest(method, request.uri, Headers(items))


def ack_to_failure(request: SipRequest, via: str, response: SipResponse) -> SipRequest:
    """The ACK to a failure: the INVITE's branch, the response's To (RFC 3261 17.1.1.3)."""
    to = response.headers.get("To") or request.headers.get("To") or ""
    return _bare(request, "ACK", via, to)


def cancel_of(request: SipRequest, via: str) -> SipRequest:
    """The CANCEL of an INVITE (RFC 3261 9.1)."""
    return _bare(request, "CANCEL", via, request.headers.get("To") or "")
