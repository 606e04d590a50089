"""Program stream map (ISO/IEC 13818-1 2.5.4): which codec each stream holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from camproof.protocols.errors import PsError
from camproof.protocols.ps.crc import crc32_mpeg2

__all__ = ["ProgramStreamMap", "PsmStream", "build_psm", "parse_psm"]

_CLAUSE = "ISO/IEC 13818-1 2.5.4"
_START = b"\x00\x00\x01\xbc"


@dataclass(frozen=True, slots=True)
class PsmStream:
    """One line of the map. :param info: descriptors as they came."""

    stream_type: int
    stream_id: int
    info: bytes = b""


@dataclass(frozen=True, slots=True)
class ProgramStreamMap:
    """:param crc: as sent. :param crc_ok: it fits the bytes. :param whole: all lengths fit each other."""

    streams: tuple[PsmStream, ...]
    version: int = 1
    current: bool = True
    crc: int = 0
    crc_ok: bool = True
    whole: bool = True

    def stream_type(self, stream_id: int) -> int | None:
        """The type announced for a stream id; None if it is not in the map."""
        return next((s.stream_type for s in self.streams if s.stream_id == stream_id), None)


def build_psm(streams: Iterable[PsmStream], *, version: int = 1, crc: int | None = None) -> bytes:
    """The map's bytes from its start code on. :param crc: sent instead of the right one."""
    lines = b"".join(bytes((s.stream_type, s.stream_id)) + len(s.info).to_bytes(2) + s.info for s in streams)
    body = bytes((0xE0 | version & 0x1F, 0xFF, 0, 0)) + len(lines).to_bytes(2) + lines
    head = _START + (len(body) + 4).to_bytes(2) + body
    return head + (crc32_mpeg2(head) if crc is None else crc).to_bytes(4)


def parse_psm(data: bytes) -> ProgramStreamMap:
    """Read a map that begins with its start code and ends where the next section begins.

    Inner lengths that lie are cut to what is there (``whole`` is False then).
    Raises PsError when no line is readable.
    """
    if len(data) < 12 or data[:4] != _START:
        raise PsError("program stream map is cut off", where="PSM", clause=_CLAUSE)
    end = 6 + int.from_bytes(data[4:6])
    whole = end <= len(data)
    end = min(end, len(data))
    crc = int.from_bytes(data[end - 4 : end])
    body = data[: end - 4]
    lines_at = 10 + int.from_bytes(body[8:10])
    if lines_at + 2 > len(body):
        raise PsError("program_stream_info_length runs past the map", where="PSM", clause=_CLAUSE)
    lines_end = lines_at + 2 + int.from_bytes(body[lines_at : lines_at + 2])
    streams, clean = _parse_lines(body[lines_at + 2 : min(lines_end, len(body))])
    return ProgramStreamMap(
        streams,
        version=body[6] & 0x1F,
        current=bool(body[6] & 0x80),
        crc=crc,
        crc_ok=crc == crc32_mpeg2(body),
        whole=whole and clean and lines_end == len(body),
    )


def _parse_lines(lines: bytes) -> tuple[tuple[PsmStream, ...], bool]:
    """The lines, and whether their lengths fit; descriptors that run past the map are taken as absent."""
    streams, at, clean = [], 0, True
    while at + 4 <= len(lines):
        length = int.from_bytes(lines[at + 2 : at + 4])
        if at + 4 + length > len(lines):
            clean, length = False, 0
        streams.append(PsmStream(lines[at], lines[at + 1], lines[at + 4 : at + 4 + length]))
        at += 4 + length
    if not streams and lines:
        raise PsError("no elementary stream line is readable", where="PSM", clause=_CLAUSE)
    return tuple(streams), clean and at == len(lines)
