"""Values of a GB/T 28181 session description (GB/T 28181-2022 Annex F and G; RFC 4566)."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from camproof.protocols.deviation import Deviation
from camproof.protocols.sdp.media_format import MediaFormat
from camproof.protocols.sdp.payloads import RtpMap, codec_name
from camproof.protocols.sdp.ssrc import ssrc_int

__all__ = ["CLAUSE", "Direction", "MediaDescription", "SessionDescription", "SessionName", "Setup"]

CLAUSE = "GB/T 28181-2022 Annex F"

Direction = Literal["sendonly", "recvonly", "sendrecv", "inactive"]
Setup = Literal["passive", "active"]
SessionName = Literal["Play", "Playback", "Download", "Talk"]


@dataclass(frozen=True, slots=True)
class MediaDescription:
    """One ``m=`` block.

    :param kind: "video" or "audio".
    :param port: 0-65535; 0 refuses the stream.
    :param protocol: "RTP/AVP" (UDP) or "TCP/RTP/AVP".
    :param rtpmaps: the ``a=rtpmap:`` lines; a name there wins over the usual meaning of the number.
    :param direction: of the writer; None if no line says so.
    :param setup: TCP role of the writer; None if no line says so.
    :param connection: "new" or "existing"; None if no line says so.
    :param host: a ``c=`` of its own, "" for the one of the session.
    :param attributes: all other ``a=`` lines in order, as name and value (None for a bare name).
    """

    kind: str
    port: int
    protocol: str = "RTP/AVP"
    payload_types: tuple[int, ...] = (96,)
    rtpmaps: tuple[RtpMap, ...] = ()
    direction: Direction | None = None
    setup: Setup | None = None
    connection: str | None = None
    host: str = ""
    attributes: tuple[tuple[str, str | None], ...] = ()

    @property
    def over_tcp(self) -> bool:
        """Whether the media go over TCP."""
        return self.protocol.upper().startswith("TCP/")

    def attribute(self, name: str) -> str | None:
        """Value of the first other ``a=`` line of that name, whatever its case; "" for a bare name."""
        wanted = name.lower()
        return next((value or "" for key, value in self.attributes if key.lower() == wanted), None)

    def codec(self, payload_type: int) -> str | None:
        """Upper-case codec name of a payload type: its rtpmap, else the table of the standard."""
        return codec_name(payload_type, self.rtpmaps)

    def payload_of(self, codec: str) -> int | None:
        """The first payload type of a codec; None where it is not offered."""
        return next((number for number in self.payload_types if self.codec(number) == codec), None)

    @property
    def answering_role(self) -> Literal["udp", "tcp-passive", "tcp-active"]:
        """The transport role of whoever answers; without a word about roles a device dials (Annex D)."""
        if not self.over_tcp:
            return "udp"
        return "tcp-passive" if self.setup == "active" else "tcp-active"

    @property
    def download_speed(self) -> int | None:
        """``a=downloadspeed``: a multiple of real time."""
        return self._integer("downloadspeed")

    @property
    def file_size(self) -> int | None:
        """``a=filesize``: bytes."""
        return self._integer("filesize")

    @property
    def stream_number(self) -> int | None:
        """``a=streamnumber``: 0 main, 1 and up sub streams; the vendors' older names are read too."""
        for name in ("streamnumber", "streamprofile", "streamMode", "stream"):
            number = self._integer(name)
            if number is not None:
                return number
        return None

    def _integer(self, name: str) -> int | None:
        text = (self.attribute(name) or "").strip()
        return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else None


@dataclass(frozen=True, slots=True)
class SessionDescription:
    """One offer or answer.

    :param origin_user: user of ``o=``: a 20-digit code.
    :param session_name: ``s=``; one of :data:`SessionName`, or whatever the peer wrote.
    :param host: address of ``c=`` (of the first media if the session has none).
    :param start_s: ``t=`` start, Unix seconds; 0 for live.
    :param end_s: ``t=`` end, Unix seconds; 0 for live.
    :param uri: ``u=``, "" if there is none.
    :param ssrc: the digits of ``y=`` as written; None if the line is missing or no number.
    :param f: the ``f=`` line.
    :param origin_host: address of ``o=``; "" writes ``host``.
    :param attributes: ``a=`` lines before the first ``m=``.
    """

    origin_user: str
    session_name: str
    host: str
    media: tuple[MediaDescription, ...]
    start_s: int = 0
    end_s: int = 0
    uri: str = ""
    ssrc: str | None = None
    f: MediaFormat | None = None
    session_id: int = 0
    session_version: int = 0
    origin_host: str = ""
    attributes: tuple[tuple[str, str | None], ...] = ()
    deviations: tuple[Deviation, ...] = field(default=(), compare=False)

    @property
    def ssrc_number(self) -> int | None:
        """``y=`` as the 32-bit RTP SSRC; None if it is missing or too big."""
        return None if self.ssrc is None else ssrc_int(self.ssrc)

    @property
    def video(self) -> MediaDescription | None:
        """The first video block."""
        return self.first("video")

    @property
    def audio(self) -> MediaDescription | None:
        """The first audio block."""
        return self.first("audio")

    def first(self, kind: str) -> MediaDescription | None:
        """The first block of a kind such as "video"; None where there is none."""
        return next((media for media in self.media if media.kind == kind), None)

    def host_of(self, media: MediaDescription) -> str:
        """Where the writer takes this block's packets, or sends them from."""
        return media.host or self.host
