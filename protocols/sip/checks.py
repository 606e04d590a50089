"""What a message must hold, looked at once while it is read (RFC 3261 8.1.1 and 8.2.6)."""

from __future__ import annotations

import re

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.sip import departures
from camproof.protocols.sip.address import parse_name_addr, parse_uri, tag_of
from camproof.protocols.sip.departures import Departure
from camproof.protocols.sip.headers import Headers
from camproof.protocols.sip.lasting import cut_branch, cut_tag, remembered
from camproof.protocols.sip.via import COOKIE, branch_of, parse_cseq, parse_via

__all__ = ["check_request", "check_response", "good_method_of", "is_good_address"]

_Notes = list[Deviation]

_HOST_PORT = r"(?:[\w.\-]+|\[[0-9A-Fa-f:.]+\])(?::[1-9]\d{0,4})?"
_URI = rf"sips?:(?:[^\s<>@;?\"]+@)?{_HOST_PORT}"
_GOOD_ADDRESS = re.compile(rf"(?:\"[^\"\\]*\"|[^<>\",;:@]*)<{_URI}(?:;[\w.\-=]+)*>(?:;[\w.\-=~!*+%]+)*")
_GOOD_URI = re.compile(rf"{_URI}(?:;[\w.\-=]+)*")
_GOOD_VIA = re.compile(rf"SIP/2\.0/[A-Z]+ {_HOST_PORT}(?:;[\w.\-=:*+~!%]+)*")
_GOOD_CSEQ = re.compile(r"(\d{1,9}) ([A-Z]+)", re.ASCII)
_ONCE = ("From", "To", "Call-ID", "CSeq", "Content-Length", "Max-Forwards", "Expires", "Content-Type")


def check_request(method: str, uri: str, headers: Headers, notes: _Notes) -> None:
    """Note what a request lacks."""
    if not _is_good_uri(uri):
        _odd_uri(uri, notes)
    _check_common(headers, notes)
    first = headers.by_key
    _check_cseq(first.get("cseq"), method, notes)
    via = first.get("via")
    if via is not None:
        if not branch_of(via).startswith(COOKIE):
            notes.append(departures.NO_COOKIE.seen(via))
        if "/UDP" in via and "rport" not in via:
            notes.append(departures.NO_RPORT.seen(via))
    if "max-forwards" not in first:
        notes.append(departures.NO_MAX_FORWARDS.seen())
    contact = first.get("contact")
    if contact is not None:
        _check_address(contact, notes)
    elif method == "INVITE":
        notes.append(departures.NO_CONTACT.seen())


def check_response(status: int, headers: Headers, notes: _Notes) -> None:
    """Note what a response lacks."""
    _check_common(headers, notes)
    first = headers.by_key
    method = _check_cseq(first.get("cseq"), "", notes)
    to = first.get("to")
    if status > 100 and to is not None and not tag_of(to):
        notes.append(departures.NO_TO_TAG.seen(to))
    if method == "INVITE" and 200 <= status < 300 and "contact" not in first:
        notes.append(departures.NO_CONTACT.seen())


def _check_common(headers: Headers, notes: _Notes) -> None:
    first = headers.by_key
    via, sender, to = first.get("via"), first.get("from"), first.get("to")
    if via is None:
        notes.append(departures.NO_VIA.seen())
    elif not _is_good_via(cut_branch(via)[0]):
        _odd_via(via, notes)
    if sender is None:
        notes.append(departures.NO_FROM.seen())
    else:
        _check_address(sender, notes)
        if not tag_of(sender):
            notes.append(departures.NO_FROM_TAG.seen(sender))
    if to is None:
        notes.append(departures.NO_TO.seen())
    else:
        _check_address(to, notes)
    if not first.get("call-id"):
        notes.append(departures.NO_CALL_ID.seen())
    if len(headers) > len(first):
        _check_once(headers, notes)


@remembered
def _is_good_uri(text: str) -> bool:
    return _GOOD_URI.fullmatch(text) is not None


@remembered
def is_good_address(text: str) -> bool:
    """Whether an address, without its tag, has nothing to be noted."""
    return text == "*" or _GOOD_ADDRESS.fullmatch(text) is not None


@remembered
def _is_good_via(text: str) -> bool:
    return _GOOD_VIA.fullmatch(text) is not None


@remembered
def good_method_of(cseq: str) -> str:
    """The method that a CSeq names; "" where there is something to be noted."""
    match = _GOOD_CSEQ.fullmatch(cseq)
    return match.group(2) if match else ""


def _check_once(headers: Headers, notes: _Notes) -> None:
    for name in _ONCE:
        values = headers.all(name)
        if len(values) > 1:
            notes.append(
                Departure(departures.REPEATED.what, f"SIP header {name}", "RFC 3261 7.3.1").seen(values[1])
            )


def _check_cseq(text: str | None, method: str, notes: _Notes) -> str:
    """The method that CSeq names; "" where it cannot be read."""
    if text is None:
        notes.append(departures.NO_CSEQ.seen())
        return ""
    named = good_method_of(text) or _odd_cseq(text, notes)
    if not named:
        return ""
    if method and named != method.upper():
        notes.append(departures.CSEQ_METHOD.seen(f"{method} / {text}"))
    return named


def _odd_cseq(text: str, notes: _Notes) -> str:
    try:
        cseq = parse_cseq(text)
    except SipError:
        notes.append(departures.BAD_CSEQ.seen(text))
        return ""
    if cseq.number >= 1 << 31:
        notes.append(departures.CSEQ_RANGE.seen(text))
    if f" {cseq.method}" not in text:
        notes.append(departures.BAD_CSEQ.seen(text))
    return cseq.method


def _check_address(text: str, notes: _Notes) -> None:
    if is_good_address(cut_tag(text)[0]):
        return
    try:
        notes.extend(parse_name_addr(text).deviations)
    except SipError:
        notes.append(departures.BAD_ADDRESS.seen(text))


def _odd_uri(text: str, notes: _Notes) -> None:
    try:
        notes.extend(parse_uri(text).deviations)
    except SipError:
        notes.append(departures.URI_ODD.seen(text))


def _odd_via(text: str, notes: _Notes) -> None:
    try:
        notes.extend(parse_via(text).deviations)
    except SipError:
        notes.append(departures.BAD_VIA.seen(text))
