"""Ready-made offers and answers for live view, playback, download, broadcast and talk.

Roles are the writer's: a platform that offers ``tcp-passive`` listens, and the device dials.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.sdp.media_format import MediaFormat
from camproof.protocols.sdp.model import Direction, MediaDescription, SessionDescription, Setup
from camproof.protocols.sdp.payloads import PAYLOADS, RtpMap

__all__ = ["MediaTransport", "answer_to", "audio_offer", "history_offer", "live_offer"]

MediaTransport = Literal["udp", "tcp-passive", "tcp-active"]

_ROLES: dict[MediaTransport, Setup | None] = {"udp": None, "tcp-passive": "passive", "tcp-active": "active"}
_OPPOSITE: dict[Direction | None, Direction] = {
    "recvonly": "sendonly",
    "sendonly": "recvonly",
    "sendrecv": "sendrecv",
    "inactive": "inactive",
    None: "sendonly",
}
_DEFAULT_VIDEO = (96, 98, 100)


def live_offer(
    *,
    origin_user: str,
    host: str,
    port: int,
    ssrc: str,
    transport: MediaTransport = "udp",
    payload_types: tuple[int, ...] = _DEFAULT_VIDEO,
    stream_number: int | None = None,
    media_format: MediaFormat | None = None,
) -> SessionDescription:
    """Asks for live video (``s=Play``).

    :param origin_user: 20-digit code for ``o=``.
    :param ssrc: ten digits, see :func:`~camproof.protocols.sdp.make_ssrc`.
    :param transport: role of the writer.
    :param stream_number: 0 main, 1 and up sub streams (2022); None leaves the line out.
    """
    extra = () if stream_number is None else (("streamnumber", str(stream_number)),)
    media = _media("video", port, transport, payload_types, "recvonly", extra)
    return SessionDescription(origin_user, "Play", host, (media,), ssrc=ssrc, f=media_format)


def history_offer(
    *,
    origin_user: str,
    device_id: str,
    host: str,
    port: int,
    ssrc: str,
    start_s: int,
    end_s: int,
    transport: MediaTransport = "udp",
    download_speed: int | None = None,
    record_type: int = 0,
    payload_types: tuple[int, ...] = _DEFAULT_VIDEO,
    stream_number: int | None = None,
    media_format: MediaFormat | None = None,
) -> SessionDescription:
    """Asks for recorded video between two Unix times: ``s=Download`` with a speed, else ``s=Playback``.

    :param record_type: 0 all, 1 manual, 2 alarm, 3 time.
    :param download_speed: multiple of real time.
    """
    extra: list[tuple[str, str]] = []
    if stream_number is not None:
        extra.append(("streamnumber", str(stream_number)))
    if download_speed is not None:
        extra.append(("downloadspeed", str(download_speed)))
    return SessionDescription(
        origin_user,
        "Playback" if download_speed is None else "Download",
        host,
        (_media("video", port, transport, payload_types, "recvonly", tuple(extra)),),
        start_s=start_s,
        end_s=end_s,
        uri=f"{device_id}:{record_type}",
        ssrc=ssrc,
        f=media_format,
    )


def audio_offer(
    *,
    origin_user: str,
    host: str,
    port: int,
    ssrc: str,
    transport: MediaTransport = "udp",
    talk: bool = False,
    payload_types: tuple[int, ...] = (8,),
) -> SessionDescription:
    """Asks for voice: the device's INVITE of a broadcast, or with ``talk`` the 2016 ``s=Talk`` both ways."""
    direction: Direction = "sendrecv" if talk else "recvonly"
    media = _media("audio", port, transport, payload_types, direction)
    g711 = MediaFormat(audio_codec="1", audio_rate="8", sampling="1")
    return SessionDescription(origin_user, "Talk" if talk else "Play", host, (media,), ssrc=ssrc, f=g711)


def answer_to(
    offer: SessionDescription,
    *,
    origin_user: str,
    host: str,
    port: int,
    payload_type: int | None = None,
    ssrc: str | None = None,
    file_size: int | None = None,
    media_format: MediaFormat | None = None,
) -> SessionDescription:
    """The answer to an offer: the same session, the opposite direction and TCP role, one payload type.

    :param payload_type: the chosen one; by default PS (or for audio PCMA) where offered, else the first.
    :param ssrc: other digits than the offered ones.
    :param file_size: bytes, for a download.
    :raises LocalProtocolError: the offer has no media, or not that payload type.
    """
    if not offer.media:
        raise LocalProtocolError("the offer has no media to answer")
    asked = offer.media[0]
    chosen = _choose(asked) if payload_type is None else payload_type
    if chosen not in asked.payload_types:
        raise LocalProtocolError(f"payload type {chosen} was not offered")
    answer = replace(
        asked,
        port=port,
        host="",
        payload_types=(chosen,),
        rtpmaps=_rtpmap_of(asked, chosen),
        direction=_OPPOSITE[asked.direction],
        setup=_opposite_role(asked),
        connection="new" if asked.over_tcp else None,
        attributes=() if file_size is None else (("filesize", str(file_size)),),
    )
    return SessionDescription(
        origin_user,
        offer.session_name,
        host,
        (answer,),
        start_s=offer.start_s,
        end_s=offer.end_s,
        ssrc=ssrc or offer.ssrc,
        f=media_format,
    )


def _media(
    kind: str,
    port: int,
    transport: MediaTransport,
    payload_types: tuple[int, ...],
    direction: Direction,
    attributes: tuple[tuple[str, str], ...] = (),
) -> MediaDescription:
    tcp = transport != "udp"
    return MediaDescription(
        kind,
        port,
        "TCP/RTP/AVP" if tcp else "RTP/AVP",
        payload_types,
        tuple(PAYLOADS[number] for number in payload_types if number in PAYLOADS),
        direction,
        _ROLES[transport],
        "new" if tcp else None,
        attributes=attributes,
    )


def _choose(media: MediaDescription) -> int:
    wanted = "PCMA" if media.kind == "audio" else "PS"
    return next(
        (number for number in media.payload_types if media.codec(number) == wanted), media.payload_types[0]
    )


def _rtpmap_of(media: MediaDescription, payload_type: int) -> tuple[RtpMap, ...]:
    named = tuple(entry for entry in media.rtpmaps if entry.payload_type == payload_type)
    usual = PAYLOADS.get(payload_type)
    return named[:1] or ((usual,) if usual else ())


def _opposite_role(media: MediaDescription) -> Setup | None:
    if not media.over_tcp:
        return None
    return "passive" if media.setup == "active" else "active"
