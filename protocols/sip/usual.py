"""Messages of the usual form, read in two looks: the lines up to Call-ID, and those below.

The upper lines differ from message to message, but nearly every agent writes them in one form, in which
nothing departs from the standard: one pattern finds their values. The lower ones are the same for all agents
of a kind, and are remembered. Whatever is not surely of this form is left to ``parser``, which gives the same
for what is (``tests/protocols/sip/test_usual.py``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from camproof.protocols.sip.checks import good_method_of, is_good_address
from camproof.protocols.sip.headers import KNOWN_SPELLINGS, Headers
from camproof.protocols.sip.lasting import cut_tag, remembered
from camproof.protocols.sip.message import SipMessage, SipRequest, SipResponse

__all__ = ["read_usual"]

_LONGEST = 4096
_HOST_PORT = r"[0-9A-Za-z.\-]++(?::[1-9][0-9]{0,4})?"
_USER = r"[0-9A-Za-z_.\-]++"
_BRANCH = r";branch=z9hG4bK[0-9A-Za-z]++"
_VIA = rf"SIP/2\.0/(?:UDP|TCP) {_HOST_PORT};rport(?:=[0-9]++)?{_BRANCH}(?:;received={_HOST_PORT})?"
_ADDRESS = rf"<sip:{_USER}@{_HOST_PORT}>"
_TOP = re.compile(
    rf"(?:SIP/2\.0 ([1-6][0-9][0-9]) ([A-Z]++|[A-Z][a-z]++(?: [A-Z][a-z]++)*+)"
    rf"|(REGISTER|MESSAGE|INVITE|BYE|SUBSCRIBE|NOTIFY|INFO) (sip:{_USER}@{_HOST_PORT}) SIP/2\.0)"
    rf"\r\nVia: ({_VIA})"
    rf"\r\nFrom: ({_ADDRESS};tag=[0-9A-Za-z]++)"
    rf"\r\nTo: ({_ADDRESS}(;tag=[0-9A-Za-z]++)?)"
    r"\r\nCall-ID: ([!-~]++)(?=\r\n)"
)
_HEADER_LINE = re.compile(r"\r\n([A-Za-z\-]++):[ \t]*+([^\r\n]*+)")
_OF_REGISTER = " REGISTER\r\n"
_OWN_NAMES = ("Contact", "Authorization", "WWW-Authenticate", "Date")
_OWN = re.compile(rf"\r\n({'|'.join(_OWN_NAMES)}): ([!-~](?:[ -~]*[!-~])?+)(?=\r|\Z)")
_ABOVE = frozenset({"via", "from", "to", "call-id"})
_LENGTH = re.compile("[0-9]{1,12}")


@dataclass(frozen=True, slots=True)
class _Lower:
    """The lines below Call-ID.

    :param method: that CSeq names.
    :param length: what Content-Length says.
    """

    items: tuple[tuple[str, str], ...]
    first: dict[str, str]
    method: str
    length: int


def read_usual(data: bytes) -> SipMessage | None:
    """The message that fills a datagram, if it is of the usual form and departs from nothing; else None."""
    head, end, body = data.partition(b"\r\n\r\n")
    if not end or len(head) > _LONGEST:
        return None
    try:
        text = head.decode()
    except UnicodeDecodeError:
        return None
    top = _TOP.match(text)
    if top is None:
        return None
    below = text[top.end() :]
    lower = _registering(below) if _OF_REGISTER in below else _lower(below)
    if lower is None or lower.length != len(body) or (body and "content-type" not in lower.first):
        return None
    status, reason, method, uri, via, sender, to, to_tag, call_id = top.groups()
    headers = Headers(
        (("Via", via), ("From", sender), ("To", to), ("Call-ID", call_id), *lower.items),
        {"via": via, "from": sender, "to": to, "call-id": call_id, **lower.first},
    )
    if status is None:
        if method != lower.method or "max-forwards" not in lower.first:
            return None
        return SipRequest(method, uri, headers, body)
    if to_tag is None and status != "100":
        return None
    return SipResponse(int(status), reason, headers, body)


def _registering(text: str) -> _Lower | None:
    """The same around REGISTER: what is of one agent or one moment is put into what lasts."""
    values = _OWN.findall(text)
    lasting = _lower(_OWN.sub(r"\r\n\1: *", text))
    if lasting is None or not values:
        return lasting
    items, first = list(lasting.items), lasting.first.copy()
    places = [place for place, (name, _) in enumerate(items) if name in _OWN_NAMES]
    if len(places) != len(values):
        return None  # one of them is written in another form
    for place, (name, value) in zip(places, values, strict=True):
        items[place] = (name, value)
        first[name.lower()] = value
    if "contact" in first and not is_good_address(cut_tag(first["contact"])[0]):
        return None
    return _Lower(tuple(items), first, lasting.method, lasting.length)


@remembered
def _lower(text: str) -> _Lower | None:
    """The lines below Call-ID; None where one is odd, stands twice or is missing."""
    headers = None if "\0" in text else _usual_headers(text)
    if headers is None:
        return None
    first = dict(headers.by_key)
    method, length = good_method_of(first.get("cseq", "")), first.get("content-length", "")
    if not method or not _ABOVE.isdisjoint(first) or not _LENGTH.fullmatch(length):
        return None
    contact = first.get("contact")
    if (contact is None and method == "INVITE") or (
        contact is not None and not is_good_address(cut_tag(contact)[0])
    ):
        return None
    return _Lower(tuple(headers), first, method, int(length))


def _usual_headers(text: str) -> Headers | None:
    """The headers of lines that are all of the usual form and none of which comes twice.

    :return: None where a line is odd; to read it line by line gives the same for all others.
    """
    breaks = text.count("\n")
    items = _HEADER_LINE.findall(text)
    if len(items) != breaks or text.count("\r") != breaks or " \r" in text or "\t\r" in text:
        return None
    if text[-1:] in {" ", "\t"}:
        return None
    try:
        first = {KNOWN_SPELLINGS[name]: value for name, value in items}
    except KeyError:
        return None
    return Headers(items, first) if len(first) == breaks else None
