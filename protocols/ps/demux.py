"""Program stream bytes into frames, tolerant of what real senders do (ISO/IEC 13818-1 2.5.3).

How the stream is cut: every section (pack header, system header, map, PES) tells its length, and behind it
the start code of another section must stand. Where it does not, the length was wrong or bytes are missing: a
section that starts inside the packet cuts it short, otherwise bytes up to the next section are skipped.
Start codes of sections (B9 and above) cannot occur in H.264 or H.265 data. A decision is made only when the
bytes it needs are there, so the frames do not depend on how the stream is cut into chunks.
"""

from __future__ import annotations

from camproof.protocols.errors import PsError
from camproof.protocols.ps.frames import FrameAssembler
from camproof.protocols.ps.model import PsFrame, is_audio_stream, is_video_stream
from camproof.protocols.ps.pes import CLAUSE as PES_CLAUSE
from camproof.protocols.ps.pes import parse_pes_header
from camproof.protocols.ps.psm import ProgramStreamMap, parse_psm
from camproof.protocols.ps.scan import find_section, section_stands
from camproof.protocols.ps.timestamps import decode_scr
from camproof.protocols.tally import DeviationCount, DeviationTally

__all__ = ["PsDemuxer"]

_PACK_CLAUSE = "ISO/IEC 13818-1 2.5.3.4"
_SYSTEM_CLAUSE = "ISO/IEC 13818-1 2.5.3.6"
_PSM_CLAUSE = "ISO/IEC 13818-1 2.5.4"
_FEED_BYTES = 1 << 20
_MAX_HEADER_SECTION = 4096
_PES_PREFIX = 6
_WAIT = -1
_PROGRAM_END, _PACK, _SYSTEM_HEADER, _PSM, _PRIVATE_1 = 0xB9, 0xBA, 0xBB, 0xBC, 0xBD


