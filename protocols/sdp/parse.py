"""Session descriptions from bytes, tolerant of what the field sends."""

from __future__ import annotations

import re
from collections.abc import Callable

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import SdpError
from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.gb28181.ids import is_device_code
from camproof.protocols.sdp.media_format import CLAUSE as FORMAT_CLAUSE
from camproof.protocols.sdp.media_format import MediaFormat, parse_media_format
from camproof.protocols.sdp.media_lines import MediaDraft, start_media
from camproof.protocols.sdp.model import CLAUSE, SessionDescription
from camproof.protocols.sdp.payload_checks import payload_deviations
from camproof.protocols.sdp.ssrc import ssrc_int

__all__ = ["parse_sdp"]

MAX_BODY = 64 * 1024
MAX_LINES = 2000
MAX_MEDIA = 16
MAX_DEVIATIONS = 64
NTP_TO_UNIX_S = 2_208_988_800
"""Seconds from 1900 to 1970: RFC 4566 counts from 1900, GB/T 28181 from 1970."""

_HISTORY = {"Playback": True, "Download": True, "Play": False, "Talk": False}
_NAMES = {name.lower(): name for name in _HISTORY}


def parse_sdp(
    body: bytes, *, strict: bool = False, edition: Edition | None = None, needs_address: bool = True
) -> SessionDescription:
    """Reads an offer or answer.

    :param edition: the peer's; with GB2022 ``s=Talk`` is noted.
    :param needs_address: False where the peer's address is known otherwise, as in RTSP.
    :raises SdpError: empty, oversized, no usable ``m=`` line or no address; with ``strict`` also at the first
        deviation.
    """
    if len(body) > MAX_BODY:
        raise SdpError(f"the description is longer than {MAX_BODY} bytes", clause=CLAUSE)
    draft = _Draft()
    for line in _lines(body, draft):
        draft.take(line)
    session = draft.finish(edition, needs_address=needs_address)
    if strict and session.deviations:
        first = session.deviations[0]
        raise SdpError(first.what, where=first.where, clause=first.clause)
    return session


def _lines(body: bytes, draft: _Draft) -> list[str]:
    text = _decode(body)
    if "\r\n" not in text:
        draft.note("SDP lines do not end with CR LF", "SDP", "RFC 4566 5")
    lines = re.split(r"\r\n|\n|\r", text.replace("\x00", ""))
    if len(lines) > MAX_LINES:
        raise SdpError(f"the description has more than {MAX_LINES} lines", clause=CLAUSE)
    return lines


def _decode(body: bytes) -> str:
    for charset in ("utf-8", "gb18030"):
        try:
            return body.decode(charset)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", "replace")


