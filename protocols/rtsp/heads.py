"""The start line and headers of one RTSP message (RFC 2326 6, 7 and 12), tolerant of odd spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass

from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.message import RtspMessage, RtspRequest, RtspResponse
from camproof.protocols.rtsp.notes import Notes

__all__ = ["Head", "read_head"]

_MAX_HEADERS = 200
# Possessive, so that no text takes more than linear time.
_STATUS = re.compile(r"RTSP/(\d\.\d)[ \t]++([1-5]\d\d)(?:[ \t]++(.*+))?+", re.ASCII | re.DOTALL)
_REQUEST = re.compile(r"([A-Z_]++)[ \t]++(\S++)[ \t]++RTSP/(\d\.\d)[ \t]*+", re.ASCII)
_LINE_END = re.compile(r"\r\n|[\r\n]")
_LENGTH = re.compile(r"([0-9]{1,9})\b.*", re.DOTALL)
_LENGTH_NAMES = frozenset({"contentlength", "contentlen", "contentlenght"})


@dataclass(frozen=True, slots=True)
class Head:
    """A message whose body is yet to come. :param body_octets: how long it will be."""

    start: RtspRequest | RtspResponse
    body_octets: int

    def message(self, body: bytes) -> RtspRequest | RtspResponse:
        """The whole message."""
        start = self.start
        if isinstance(start, RtspResponse):
            return RtspResponse(start.status, start.reason, headers=start.headers, body=body)
        return RtspRequest(start.method, start.target, headers=start.headers, body=body)


def read_head(data: bytes, notes: Notes) -> Head | None:
    """Read the octets up to the empty line; None (and a note) where the start line says nothing.

    CR and LF by themselves end a line too (RFC 2326 4).
    """
    for odd, kind in ((rb"(?<!\r)\n", departures.BARE_LF), (rb"\r(?!\n)", departures.BARE_CR)):
        if re.search(odd, data):
            notes.note(kind, data[:64])
    start, *lines = _LINE_END.split(data.decode("utf-8", "replace").rstrip("\r\n"))
    headers = _headers([line for line in lines if line], notes)
    found = _STATUS.fullmatch(start) or _REQUEST.fullmatch(start)
    if found is None:
        notes.note(departures.BAD_START, start)
        return None
    message: RtspRequest | RtspResponse
    if found.re is _STATUS:
        version, message = found[1], RtspResponse(int(found[2]), (found[3] or "").strip(), headers=headers)
    else:
        version, message = found[3], RtspRequest(found[1], found[2], headers=headers)
    if version != "1.0":
        notes.note(departures.WRONG_VERSION, start)
    return Head(message, _body_octets(message, notes))


def _headers(lines: list[str], notes: Notes) -> tuple[tuple[str, str], ...]:
    headers: list[tuple[str, str]] = []
    for line in lines:
        if line[:1] in (" ", "\t") and headers:
            name, value = headers[-1]
            headers[-1] = (name, f"{value} {line.strip()}")
            continue
        name, colon, value = line.partition(":")
        if not colon or not name.strip():
            notes.note(departures.NO_COLON, line)
        elif len(headers) >= _MAX_HEADERS:
            notes.note(departures.TOO_MANY)
            break
        else:
            headers.append((name.strip().lower(), value.strip()))
    return tuple(headers)


def _body_octets(message: RtspMessage, notes: Notes) -> int:
    """By Content-Length, whatever its spelling: "Content_Length", "ContentLength", "12 bytes"."""
    lengths: list[int] = []
    for name, value in message.headers:
        if name != "content-length":
            if re.sub(r"[-_ ]", "", name) not in _LENGTH_NAMES:
                continue
            notes.note(departures.LENGTH_NAME, name)
        found = _LENGTH.fullmatch(value)
        if found is None or found[1] != value:
            notes.note(departures.BAD_LENGTH, value)
        if found is not None:
            lengths.append(int(found[1]))
    if len({*lengths}) > 1:
        notes.note(departures.TWO_LENGTHS)
    return lengths[0] if lengths else 0