class PsDemuxer:
    """Feed it the payloads of a stream's RTP packets; it never raises and its memory is bounded.

    :param max_frame_bytes: a frame above this is dropped and noted.
    """

    def __init__(self, *, max_frame_bytes: int = 4 << 20) -> None:
        self._buffer = bytearray()
        self._tally = DeviationTally()
        self._max_bytes = max_frame_bytes
        self._assembler = FrameAssembler(self._tally, max_frame_bytes)
        self._scanned = 0
        self._in_garbage = False
        self._hunting = False
        self._final = False

    @property
    def psm(self) -> ProgramStreamMap | None:
        """The last program stream map that came."""
        return self._assembler.codecs.psm

    @property
    def packs(self) -> int:
        """Pack headers seen so far."""
        return self._assembler.packs

    @property
    def scr(self) -> int | None:
        """SCR base of the last pack header, 33 bits as sent."""
        return self._assembler.scr

    @property
    def held_bytes(self) -> int:
        """Bytes kept for packets and frames that are not complete."""
        return len(self._buffer) + self._assembler.held_bytes

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Kinds of departure so far, each with its count."""
        return self._tally.counts()

    def feed(self, data: bytes | memoryview, boundary: bool = False) -> list[PsFrame]:
        """Take the next bytes; returns the frames that became complete, in the order in which they ended.

        :param boundary: a frame ends with these bytes (the RTP marker was set). It lets the frame out at
            once rather than with the next one; bytes are never cut by it, so a sender that sets it wrongly
            does little harm. Where the RTP time stamp changed instead, call ``feed(b"", boundary=True)``
            before the new packet.
        """
        if len(data) <= _FEED_BYTES:
            self._buffer += data
            self._run(ended=boundary)
        else:
            view = memoryview(data)
            for at in range(0, len(data), _FEED_BYTES):
                self._buffer += view[at : at + _FEED_BYTES]
                self._run(ended=boundary and at + _FEED_BYTES >= len(data))
        if boundary and not self._buffer:
            self._assembler.close()
        return self._assembler.take_frames()

    def gap(self) -> list[PsFrame]:
        """Bytes are missing here: a packet was lost.

        Unfinished frames come out damaged; what follows up to the next pack header is left out. What looks
        wrong with the rest is the network's doing and no departure of the sender.
        """
        kept, self._tally = self._tally, DeviationTally()
        self._finish()
        self._tally = kept
        self._assembler.close(damaged=True)
        self._hunting = True
        return self._assembler.take_frames()

    def flush(self) -> list[PsFrame]:
        """The stream has ended: returns what was unfinished."""
        self._finish()
        self._assembler.close()
        return self._assembler.take_frames()

    def _finish(self) -> None:
        """Read what the buffer holds as if nothing more came."""
        self._final = True
        self._run(ended=True)
        self._final = False
        self._buffer.clear()
        self._scanned = 0

    def _run(self, *, ended: bool) -> None:
        """Take sections off the front of the buffer.

        :param ended: a section may end where the buffer ends.
        """
        buffer, at = self._buffer, 0
        while at + 4 <= len(buffer):
            if self._in_garbage or not section_stands(buffer, at):
                following = self._skip(at)
            else:
                following = self._section(at, ended)
            if following < 0:
                break
            at = following
            self._scanned = 0
        del buffer[:at]

    def _section(self, at: int, ended: bool) -> int:
        """Read the section at ``at``; offset behind it, or _WAIT."""
        number = self._buffer[at + 3]
        if number == _PACK:
            return self._pack(at)
        if self._hunting:
            return self._skip(at)
        if number >= _PRIVATE_1:
            return self._packet(at, number, ended)
        if number == _PROGRAM_END:
            return at + 4
        return self._header_section(at, number, ended)

    def _skip(self, at: int) -> int:
        """Leave out bytes that belong to no section; offset of the next section or of what is undecided."""
        buffer = self._buffer
        if not (self._in_garbage or self._hunting):
            self._tally.note("bytes that belong to no section", "PS", _PACK_CLAUSE, buffer[at : at + 16])
        search = find_section(buffer, at, packs_only=self._hunting)
        self._in_garbage = not search.found
        return search.at if search.found or search.at > at else _WAIT

    def _pack(self, at: int) -> int:
        buffer = self._buffer
        if len(buffer) < at + 14:
            return _WAIT
        end, scr = at + 12, None
        if buffer[at + 4] >> 4 == 2:
            self._tally.note("MPEG-1 pack header", "pack header", _PACK_CLAUSE, buffer[at:end])
        else:
            end = at + 14 + (buffer[at + 13] & 7)
            if len(buffer) < end:
                return _WAIT
            scr = decode_scr(buffer, at + 4)
            if scr is None:
                what = "fixed bits of the pack header are wrong"
                self._tally.note(what, "pack header", _PACK_CLAUSE, buffer[at:end])
        self._hunting = False
        self._assembler.pack(scr[0] if scr else None)
        return end

    def _header_section(self, at: int, number: int, ended: bool) -> int:
        """System header or PSM."""
        end = self._header_end(at, number, ended)
        if end < 0:
            return end
        if number == _SYSTEM_HEADER:
            self._assembler.system_header()
        else:
            self._psm(bytes(self._buffer[at:end]))
        return end

    def _header_end(self, at: int, number: int, ended: bool) -> int:
        """Where a short section ends: by its length if a section follows there, else at the next section."""
        buffer, size = self._buffer, len(self._buffer)
        if size < at + 6:
            return _WAIT
        end = at + 6 + (buffer[at + 4] << 8 | buffer[at + 5])
        if end <= at + _MAX_HEADER_SECTION:
            if size == end and ended:
                return end
            if size < end + 4 and not self._final:
                return _WAIT
            if size >= end + 4 and section_stands(buffer, end):
                return end
        search = find_section(buffer, at + 6)
        if not search.found and not self._final and size - at < _MAX_HEADER_SECTION:
            return _WAIT
        where, clause = ("PSM", _PSM_CLAUSE) if number == _PSM else ("system header", _SYSTEM_CLAUSE)
        self._tally.note("length does not lead to the next section", where, clause, buffer[at : at + 32])
        return search.at if search.found else at + 4

    def _psm(self, data: bytes) -> None:
        try:
            psm = parse_psm(data)
        except PsError as error:
            self._tally.note(error.what, "PSM", error.clause, data)
            return
        if not psm.crc_ok:
            what = "CRC_32 is wrong" if psm.crc else "CRC_32 is 0"
            self._tally.note(what, "PSM", "ISO/IEC 13818-1 2.5.4.2", data)
        if not psm.whole:
            self._tally.note("lengths do not fit each other", "PSM", _PSM_CLAUSE, data)
        self._assembler.psm(psm)

    def _packet(self, at: int, number: int, ended: bool) -> int:
        """A PES packet, padding or private data: everything with a 16-bit length."""
        buffer, size = self._buffer, len(self._buffer)
        if size < at + _PES_PREFIX:
            return _WAIT
        end = at + _PES_PREFIX + (buffer[at + 4] << 8 | buffer[at + 5])
        if end == at + _PES_PREFIX and is_video_stream(number):
            return self._endless(at, number)
        if size >= end + 4:
            if not section_stands(buffer, end):
                return self._misfit(at, number, end)
        elif not (ended and size == end):
            return self._misfit(at, number, end) if self._final else _WAIT
        self._deliver(at, number, end)
        return end

    def _misfit(self, at: int, number: int, end: int) -> int:
        """A packet with no section behind it: cut short, longer than it says, or followed by garbage."""
        buffer, size = self._buffer, len(self._buffer)
        if self._scanned == 0:
            inner = find_section(buffer, at + 9, end, packs_only=not is_video_stream(number))
            if inner.found:
                return self._cut(at, number, inner.at)
            if inner.at < min(end, size - 2) and not self._final:
                return _WAIT
            if size < end:
                return self._cut(at, number, size)
        if is_video_stream(number):
            search = find_section(buffer, max(end, at + self._scanned))
            if not search.found and not self._final and size - at <= self._max_bytes:
                self._scanned = search.at - at
                return _WAIT
            if search.found and (search.at - end) & 0xFFFF == 0:
                what = "PES_packet_length lacks a multiple of 65 536"
                self._tally.note(what, f"PES {number:02X}", PES_CLAUSE, buffer[at : at + 16])
                end = search.at
        self._deliver(at, number, end)
        return end

    def _cut(self, at: int, number: int, end: int) -> int:
        what = "packet ends before its PES_packet_length"
        self._tally.note(what, f"PES {number:02X}", PES_CLAUSE, self._buffer[at : at + 16])
        self._deliver(at, number, end, damaged=True)
        return end

    def _endless(self, at: int, number: int) -> int:
        """A video PES of length 0 ends where the next section begins."""
        buffer, size = self._buffer, len(self._buffer)
        search = find_section(buffer, at + max(9, self._scanned))
        if not search.found and not self._final and size - at <= self._max_bytes:
            self._scanned = search.at - at
            return _WAIT
        what = "PES_packet_length is 0 in a program stream"
        self._tally.note(what, f"PES {number:02X}", PES_CLAUSE, buffer[at : at + 16])
        end = search.at if search.found else size
        self._deliver(at, number, end)
        return end

    def _deliver(self, at: int, number: int, end: int, *, damaged: bool = False) -> None:
        if not (is_video_stream(number) or is_audio_stream(number) or number == _PRIVATE_1):
            return
        header = parse_pes_header(self._buffer, at + _PES_PREFIX, end, f"PES {number:02X}", self._tally)
        if header is not None:
            payload = bytes(memoryview(self._buffer)[header.start : end])
            self._assembler.pes(number, header.pts, header.dts, payload, damaged=damaged)