class _Draft:
    """A session description while its lines come in."""

    def __init__(self) -> None:
        self.deviations: list[Deviation] = []
        self.first: dict[str, str] = {}
        self.attributes: list[tuple[str, str | None]] = []
        self.media: list[MediaDraft] = []
        self._readers: dict[str, Callable[[str], None]] = {"m": self._media, "a": self._attribute}

    def note(self, what: str, where: str, clause: str = CLAUSE, evidence: str = "") -> None:
        if len(self.deviations) < MAX_DEVIATIONS:
            self.deviations.append(Deviation(what, where, clause, evidence.encode("utf-8", "replace")[:64]))

    def take(self, line: str) -> None:
        stripped = line.strip()
        if not stripped:
            return
        found = re.match(r"\s*([A-Za-z])(\s*)=(\s?)", line)
        if not found:
            self.note("SDP has a line that is not type=value", "SDP", "RFC 4566 5", line)
            return
        key = found[1]
        if line[0] != key or found[2] or found[3] or not key.islower():
            self.note(
                "SDP line has blanks or a capital letter before its value", f"SDP {key}=", "RFC 4566 5", line
            )
        value = line[found.end() :].strip()
        reader = self._readers.get(key.lower())
        if reader:
            reader(value)
        else:
            self._single(key.lower(), value)

    def _single(self, key: str, value: str) -> None:
        if key == "c" and self.media:
            self.media[-1].host = _address(value)
        elif key in self.first and key not in "bkrzep":
            self.note("SDP has a line twice", f"SDP {key}=", "RFC 4566 5", value)
        else:
            self.first.setdefault(key, value)

    def _media(self, value: str) -> None:
        if len(self.media) >= MAX_MEDIA:
            raise SdpError(f"the description has more than {MAX_MEDIA} m= lines", clause=CLAUSE)
        self.media.append(start_media(value, self.note))

    def _attribute(self, value: str) -> None:
        if self.media:
            self.media[-1].attribute(value, self.note)
        else:
            name, colon, text = value.partition(":")
            self.attributes.append((name.strip(), text.strip() if colon else None))

    def finish(self, edition: Edition | None, *, needs_address: bool) -> SessionDescription:
        if not self.media:
            raise SdpError("the description has no m= line", clause=CLAUSE)
        if self.first.get("v") != "0":
            self.note("SDP does not begin with v=0", "SDP v=", "RFC 4566 5.1", self.first.get("v", ""))
        user, session_id, version, origin_host = self._origin()
        host = self._host(origin_host, needed=needs_address)
        name = self._session_name(edition)
        start, end = self._times(name)
        media = tuple(draft.finish(self.attributes) for draft in self.media)
        for entry in media:
            for deviation in payload_deviations(entry):
                self.note(deviation.what, deviation.where, deviation.clause, deviation.evidence.decode())
        return SessionDescription(
            user,
            name,
            host,
            media,
            start,
            end,
            self.first.get("u", ""),
            self._ssrc(name),
            self._format(),
            session_id,
            version,
            origin_host if origin_host != host else "",
            tuple(self.attributes),
            tuple(self.deviations),
        )

    def _origin(self) -> tuple[str, int, int, str]:
        text = self.first.get("o", "")
        words = text.split()
        if len(words) != 6:
            self.note("SDP o= line is missing or has not six parts", "SDP o=", "RFC 4566 5.2", text)
        words += [""] * (6 - len(words))
        if not is_device_code(words[0]):
            self.note("SDP o= does not begin with a 20-digit code", "SDP o=", CLAUSE, text)
        return words[0], _whole(words[1]), _whole(words[2]), words[5]

    def _host(self, origin_host: str, *, needed: bool) -> str:
        host = _address(self.first.get("c", ""))
        if host:
            return host
        inside = next((draft.host for draft in self.media if draft.host), "")
        if not inside:
            self.note("SDP has no usable c= line", "SDP c=", "RFC 4566 5.7", self.first.get("c", ""))
        if needed and not (inside or origin_host):
            raise SdpError("the description has no address", where="SDP c=", clause="RFC 4566 5.7")
        return inside or origin_host

    def _session_name(self, edition: Edition | None) -> str:
        text = self.first.get("s", "")
        name = _NAMES.get(text.lower(), text)
        if name not in _HISTORY:
            self.note("SDP s= is none of Play, Playback, Download, Talk", "SDP s=", CLAUSE, text)
        elif name != text:
            self.note("SDP s= has other capital letters", "SDP s=", CLAUSE, text)
        if name == "Talk" and edition is Edition.GB2022:
            self.note("SDP s=Talk was removed in 2022", "SDP s=", CLAUSE, text)
        return name

    def _times(self, name: str) -> tuple[int, int]:
        text = self.first.get("t", "")
        words = text.split()
        if len(words) != 2 or not all(re.fullmatch("[0-9]{1,15}", word) for word in words):
            self.note("SDP t= line is missing or not two numbers", "SDP t=", "RFC 4566 5.9", text)
            return 0, 0
        start, end = int(words[0]), int(words[1])
        if min(start, end) >= NTP_TO_UNIX_S:
            self.note("SDP t= counts from 1900, not from 1970", "SDP t=", CLAUSE, text)
            start, end = start - NTP_TO_UNIX_S, end - NTP_TO_UNIX_S
        if name in {"Playback", "Download"} and not start < end:
            self.note("SDP t= gives no span for a history", "SDP t=", CLAUSE, text)
        return start, end

    def _ssrc(self, name: str) -> str | None:
        text = self.first.get("y")
        if text is None:
            self.note("SDP has no y= line", "SDP y=", CLAUSE)
            return None
        if not re.fullmatch("[0-9]{10}", text):
            self.note("SDP y= is not ten digits", "SDP y=", CLAUSE, text)
        elif ssrc_int(text) is None:
            self.note("SDP y= is bigger than 32 bits", "SDP y=", CLAUSE, text)
        elif name in _HISTORY and (text[0] == "1") != _HISTORY[name]:
            self.note(
                "SDP y= begins with the digit of the other kind, live or history", "SDP y=", CLAUSE, text
            )
        return text if re.fullmatch("[0-9]{1,20}", text) else None

    def _format(self) -> MediaFormat | None:
        text = self.first.get("f")
        if not text:
            return None
        try:
            value = parse_media_format(text)
        except SdpError as error:
            self.note(error.what, "SDP f=", FORMAT_CLAUSE, text)
            return None
        for part in value.unknown_parts():
            self.note(f"SDP f= has an unknown {part}", "SDP f=", FORMAT_CLAUSE, text)
        return value


def _address(value: str) -> str:
    words = value.split()
    return words[2].split("/")[0] if len(words) >= 3 and words[0].upper() == "IN" else ""


def _whole(text: str) -> int:
    return int(text) if re.fullmatch("[0-9]{1,19}", text) else 0
