"""Which codec a stream holds: what the map says, checked against the bytes."""

from __future__ import annotations

from camproof.protocols.nal import guess_codec
from camproof.protocols.ps.model import STREAM_TYPE_CODECS, is_video_stream
from camproof.protocols.ps.psm import ProgramStreamMap
from camproof.protocols.tally import DeviationTally

__all__ = ["CodecBook", "is_adts"]

GB_CLAUSE = "GB/T 28181-2022 Annex C.1"
_NAL_CODECS = frozenset(("H264", "H265"))


def is_adts(data: bytes) -> bool:
    """Whether audio bytes begin with an ADTS header whose length fits (ISO/IEC 14496-3 1.A.2.2)."""
    if len(data) < 7 or data[0] != 0xFF or data[1] & 0xF6 != 0xF0:
        return False
    length = (data[3] & 3) << 11 | data[4] << 3 | data[5] >> 5
    return 7 <= length <= len(data)


class CodecBook:
    """Codecs by stream id; a map that lies is noted and the bytes are believed."""

    __slots__ = ("_announced", "_found", "_tally", "psm")

    def __init__(self, tally: DeviationTally) -> None:
        self._tally = tally
        self._announced: dict[int, str] = {}
        self._found: dict[int, str] = {}
        self.psm: ProgramStreamMap | None = None

    def take(self, psm: ProgramStreamMap) -> None:
        """A new map has come."""
        if self.psm is not None and psm.streams == self.psm.streams:
            self.psm = psm
            return
        self.psm = psm
        for stream in psm.streams:
            codec = STREAM_TYPE_CODECS.get(stream.stream_type)
            if codec is None:
                self._tally.note("stream_type is unknown", "PSM", GB_CLAUSE, bytes((stream.stream_type,)))
            self._announced[stream.stream_id] = codec or ""

    def known(self, stream_id: int) -> str:
        """The codec as known so far, "" if nothing is known."""
        return self._found.get(stream_id) or self._announced.get(stream_id, "")

    def announced(self, stream_id: int) -> str | None:
        """What the last map says: "" for an unknown stream_type, None without a line for the stream."""
        return self._announced.get(stream_id)

    def of(self, stream_id: int, announced: str | None, data: bytes) -> str:
        """The codec of a frame with these bytes.

        :param announced: by the map that was valid when the frame began.
        """
        seen = self._inspect(stream_id, data)
        where = f"PES {stream_id:02X}"
        if announced is None:
            what = (
                "no PSM has come, codec told from the bytes"
                if self.psm is None
                else "stream is not in the PSM, codec told from the bytes"
            )
            self._tally.note(what, where, GB_CLAUSE, data[:16])
        elif seen and announced and seen != announced and self._checkable(announced):
            self._tally.note(f"PSM says {announced}, the bytes are {seen}", where, GB_CLAUSE, data[:16])
        elif announced == "AAC" and not seen:
            self._tally.note("PSM says AAC, the bytes are not ADTS", where, GB_CLAUSE, data[:16])
        if seen and (not announced or self._checkable(announced)):
            self._found[stream_id] = seen
            return seen
        return announced or self._found.get(stream_id, "")

    @staticmethod
    def _checkable(announced: str) -> bool:
        return announced in _NAL_CODECS or announced in {"G711A", "G711U"}

    @staticmethod
    def _inspect(stream_id: int, data: bytes) -> str:
        if is_video_stream(stream_id):
            return guess_codec(data) or ""
        return "AAC" if is_adts(data) else ""
