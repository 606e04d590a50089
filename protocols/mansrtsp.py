"""MANSRTSP: the RTSP-like bodies of SIP INFO that steer a playback (GB/T 28181-2022 Annex B)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, TypeGuard

from camproof.protocols.deviation import Deviation
from camproof.protocols.errors import LocalProtocolError, MansrtspError

__all__ = [
    "COMPULSORY_SCALES",
    "CONTENT_TYPE",
    "MansrtspMethod",
    "MansrtspRequest",
    "MansrtspResponse",
    "build_mansrtsp",
    "parse_mansrtsp",
    "parse_mansrtsp_response",
]

CONTENT_TYPE = "Application/MANSRTSP"
COMPULSORY_SCALES = (0.25, 0.5, 1.0, 2.0, 4.0)
CLAUSE = "GB/T 28181-2022 Annex B"
MAX_BODY = 8192
MAX_HEADERS = 64

MansrtspMethod = Literal["PLAY", "PAUSE", "TEARDOWN"]
METHODS: Final[tuple[MansrtspMethod, ...]] = ("PLAY", "PAUSE", "TEARDOWN")

_NUMBER = r"[0-9]{1,15}(?:\.[0-9]{0,9})?"
_NPT = re.compile(rf"npt\s*=\s*(now|{_NUMBER})?\s*(-)?\s*({_NUMBER})?", re.IGNORECASE)
_RTP_INFO = re.compile(r"\b(seq|rtptime)\s*=\s*([0-9]{1,10})\b", re.IGNORECASE)
_REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 454: "Session Not Found", 457: "Invalid Range",
            500: "Internal Server Error", 501: "Not Implemented"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MansrtspRequest:
    """One command to a playback.

    :param scale: speed as a factor, negative for reverse; None leaves it as it is.
    :param npt_start: where to go, seconds from the start that ``t=`` gave; None with ``resume`` is "now".
    :param npt_end: where to end, seconds; smaller than ``npt_start`` for reverse.
    :param resume: ``Range: npt=now-``.
    :param pause_now: ``PauseTime: now``.
    """

    method: MansrtspMethod
    cseq: int
    scale: float | None = None
    npt_start: float | None = None
    npt_end: float | None = None
    resume: bool = False
    pause_now: bool = False
    deviations: tuple[Deviation, ...] = field(default=(), compare=False)

    @classmethod
    def play(cls, cseq: int) -> MansrtspRequest:
        """Play on from where it stands."""
        return cls("PLAY", cseq, resume=True)

    @classmethod
    def pause(cls, cseq: int) -> MansrtspRequest:
        return cls("PAUSE", cseq, pause_now=True)

    @classmethod
    def seek(
        cls, cseq: int, npt_s: float, end_s: float | None = None, scale: float | None = None
    ) -> MansrtspRequest:
        """Go to ``npt_s`` seconds from the start of the history, and end at ``end_s``."""
        return cls("PLAY", cseq, scale=scale, npt_start=npt_s, npt_end=end_s)

    @classmethod
    def speed(cls, cseq: int, scale: float) -> MansrtspRequest:
        """Go on at ``scale`` times the speed of life."""
        return cls("PLAY", cseq, scale=scale)

    @classmethod
    def teardown(cls, cseq: int) -> MansrtspRequest:
        """End the play."""
        return cls("TEARDOWN", cseq)


@dataclass(frozen=True, slots=True)
class MansrtspResponse:
    """The answer in the 200 of INFO.

    :param scale: the speed that was really taken.
    :param sequence: first RTP sequence number from here (RTP-Info seq).
    :param rtp_time: its RTP timestamp, 90 kHz ticks (RTP-Info rtptime).
    """

    status: int = 200
    cseq: int = 0
    reason: str = ""
    scale: float | None = None
    npt_start: float | None = None
    npt_end: float | None = None
    sequence: int | None = None
    rtp_time: int | None = None
    deviations: tuple[Deviation, ...] = field(default=(), compare=False)


def build_mansrtsp(message: MansrtspRequest | MansrtspResponse) -> bytes:
    """Bytes of a request or response, CR LF line ends and an empty line at the end.

    :raises LocalProtocolError: a number that the protocol cannot carry.
    """
    lines = _request_lines(message) if isinstance(message, MansrtspRequest) else _response_lines(message)
    return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "replace")


def _request_lines(request: MansrtspRequest) -> list[str]:
    lines = [f"{request.method} RTSP/1.0", f"CSeq: {request.cseq}"]
    if request.scale is not None:
        lines.append(f"Scale: {_scale_text(request.scale)}")
    if request.pause_now:
        lines.append("PauseTime: now")
    start = "now" if request.resume and request.npt_start is None else request.npt_start
    if start is not None or request.npt_end is not None:
        lines.append(_range_line(start, request.npt_end))
    return lines


def _response_lines(response: MansrtspResponse) -> list[str]:
    reason = response.reason or _REASONS.get(response.status, "Unknown")
    if {"\r", "\n"} & set(reason):
        raise LocalProtocolError("a reason is one line")
    lines = [f"RTSP/1.0 {response.status} {reason}", f"CSeq: {response.cseq}"]
    if response.scale is not None:
        lines.append(f"Scale: {_scale_text(response.scale)}")
    if response.npt_start is not None or response.npt_end is not None:
        lines.append(_range_line(response.npt_start, response.npt_end))
    marks = (("seq", response.sequence), ("rtptime", response.rtp_time))
    rtp_info = ";".join(f"{name}={value}" for name, value in marks if value is not None)
    return [*lines, f"RTP-Info: {rtp_info}"] if rtp_info else lines


def _range_line(start: float | str | None, end: float | None) -> str:
    first = start if isinstance(start, str) else "" if start is None else _npt_text(start)
    return f"Range: npt={first}-{'' if end is None else _npt_text(end)}"


def _npt_text(seconds: float) -> str:
    if not 0 <= seconds < 1e15:
        raise LocalProtocolError(f"a position of {seconds} s cannot be written")
    return f"{seconds:.6f}".rstrip("0").rstrip(".")


def _scale_text(scale: float) -> str:
    if not 0 < abs(scale) < 1e6:
        raise LocalProtocolError(f"a scale of {scale} cannot be written")
    return f"{Decimal(repr(float(scale))):f}"


class _Reader:
    """Header fields of one body, and what was wrong with them."""

    def __init__(self, body: bytes) -> None:
        if len(body) > MAX_BODY:
            raise MansrtspError(f"the body is longer than {MAX_BODY} bytes", clause=CLAUSE)
        text = body.decode("utf-8", "replace").replace("\x00", "").strip()
        self.deviations: list[Deviation] = []
        self.first, *rest = re.split(r"\r\n|\n|\r", text)
        if len(rest) > MAX_HEADERS:
            raise MansrtspError(f"the body has more than {MAX_HEADERS} lines", clause=CLAUSE)
        self._fields: dict[str, str] = {}
        for line in rest:
            name, colon, value = line.partition(":")
            if colon:
                self._fields.setdefault(name.strip().lower(), value.strip())
            elif line.strip():
                self.note("MANSRTSP has a line without a colon", line)

    def note(self, what: str, evidence: str = "") -> None:
        self.deviations.append(Deviation(what, "MANSRTSP", CLAUSE, evidence.encode("utf-8", "replace")[:64]))

    def cseq(self) -> int:
        text = self._fields.get("cseq", "")
        if _digits(text, 10):
            return int(text)
        self.note("MANSRTSP has no usable CSeq", text)
        return 0

    def scale(self) -> float | None:
        text = self._fields.get("scale")
        if text is None:
            return None
        if re.fullmatch(rf"[+-]?{_NUMBER}", text) and 0 < abs(float(text)) < 1e6:
            return float(text)
        self.note("MANSRTSP has an unusable Scale", text)
        return None

    def pause_now(self) -> bool:
        text = self._fields.get("pausetime")
        if text is not None and text.lower() != "now":
            self.note("MANSRTSP PauseTime is not now", text)
        return text is not None

    def span(self) -> tuple[float | None, float | None, bool]:
        """Start, end and whether the start is "now"."""
        text = self._fields.get("range")
        if text is None:
            return None, None, False
        found = _NPT.fullmatch(text)
        if not found or not any(found.group(1, 3)):
            self.note("MANSRTSP has an unusable Range", text)
            return None, None, False
        start, dash, end = found.groups()
        if not dash:
            self.note("MANSRTSP Range has no dash", text)
        now = (start or "").lower() == "now"
        return None if now or not start else float(start), float(end) if end else None, now

    def rtp_info(self) -> dict[str, int]:
        return {
            name.lower(): int(value) for name, value in _RTP_INFO.findall(self._fields.get("rtp-info", ""))
        }

    def protocol(self, word: str) -> None:
        """Notes a protocol word other than RTSP/1.0; refuses one that is not RTSP at all."""
        if word == "RTSP/1.0":
            return
        if word.upper() not in {"RTSP/1.0", "MANSRTSP/1.0", "RTSP/2.0"}:
            raise MansrtspError("the start line is not RTSP/1.0", where=self.first[:64], clause=CLAUSE)
        self.note(f"MANSRTSP start line says {word.upper()} instead of RTSP/1.0", self.first)

    def finish(self, strict: bool) -> tuple[Deviation, ...]:
        if strict and self.deviations:
            first = self.deviations[0]
            raise MansrtspError(first.what, where=first.where, clause=first.clause)
        return tuple(self.deviations)


def parse_mansrtsp(body: bytes, *, strict: bool = False) -> MansrtspRequest:
    """Reads the body of an INFO.

    :raises MansrtspError: no start line of a known method; with ``strict`` also at the first deviation.
    """
    reader = _Reader(body)
    words = reader.first.split()
    if not 2 <= len(words) <= 3 or not _is_method(method := words[0].upper()):
        raise MansrtspError(
            "no PLAY, PAUSE or TEARDOWN in the start line", where=reader.first[:64], clause=CLAUSE
        )
    reader.protocol(words[-1])
    if words[0] != method or len(words) == 3:
        reader.note("MANSRTSP start line has another form than METHOD RTSP/1.0", reader.first)
    scale = reader.scale()
    start, end, now = reader.span()
    paused = reader.pause_now()
    if method == "PAUSE" and not paused:
        reader.note("MANSRTSP PAUSE has no PauseTime", reader.first)
    cseq = reader.cseq()
    return MansrtspRequest(method, cseq, scale, start, end, now, paused, reader.finish(strict))


def parse_mansrtsp_response(body: bytes, *, strict: bool = False) -> MansrtspResponse:
    """Reads the body of a 200 to INFO.

    :raises MansrtspError: no status line; with ``strict`` also at the first deviation.
    """
    reader = _Reader(body)
    words: Sequence[str] = reader.first.split(None, 2)
    if len(words) < 2 or not _digits(words[1], 3) or len(words[1]) != 3:
        raise MansrtspError("no RTSP status line", where=reader.first[:64], clause=CLAUSE)
    reader.protocol(words[0])
    marks = reader.rtp_info()
    start, end, _ = reader.span()
    return MansrtspResponse(
        status=int(words[1]),
        cseq=reader.cseq(),
        reason=words[2] if len(words) > 2 else "",
        scale=reader.scale(),
        npt_start=start,
        npt_end=end,
        sequence=marks.get("seq"),
        rtp_time=marks.get("rtptime"),
        deviations=reader.finish(strict),
    )


def _is_method(word: str) -> TypeGuard[MansrtspMethod]:
    return word in METHODS


def _digits(text: str, longest: int) -> bool:
    return bool(re.fullmatch(rf"[0-9]{{1,{longest}}}", text))
