"""Messages out of a byte stream (RFC 3261 7.5 and 18.3).

A stream stands between two messages or waits for the body of a message whose head it has read. Between
messages it skips empty lines (a keep-alive) and everything else that does not begin like SIP; both are noted.
A start line is looked for again after every fault, so that one bad message does not cost the connection.
"""

from __future__ import annotations

import re

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SipError
from camproof.protocols.sip import departures
from camproof.protocols.sip.message import SipMessage
from camproof.protocols.sip.parser import END_OF_HEAD, MAX_HEAD_OCTETS, Head, read_head

__all__ = ["MAX_BODY_OCTETS", "SipStream"]

MAX_BODY_OCTETS = 4 << 20
MAX_LINE_OCTETS = 8192
_TAIL_OCTETS = 16

_METHODS = rb"REGISTER|INVITE|ACK|BYE|CANCEL|MESSAGE|INFO|SUBSCRIBE|NOTIFY|OPTIONS|PRACK|UPDATE|REFER|PUBLISH"
_METHOD = re.compile(rb"(?:%s)[ \t]" % _METHODS, re.IGNORECASE)
_START_LINE = re.compile(rb"[A-Za-z][^\r\n]*[ \t]SIP/\d|SIP/\d\.\d[ \t]+\d{3}", re.IGNORECASE)
_VERSION = re.compile(rb"[ \t]SIP/\d", re.IGNORECASE)
_STATUS = re.compile(rb"SIP/\d\.\d[ \t]+\d{3}", re.IGNORECASE)
_EMPTY_LINES = re.compile(rb"[\r\n]*")


class SipStream:
    """Cuts one TCP connection's bytes into messages; holds at most one head and one body.

    :param max_body_octets: a longer Content-Length is an error, and the stream looks for the next start line.
    """

    def __init__(self, *, max_body_octets: int = MAX_BODY_OCTETS) -> None:
        self._max_body_octets = max_body_octets
        self._buffer = bytearray()
        self._scanned = 0
        self._head: Head | None = None
        self._noted: list[Deviation] = []
        self._skipping = False
        self.junk_octets = 0
        """How many octets were skipped since the last message."""

    def feed(self, data: bytes) -> list[SipMessage | SipError]:
        """The messages that these bytes complete; an error stands for a head that could not be read."""
        self._buffer += data
        done: list[SipMessage | SipError] = []
        while True:
            try:
                message = self._next()
            except SipError as error:
                done.append(error)
                continue
            if message is None:
                return done
            self._skipping = False
            self.junk_octets = 0
            done.append(message)

    def deviations(self) -> tuple[Deviation, ...]:
        """Keep-alives and junk seen between messages since the last call, each run of them once."""
        noted = tuple(self._noted)
        self._noted.clear()
        return noted

    @property
    def buffered_octets(self) -> int:
        """How much waits for the rest of its message."""
        return len(self._buffer)

    def _next(self) -> SipMessage | None:
        if self._head is None and not self._read_head():
            return None
        head = self._head
        assert head is not None
        length = head.length or 0
        if len(self._buffer) < length:
            return None
        body = bytes(self._buffer[:length])
        del self._buffer[:length]
        self._head = None
        return head.message(body)

    def _read_head(self) -> bool:
        """Whether a head is there now.

        :raises SipError: it cannot be read; it has been dropped.
        """
        if self._scanned == 0 and not self._at_start():
            return False
        buffer = self._buffer
        end = END_OF_HEAD.search(buffer, max(self._scanned - 2, 0))
        if end is None:
            self._scanned = len(buffer)
            if len(buffer) > MAX_HEAD_OCTETS:
                self._drop(len(buffer))
                raise SipError(f"a head is longer than {MAX_HEAD_OCTETS} octets", where="SIP stream")
            return False
        stop, after = end.span()
        del end  # a match holds the buffer, which could then not shrink
        octets = bytes(buffer[:stop])
        del buffer[:after]
        self._scanned = 0
        notes: list[Deviation] = []
        head = read_head(octets, notes)
        if head.length is None:
            notes.append(departures.NO_LENGTH.seen(octets))
        elif head.length > self._max_body_octets:
            raise SipError(f"Content-Length {head.length} is too much", where="SIP stream")
        self._head = head
        return True

    def _at_start(self) -> bool:
        """Skip what stands before a start line; whether a whole start line is there."""
        buffer = self._buffer
        while True:
            self._skip_empty_lines()
            end = buffer.find(b"\n")
            if end < 0 and len(buffer) <= MAX_LINE_OCTETS:
                return False
            line = bytes(buffer) if end < 0 else bytes(buffer[:end])
            if end >= 0 and end <= MAX_LINE_OCTETS and _START_LINE.match(line):
                return True
            begin = _start_inside(line)
            if begin > 0:
                self._drop(begin)
            elif end >= 0:
                self._drop(end + 1)
            else:
                self._drop(len(buffer) - _TAIL_OCTETS)

    def _skip_empty_lines(self) -> None:
        match = _EMPTY_LINES.match(self._buffer)
        count = match.end() if match else 0
        del match  # a match holds the buffer, which could then not shrink
        if count:
            if not self._skipping:
                self._noted.append(departures.KEEP_ALIVE.seen(bytes(self._buffer[:count])))
            del self._buffer[:count]

    def _drop(self, count: int) -> None:
        if not self._skipping:
            self._noted.append(departures.JUNK.seen(bytes(self._buffer[:count])))
        self._skipping = True
        self.junk_octets += count
        del self._buffer[:count]
        self._scanned = 0


def _start_inside(line: bytes) -> int:
    """Where a start line begins within a line of junk; -1 where none does."""
    status = _STATUS.search(line)
    begin = status.start() if status else -1
    version = _VERSION.search(line)
    if version is not None:
        for method in _METHOD.finditer(line, 0, version.start() + 1):
            begin = method.start()
    return begin
