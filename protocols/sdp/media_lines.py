"""One ``m=`` block while its lines come in."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import get_args

from camproof.protocols.errors import SdpError
from camproof.protocols.sdp.model import CLAUSE, Direction, MediaDescription, Setup
from camproof.protocols.sdp.payloads import RtpMap

__all__ = ["MediaDraft", "Note", "start_media"]

Note = Callable[[str, str, str, str], None]
"""Takes what, where, clause and evidence of a deviation."""

MAX_ATTRIBUTES = 500

_DIRECTIONS: dict[str, Direction] = {name: name for name in get_args(Direction)}
_SETUPS: dict[str, Setup] = {name: name for name in get_args(Setup)}
_PROTOCOLS = {"RTP/AVP", "TCP/RTP/AVP"}
_RTPMAP = re.compile(r"([0-9]{1,3})\s+([^\s/]+)\s*/\s*([0-9]{1,9})(?:/([0-9]{1,3}))?(?:/\S*)?")


@dataclass(slots=True)
class MediaDraft:
    """An m= line and what follows it, while it is read."""

    kind: str
    port: int
    protocol: str
    payload_types: tuple[int, ...]
    host: str = ""
    rtpmaps: list[RtpMap] = field(default_factory=list)
    direction: Direction | None = None
    setup: Setup | None = None
    connection: str | None = None
    attributes: list[tuple[str, str | None]] = field(default_factory=list)

    def attribute(self, line: str, note: Note) -> None:
        """Takes what stands after ``a=``."""
        name, colon, text = line.partition(":")
        name, text = name.strip(), text.strip()
        key = name.lower()
        if key in _DIRECTIONS and not colon:
            self.direction = _DIRECTIONS[key]
        elif key == "rtpmap":
            self._rtpmap(text, note)
        elif key == "setup":
            self._setup(text, note)
        elif key == "connection":
            self.connection = text
        elif len(self.attributes) < MAX_ATTRIBUTES:
            self.attributes.append((name, text if colon else None))

    def _rtpmap(self, text: str, note: Note) -> None:
        found = _RTPMAP.fullmatch(text)
        if not found:
            note("SDP rtpmap is not number name/clock", "SDP a=rtpmap", "RFC 4566 6", text)
        elif len(self.rtpmaps) < MAX_ATTRIBUTES:
            number, name, clock, channels = found.groups()
            self.rtpmaps.append(RtpMap(int(number), name, int(clock), int(channels) if channels else None))

    def _setup(self, text: str, note: Note) -> None:
        self.setup = _SETUPS.get(text.lower())
        if self.setup is None:
            note("SDP a=setup is neither active nor passive", "SDP a=setup", CLAUSE, text)

    def finish(self, session: Sequence[tuple[str, str | None]]) -> MediaDescription:
        """The block; direction and TCP role of the session hold where the block has none."""
        for name, value in session:
            self._inherit(name.lower(), (value or "").lower())
        return MediaDescription(
            self.kind,
            self.port,
            self.protocol,
            self.payload_types,
            tuple(self.rtpmaps),
            self.direction,
            self.setup,
            self.connection,
            self.host,
            tuple(self.attributes),
        )

    def _inherit(self, name: str, value: str) -> None:
        if self.direction is None and name in _DIRECTIONS:
            self.direction = _DIRECTIONS[name]
        if self.setup is None and name == "setup":
            self.setup = _SETUPS.get(value)


def start_media(value: str, note: Note) -> MediaDraft:
    """Reads what stands after ``m=``. Raises SdpError if kind, port and protocol are not there."""
    words = value.split()
    if len(words) < 3 or not (port := re.fullmatch(r"([0-9]{1,5})(/[0-9]{1,3})?", words[1])):
        raise SdpError(
            "the m= line is not kind, port, protocol, payload types", where=value[:64], clause=CLAUSE
        )
    if int(port[1]) > 0xFFFF:
        raise SdpError("the port of the m= line is above 65535", where=value[:64], clause=CLAUSE)
    kind, protocol = words[0].lower(), words[2].upper()
    if kind not in {"video", "audio"}:
        note("SDP m= is neither video nor audio", "SDP m=", CLAUSE, value)
    if protocol not in _PROTOCOLS:
        note("SDP m= has a protocol other than RTP/AVP and TCP/RTP/AVP", "SDP m=", CLAUSE, value)
    numbers = tuple(int(word) for word in words[3:] if re.fullmatch("[0-9]{1,3}", word) and int(word) < 128)
    if not numbers or len(numbers) != len(words) - 3:
        note("SDP m= has no payload types, or some that are no number below 128", "SDP m=", CLAUSE, value)
    return MediaDraft(kind, int(port[1]), protocol, numbers)
