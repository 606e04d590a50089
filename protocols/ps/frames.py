"""PES packets put together to frames, and what GB/T 28181 and ISO/IEC 13818-1 ask of them checked on the way.

A video frame ends where a PES with other time stamps begins, or one in a new pack that starts a picture.
Each audio PES is a frame. Bytes before the first picture start of a PES that has a new PTS belong to the
frame before (ISO/IEC 13818-1 2.4.3.7: the PTS is that of the first access unit that begins in the packet).
"""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.protocols.nal import guess_codec, is_key
from camproof.protocols.ps.codecs import GB_CLAUSE, CodecBook
from camproof.protocols.ps.model import PsFrame, is_audio_stream, is_video_stream
from camproof.protocols.ps.pes import CLAUSE as PES_CLAUSE
from camproof.protocols.ps.pictures import begins_with_start_code, find_picture_start, starts_picture
from camproof.protocols.ps.psm import ProgramStreamMap
from camproof.protocols.ps.timestamps import nearest, signed_difference
from camproof.protocols.tally import DeviationTally

__all__ = ["FrameAssembler"]

SCR_CLAUSE = "ISO/IEC 13818-1 2.5.2"


@dataclass(slots=True)
class _Pending:
    """A video frame whose end has not been seen."""

    pts: int | None
    dts: int | None
    pack: int
    setup: tuple[bool, bool]
    announced: str | None
    damaged: bool
    parts: list[bytes] = field(default_factory=list)
    size: int = 0
    dropped: bool = False


