"""RTSP messages and ``$`` frames out of the bytes of a connection (RFC 2326 4 and 10.12).

Between two items stands nothing, or empty lines. What is neither a start line nor a ``$`` frame is skipped up
to the next status line, or the next frame of an agreed channel whose contents look like RTP or RTCP; a server
that cuts a frame short costs a few packets, not the connection. One item is held at most.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from camproof.protocols.errors import RtspError
from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.heads import Head, read_head
from camproof.protocols.rtsp.message import RtspData, RtspItem
from camproof.protocols.rtsp.notes import Notes

__all__ = ["MAX_BODY_OCTETS", "MAX_HEAD_OCTETS", "MAX_JUNK_OCTETS", "RtspReader"]

MAX_HEAD_OCTETS = 32 << 10
MAX_BODY_OCTETS = 256 << 10
MAX_JUNK_OCTETS = 1 << 20
_DOLLAR = 0x24
_FRAME_HEAD = 4
_TAIL_OCTETS = 16
_EMPTY_LINES = re.compile(rb"[\r\n]+")
_END_OF_HEAD = re.compile(rb"\n\r?\n")
_START = re.compile(rb"RTSP/\d|[A-Z][A-Z_]{2,15} ")
_MAY_START = re.compile(rb"[A-Z][A-Z_]{0,15}|RTSP/")
_FOUND = re.compile(rb"RTSP/\d\.\d[ \t]+\d{3}|\$(?=...[\x80-\xbf])", re.DOTALL)


class RtspReader:
    """Feed it what comes; it raises RtspError where going on is useless.

    :ivar channels: of interleaved data that were agreed; others are read all the same, but not looked for.
    """

    def __init__(self, notes: Notes) -> None:
        self.channels: frozenset[int] = frozenset()
        self._notes = notes
        self._buffer = bytearray()
        self._scanned = 0
        self._head: Head | None = None
        self._done: RtspItem | None = None
        self._lost = False
        self._junk = 0

    @property
    def pending_octets(self) -> int:
        """Octets held of an item that is not complete."""
        return len(self._buffer)

    def feed(self, data: bytes) -> Iterator[RtspItem]:
        """The items that these bytes complete, each read when it is asked for.

        :raises RtspError: a head above 32 KiB, a body above 256 KiB, 1 MiB without RTSP, or HTTP; after the
            items that stand before it.
        """
        self._buffer += data
        return self._items()

    def _items(self) -> Iterator[RtspItem]:
        going = True
        while going:
            going = self._step()
            if self._done is not None:
                item, self._done = self._done, None
                yield item

    def _step(self) -> bool:
        """Take one thing off the front; False where more bytes must come."""
        buffer = self._buffer
        if self._head is not None:
            return self._body(self._head)
        if not buffer:
            return False
        if self._lost:
            return self._hunt()
        empty = _EMPTY_LINES.match(buffer)
        if empty is not None:
            del buffer[: empty.end()]
            return True
        if buffer[0] == _DOLLAR:
            return self._frame()
        if _START.match(buffer):
            return self._read_head()
        return (len(buffer) > _TAIL_OCTETS or not _MAY_START.fullmatch(buffer)) and self._go_astray()

    def _give(self, item: RtspItem) -> None:
        self._done = item
        self._junk = 0

    def _frame(self) -> bool:
        buffer = self._buffer
        if len(buffer) < _FRAME_HEAD:
            return False
        size = buffer[2] << 8 | buffer[3]
        if len(buffer) < _FRAME_HEAD + size:
            return False
        item = RtspData(buffer[1], bytes(buffer[_FRAME_HEAD : _FRAME_HEAD + size]))
        del buffer[: _FRAME_HEAD + size]
        if size:
            self._give(item)
        else:
            self._notes.note(departures.EMPTY_FRAME)
        return True

    def _read_head(self) -> bool:
        end = _END_OF_HEAD.search(self._buffer, max(0, self._scanned - 2))
        self._scanned = len(self._buffer) if end is None else 0
        if (self._scanned if end is None else end.end()) > MAX_HEAD_OCTETS:
            return self._too_long()
        if end is None:
            return False
        head = self._head = read_head(bytes(self._buffer[: end.end()]), self._notes)
        del self._buffer[: end.end()]
        if head is not None and head.body_octets > MAX_BODY_OCTETS:
            what = f"a body is to be longer than {MAX_BODY_OCTETS} octets"
            raise RtspError(what, where="RTSP Content-Length", clause="RFC 2326 12.14")
        return True

    def _too_long(self) -> bool:
        """A head without an end; what begins like a request may as well be junk."""
        self._scanned = 0
        if not self._buffer.startswith(b"RTSP/"):
            return self._go_astray()
        what = f"a head is longer than {MAX_HEAD_OCTETS} octets"
        raise RtspError(what, where="RTSP head", clause="RFC 2326 4")

    def _body(self, head: Head) -> bool:
        if len(self._buffer) < head.body_octets:
            return False
        self._give(head.message(bytes(self._buffer[: head.body_octets])))
        del self._buffer[: head.body_octets]
        self._head = None
        return True

    def _go_astray(self) -> bool:
        if self._buffer.startswith(b"HTTP/"):
            raise RtspError("the server speaks HTTP", where="RTSP connection", clause="RFC 2326 7.1")
        self._notes.note(departures.JUNK, bytes(self._buffer[:64]))
        self._lost = True
        return True

    def _hunt(self) -> bool:
        """Skip to the next believable item, or all but what may begin one."""
        at = max(0, len(self._buffer) - _TAIL_OCTETS)
        for found in _FOUND.finditer(self._buffer):
            if found[0] != b"$" or self._believable(found.start()):
                at, self._lost = found.start(), False
                break
        del self._buffer[:at]
        self._junk += at
        if self._junk > MAX_JUNK_OCTETS:
            what = f"{MAX_JUNK_OCTETS} octets came without RTSP"
            raise RtspError(what, where="RTSP connection", clause="RFC 2326 10.12")
        return not self._lost

    def _believable(self, at: int) -> bool:
        buffer = self._buffer
        return buffer[at + 1] in self.channels and (buffer[at + 2] << 8 | buffer[at + 3]) >= 8
