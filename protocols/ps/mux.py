"""Frames into program stream packs, as GB/T 28181-2022 Annex C.1 wants them.

A key frame is pack header, system header, PSM, PES video, PES audio; any other has no system header and no
PSM.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.ps.headers import pack_header, pes_header, system_header
from camproof.protocols.ps.model import AUDIO_STREAM_ID, CODEC_STREAM_TYPES, VIDEO_STREAM_ID
from camproof.protocols.ps.psm import PsmStream, build_psm
from camproof.protocols.ps.timestamps import signed_difference

__all__ = ["MuxOptions", "PsMuxer"]

MAX_PES_PAYLOAD = 65_000
CLOCK_STEP_BACK = 90_000  # a sender clock that falls back further starts anew


@dataclass(frozen=True, slots=True, kw_only=True)
class MuxOptions:
    """Habits of a sender that a receiver must bear; the defaults are the standard's.

    :param psm: send program stream maps at all.
    :param system_headers: send system headers at all.
    :param crc_zero: leave the PSM's checksum at 0.
    :param video_stream_type: what the PSM says of the video, whatever it is.
    :param audio_stream_type: what the PSM says of the audio, whatever it is.
    :param video_pts: send time stamps on video PES.
    :param audio_pts: send time stamps on audio PES.
    :param repeat_pts: the time stamps of a video frame on each of its PES.
    :param zero_length: leave PES_packet_length of video at 0.
    :param max_pes_payload: bytes of a video frame in one PES.
    :param scr_lead: how far SCR lies before the earliest time stamp of the pack, 90 kHz.
    """

    psm: bool = True
    system_headers: bool = True
    crc_zero: bool = False
    video_stream_type: int | None = None
    audio_stream_type: int | None = None
    video_pts: bool = True
    audio_pts: bool = True
    repeat_pts: bool = False
    zero_length: bool = False
    max_pes_payload: int = MAX_PES_PAYLOAD
    scr_lead: int = 0


class PsMuxer:
    """Packs the frames of one programme; keeps nothing but the last SCR.

    :param video: "H264", "H265", any codec of STREAM_TYPE_CODECS, or None.
    :param audio: "G711A", "AAC" ... or None.
    :param mux_rate: program_mux_rate in units of 50 bytes/s, also the system header's rate_bound.
    """

    __slots__ = ("_last_scr", "_options", "_rate", "_setup")

    def __init__(
        self,
        video: str | None = "H264",
        audio: str | None = None,
        *,
        mux_rate: int = 50_000,
        options: MuxOptions = MuxOptions(),
    ) -> None:
        if not 0 < options.max_pes_payload <= 65_522:
            raise LocalProtocolError("a PES holds 1 to 65 522 bytes of a frame beside its header")
        self._options = options
        self._rate = mux_rate
        self._last_scr: int | None = None
        self._setup = _setup_sections(video, audio, mux_rate, options)

    def pack(
        self,
        video: bytes | None,
        pts: int,
        dts: int | None = None,
        key: bool = False,
        audio: Sequence[tuple[bytes, int]] = (),
    ) -> bytes:
        """One pack: at most one video frame and the audio frames that go with it.

        :param video: Annex B access unit, parameter sets included on key frames; None for audio alone.
        :param pts: of the video, 90 kHz; taken modulo 2**33, as all times here.
        :param dts: None where it equals pts.
        :param key: system header and PSM go before the frame.
        :param audio: (bytes, pts) of each audio frame.
        """
        times = [pts if dts is None else dts] if video is not None else []
        times += [audio_pts for _, audio_pts in audio]
        parts: list[bytes | memoryview] = [pack_header(self._scr(times or [pts]), 0, self._rate)]
        if key:
            parts.append(self._setup)
        if video is not None:
            self._append_pes(parts, VIDEO_STREAM_ID, video, (pts, dts) if self._options.video_pts else None)
        for data, audio_pts in audio:
            self._append_pes(
                parts, AUDIO_STREAM_ID, data, (audio_pts, None) if self._options.audio_pts else None
            )
        return b"".join(parts)

    def _scr(self, times: list[int]) -> int:
        """The earliest time of the pack less the lead, but never before the last SCR."""
        earliest = times[0]
        for time in times[1:]:
            if signed_difference(time, earliest) < 0:
                earliest = time
        scr = earliest - self._options.scr_lead
        last = self._last_scr
        if last is not None and -CLOCK_STEP_BACK < signed_difference(scr, last) < 0:
            scr = last
        self._last_scr = scr
        return scr

    def _append_pes(
        self,
        parts: list[bytes | memoryview],
        stream_id: int,
        data: bytes,
        times: tuple[int, int | None] | None,
    ) -> None:
        is_video = stream_id == VIDEO_STREAM_ID
        size = self._options.max_pes_payload if is_video else MAX_PES_PAYLOAD
        zero_length = self._options.zero_length and is_video
        view = memoryview(data)
        for at in range(0, len(data), size) or (0,):
            piece = view[at : at + size]
            pts, dts = times if times and (at == 0 or self._options.repeat_pts) else (None, None)
            parts.append(pes_header(stream_id, len(piece), pts, dts, zero_length=zero_length))
            parts.append(piece)


def _setup_sections(video: str | None, audio: str | None, rate: int, options: MuxOptions) -> bytes:
    """System header and PSM, the same before each key frame."""
    streams = []
    if video is not None:
        streams.append(PsmStream(_stream_type(video, options.video_stream_type), VIDEO_STREAM_ID))
    if audio is not None:
        streams.append(PsmStream(_stream_type(audio, options.audio_stream_type), AUDIO_STREAM_ID))
    sections = b""
    if options.system_headers:
        sections += system_header(
            video=(VIDEO_STREAM_ID,) if video else (),
            audio=(AUDIO_STREAM_ID,) if audio else (),
            rate_bound=rate,
        )
    if options.psm:
        sections += build_psm(streams, crc=0 if options.crc_zero else None)
    return sections


def _stream_type(codec: str, announced: int | None) -> int:
    if announced is not None:
        return announced
    if codec not in CODEC_STREAM_TYPES:
        known = ", ".join(CODEC_STREAM_TYPES)
        raise LocalProtocolError(f"the program stream map has no type for codec {codec}; known are {known}")
    return CODEC_STREAM_TYPES[codec]
