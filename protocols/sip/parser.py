"""Bytes to messages: tolerant, every departure noted (RFC 3261 7 and 25)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.sip import departures
from camproof.protocols.sip.checks import check_request, check_response
from camproof.protocols.sip.headers import KNOWN_SPELLINGS, Headers
from camproof.protocols.sip.message import SipMessage, SipRequest, SipResponse
from camproof.protocols.sip.usual import read_usual

__all__ = ["END_OF_HEAD", "MAX_HEAD_OCTETS", "Head", "parse_message", "read_head"]

MAX_HEAD_OCTETS = 65_536
MAX_HEADER_LINES = 512
_LENGTH_DIGITS = 12

END_OF_HEAD = re.compile(rb"\n\r?\n")
_LINE_END = re.compile(r"\r\n|\n|\r")
_TOKEN = re.compile(r"[A-Za-z0-9\-.!%*_+`'~]+")
_METHOD = re.compile(r"[A-Za-z][A-Za-z0-9\-.!%*_+`'~]*")
_STATUS = re.compile(r"SIP/(\d+\.\d+)\s+(\d{3})(?:\s(.*))?", re.IGNORECASE | re.DOTALL)
_VERSION = re.compile(r"\s*SIP/(\d+\.\d+)\s*", re.IGNORECASE)
_KNOWN_METHODS = frozenset(
    {
        *("REGISTER", "INVITE", "ACK", "BYE", "CANCEL", "MESSAGE", "INFO"),
        *("SUBSCRIBE", "NOTIFY", "OPTIONS", "PRACK", "UPDATE", "REFER", "PUBLISH"),
    }
)


@dataclass(slots=True)
class Head:
    """A start line and headers, with the body still to come.

    :param length: Content-Length; None where it is missing or cannot be read.
    """

    method: str
    uri: str
    status: int
    reason: str
    headers: Headers
    length: int | None
    notes: list[Deviation]

    def message(self, body: bytes) -> SipMessage:
        """The message with this body."""
        headers, notes = self.headers, self.notes
        if body and "content-type" not in headers.by_key:
            notes.append(departures.NO_CONTENT_TYPE.seen(body))
        if self.status:
            return SipResponse(self.status, self.reason, headers, body, tuple(notes))
        return SipRequest(self.method, self.uri, headers, body, tuple(notes))


def parse_message(data: bytes, *, strict: bool = False) -> SipMessage:
    """Read one message that fills a datagram.

    The body ends where Content-Length says, or with the datagram if that is sooner or none is said.

    :raises SipError: there is no start line; or, with ``strict``, anything departs from the standard.
    """
    message = read_usual(data) or _read_any(data)
    if strict:
        raise_first(message.deviations)
    return message


def _read_any(data: bytes) -> SipMessage:
    """The message in a datagram, of whatever form it is."""
    notes: list[Deviation] = []
    start = 0
    if data[:1] in b"\r\n":
        start = len(data) - len(data.lstrip(b"\r\n"))
        if data:
            notes.append(departures.LEADING_EMPTY_LINE.seen(data[:start]))
    end = END_OF_HEAD.search(data, start)
    if end is None:
        notes.append(departures.NO_EMPTY_LINE.seen(data[-32:]))
        head, body = data[start:], b""
    else:
        head, body = data[start : end.start()], data[end.end() :]
    read = read_head(head, notes)
    length = read.length
    if length is not None and length != len(body):
        if length > len(body):
            notes.append(departures.BODY_SHORT.seen(str(length)))
        else:
            notes.append(departures.BODY_LONG.seen(body[length:]))
            body = body[:length]
    return read.message(bytes(body))


def raise_first(notes: tuple[Deviation, ...]) -> None:
    """Strict mode: the first departure as an error."""
    if notes:
        raise SipError(notes[0].what, where=notes[0].where, clause=notes[0].clause)


def read_head(head: bytes, notes: list[Deviation]) -> Head:
    """Read start line and headers, without the line end of the last one (a CR may be left over).

    :param notes: departures seen so far; more are added.
    :raises SipError: no start line, too many or too long lines.
    """
    if len(head) > MAX_HEAD_OCTETS:
        raise SipError(f"the head is longer than {MAX_HEAD_OCTETS} octets", where="SIP head")
    if head.endswith(b"\r"):
        head = head[:-1]
    lines = _lines(_text(head, notes), notes)
    if len(lines) > MAX_HEADER_LINES:
        raise SipError(f"there are more than {MAX_HEADER_LINES} header lines", where="SIP headers")
    first = lines[0]
    if first[:4].upper() == "SIP/":
        status, reason = _status_line(first, notes)
        headers = _headers(lines, notes)
        check_response(status, headers, notes)
        return Head("", "", status, reason, headers, _length(headers, notes), notes)
    method, uri = _request_line(first, notes)
    headers = _headers(lines, notes)
    check_request(method, uri, headers, notes)
    return Head(method, uri, 0, "", headers, _length(headers, notes), notes)


def _text(head: bytes, notes: list[Deviation]) -> str:
    if b"\0" in head:
        notes.append(departures.NUL_OCTET.seen(head[max(head.find(b"\0") - 16, 0) :]))
        head = head.replace(b"\0", b"")
    try:
        return head.decode()
    except UnicodeDecodeError as error:
        notes.append(departures.NOT_UTF8.seen(head[max(error.start - 16, 0) :]))
    try:
        return head.decode("gb18030")
    except UnicodeDecodeError:
        return head.decode("latin-1")


def _lines(text: str, notes: list[Deviation]) -> list[str]:
    lines = text.split("\r\n")
    breaks = len(lines) - 1
    if text.count("\n") != breaks or text.count("\r") != breaks:
        notes.append(departures.BARE_LF.seen(text))
        lines = _LINE_END.split(text)
    return lines


def _status_line(line: str, notes: list[Deviation]) -> tuple[int, str]:
    if line.startswith("SIP/2.0 ") and line[11:12] == " " and line[8:11].isdigit() and line[8:11].isascii():
        status, reason = int(line[8:11]), line[12:]
    else:
        match = _STATUS.fullmatch(line)
        if match is None:
            raise SipError("the status line cannot be read", where="SIP start line", clause="RFC 3261 7.2")
        if match.group(1) != "2.0" or not line.startswith("SIP/"):
            notes.append(departures.WRONG_VERSION.seen(line))
        else:
            notes.append(departures.START_LINE_SPACES.seen(line))
        status, reason = int(match.group(2)), match.group(3) or ""
    if not 100 <= status <= 699:
        raise SipError(f"{status} is no status", where="SIP start line", clause="RFC 3261 7.2")
    return status, reason.strip()


def _request_line(line: str, notes: list[Deviation]) -> tuple[str, str]:
    parts = line.split(" ")
    if len(parts) != 3 or parts[2] != "SIP/2.0" or not parts[1]:
        parts = _odd_request_line(line, notes)
    method, uri = parts[0], parts[1]
    if method in _KNOWN_METHODS:
        return method, uri
    if not _METHOD.fullmatch(method):
        raise SipError("the start line is not SIP", where="SIP start line", clause="RFC 3261 7.1")
    if method.upper() in _KNOWN_METHODS:
        notes.append(departures.METHOD_CASE.seen(line))
        method = method.upper()
    return method, uri


def _odd_request_line(line: str, notes: list[Deviation]) -> list[str]:
    words = line.split()
    version = _VERSION.fullmatch(words[-1]) if len(words) >= 3 else None
    if version is None:
        raise SipError("the start line is not SIP", where="SIP start line", clause="RFC 3261 7.1")
    if words[-1] != "SIP/2.0":
        notes.append(departures.WRONG_VERSION.seen(line))
    if line.split(" ") != words or len(words) != 3:
        notes.append(departures.START_LINE_SPACES.seen(line))
    return [words[0], "".join(words[1:-1])]


def _headers(lines: list[str], notes: list[Deviation]) -> Headers:
    items: list[tuple[str, str]] = []
    first: dict[str, str] = {}
    usual = True
    known = KNOWN_SPELLINGS
    for line in lines[1:]:
        name, colon, value = line.partition(":")
        key = known.get(name)
        if key is not None and colon:
            value = value.strip(" \t")
            items.append((name, value))
            if key not in first:
                first[key] = value
            continue
        usual = False
        if line[:1] in {" ", "\t"}:
            _fold(items, line, notes)
        elif line:
            _odd_header(items, line, notes)
    return Headers(items, first if usual else None)


def _fold(items: list[tuple[str, str]], line: str, notes: list[Deviation]) -> None:
    if not items:
        notes.append(departures.FOLD_AT_START.seen(line))
        return
    name, value = items[-1]
    items[-1] = (name, f"{value} {line.strip()}".strip())


def _odd_header(items: list[tuple[str, str]], line: str, notes: list[Deviation]) -> None:
    name, colon, value = line.partition(":")
    name = name.rstrip(" \t")
    if not colon:
        notes.append(departures.NO_COLON.seen(line))
    elif not _TOKEN.fullmatch(name):
        notes.append(departures.BAD_NAME.seen(line))
    else:
        items.append((name, value.strip(" \t")))


def _length(headers: Headers, notes: list[Deviation]) -> int | None:
    text = headers.by_key.get("content-length")
    if text is None:
        return None
    if len(text) <= _LENGTH_DIGITS and text.isascii() and text.isdigit():
        return int(text)
    notes.append(departures.BAD_LENGTH.seen(text))
    return None