class FrameAssembler:
    """Takes the sections of a program stream in order and hands out frames.

    :param max_frame_bytes: all unfinished frames together hold no more; a frame that would is dropped.
    """

    def __init__(self, tally: DeviationTally, max_frame_bytes: int) -> None:
        self._tally = tally
        self._max_bytes = max_frame_bytes
        self.held_bytes = 0
        self._pending: dict[int, _Pending] = {}
        self._last_time: dict[int, int] = {}
        self._last_dts: dict[int, int] = {}
        self._frames: list[PsFrame] = []
        self._seen_system_header = False
        self._seen_psm = False
        self.codecs = CodecBook(tally)
        self.packs = 0
        self.scr: int | None = None

    def take_frames(self) -> list[PsFrame]:
        """The frames that became complete since the last call."""
        frames, self._frames = self._frames, []
        return frames

    def pack(self, scr: int | None) -> None:
        """A pack header. :param scr: base as sent, 90 kHz; None when its bits were wrong."""
        self.packs += 1
        self._seen_system_header = self._seen_psm = False
        if scr is None:
            return
        if self.scr is not None and signed_difference(scr, self.scr) < 0:
            self._tally.note("SCR goes back", "pack header", SCR_CLAUSE)
        self.scr = scr

    def system_header(self) -> None:
        """A system header came."""
        self._seen_system_header = True

    def psm(self, psm: ProgramStreamMap) -> None:
        """A program stream map came: it tells the codecs of what follows."""
        self._seen_psm = True
        self.codecs.take(psm)

    def pes(
        self, stream_id: int, pts: int | None, dts: int | None, payload: bytes, *, damaged: bool = False
    ) -> None:
        """One PES packet. :param pts: 33 bits as sent; dts likewise. :param damaged: its end is missing."""
        if pts is not None:
            self._check_order(stream_id, pts, pts if dts is None else dts)
        if is_video_stream(stream_id):
            self._video(stream_id, pts, dts, payload, damaged)
            return
        if is_audio_stream(stream_id) and pts is None:
            self._tally.note("audio PES without PTS", f"PES {stream_id:02X}", GB_CLAUSE)
        if payload:
            codec = self.codecs.of(stream_id, self.codecs.announced(stream_id), payload)
            self._emit(stream_id, codec, pts, dts, payload, damaged)

    def close(self, *, damaged: bool = False) -> None:
        """No more bytes of the unfinished frames will come."""
        for stream_id in list(self._pending):
            self._finish(stream_id, damaged=damaged)

    def _check_order(self, stream_id: int, pts: int, dts: int) -> None:
        if pts != dts and signed_difference(pts, dts) < 0:
            self._tally.note("DTS is later than PTS", f"PES {stream_id:02X}", PES_CLAUSE)
        if self.scr is not None and signed_difference(dts, self.scr) < 0:
            self._tally.note("SCR is later than DTS", f"PES {stream_id:02X}", SCR_CLAUSE)

    def _video(self, stream_id: int, pts: int | None, dts: int | None, payload: bytes, damaged: bool) -> None:
        pending = self._pending.get(stream_id)
        if pending is not None:
            if self._continues(stream_id, pending, pts, dts, payload):
                self._append(stream_id, pending, payload, damaged)
                return
            if not begins_with_start_code(payload):
                payload = self._give_back(stream_id, pending, payload)
            same_pack = pending.pack == self.packs
            self._finish(stream_id)
            if same_pack:
                self._tally.note("frame begins without a pack header", f"PES {stream_id:02X}", GB_CLAUSE)
        elif self.packs == 0:
            self._tally.note("frame begins without a pack header", f"PES {stream_id:02X}", GB_CLAUSE)
        torn = damaged or not begins_with_start_code(payload)
        setup = (self._seen_system_header, self._seen_psm)
        pending = _Pending(pts, dts, self.packs, setup, self.codecs.announced(stream_id), torn)
        self._pending[stream_id] = pending
        self._append(stream_id, pending, payload, damaged)

    def _continues(
        self, stream_id: int, pending: _Pending, pts: int | None, dts: int | None, payload: bytes
    ) -> bool:
        """Whether this PES belongs to the unfinished frame."""
        same_times = pts == pending.pts and dts == pending.dts
        if pts is not None and not same_times:
            return False
        where = f"PES {stream_id:02X}"
        if pending.pack == self.packs:
            if pts is not None:
                self._tally.note("time stamps repeated on a continuation PES", where, PES_CLAUSE)
            return True
        if starts_picture(self._codec(stream_id, pending), payload):
            return False
        self._tally.note("frame is spread over several packs", where, GB_CLAUSE)
        return True

    def _give_back(self, stream_id: int, pending: _Pending, payload: bytes) -> bytes:
        """Bytes before the first picture start go to the frame before; returns the rest."""
        start = find_picture_start(self._codec(stream_id, pending), payload)
        if start <= 0:
            return payload
        self._tally.note("PES with PTS does not begin with its frame", f"PES {stream_id:02X}", GB_CLAUSE)
        self._append(stream_id, pending, payload[:start], damaged=False)
        return payload[start:]

    def _codec(self, stream_id: int, pending: _Pending) -> str:
        """The codec of an unfinished frame, from its first bytes if they tell."""
        guess = guess_codec(pending.parts[0]) if pending.parts else None
        return guess or self.codecs.known(stream_id)

    def _append(self, stream_id: int, pending: _Pending, payload: bytes, damaged: bool) -> None:
        pending.damaged |= damaged
        pending.pack = self.packs
        if pending.dropped:
            return
        if self.held_bytes + len(payload) > self._max_bytes:
            self._tally.note("frame is too large and was dropped", f"PES {stream_id:02X}")
            self.held_bytes -= pending.size
            pending.parts.clear()
            pending.size, pending.dropped = 0, True
            return
        pending.parts.append(payload)
        pending.size += len(payload)
        self.held_bytes += len(payload)

    def _finish(self, stream_id: int, *, damaged: bool = False) -> None:
        pending = self._pending.pop(stream_id)
        self.held_bytes -= pending.size
        if not pending.size:
            return
        if pending.pts is None:
            self._tally.note("video PES without PTS", f"PES {stream_id:02X}", GB_CLAUSE)
        data = pending.parts[0] if len(pending.parts) == 1 else b"".join(pending.parts)
        torn = damaged or pending.damaged
        codec = self.codecs.of(stream_id, pending.announced, data)
        self._emit(stream_id, codec, pending.pts, pending.dts, data, torn)
        if pending.setup != (True, True) and codec in {"H264", "H265"} and not torn and is_key(codec, data):
            self._note_bare_key_frame(stream_id, pending.setup)

    def _note_bare_key_frame(self, stream_id: int, setup: tuple[bool, bool]) -> None:
        for seen, name in zip(setup, ("system header", "PSM"), strict=True):
            if not seen:
                self._tally.note(f"key frame without {name}", f"PES {stream_id:02X}", GB_CLAUSE)

    def _emit(
        self, stream_id: int, codec: str, pts: int | None, dts: int | None, data: bytes, damaged: bool
    ) -> None:
        long_pts = self._unwrap(stream_id, pts)
        long_dts = long_pts if dts is None else self._unwrap(stream_id, dts)
        if long_dts is not None:
            last = self._last_dts.get(stream_id)
            if last is not None and long_dts <= last:
                what = "time stamp stands still" if long_dts == last else "time stamp goes back"
                self._tally.note(what, f"PES {stream_id:02X}", PES_CLAUSE)
            self._last_dts[stream_id] = long_dts
        self._frames.append(PsFrame(stream_id, codec, long_pts, long_dts, data, damaged))

    def _unwrap(self, stream_id: int, value: int | None) -> int | None:
        """Continue a 33-bit time over the wrap: nearest to the stream's last, at first to any other's."""
        if value is None:
            return None
        reference = self._last_time.get(stream_id)
        if reference is None:
            reference = next(iter(self._last_time.values()), value)
        result = self._last_time[stream_id] = nearest(value, reference)
        return result
