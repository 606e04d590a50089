"""What a DESCRIBE answer says of the video (RFC 2326 C, RFC 4566, RFC 6184 8, RFC 7798 7)."""

from __future__ import annotations

import binascii
import re
from base64 import b64decode
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from camproof.protocols.errors import RtspError, SdpError
from camproof.protocols.rtsp import departures
from camproof.protocols.rtsp.message import plain
from camproof.protocols.rtsp.notes import Notes
from camproof.protocols.rtsp.url import control_url
from camproof.protocols.sdp import MediaDescription, SessionDescription, parse_sdp

__all__ = ["RtspTrack", "read_description"]

STATIC_NAMES: Mapping[int, str] = MappingProxyType(
    {0: "PCMU", 8: "PCMA", 26: "JPEG", 28: "NV", 31: "H261", 32: "MPV", 33: "MP2T", 34: "H263"}
)
"""RFC 3551 6; what a payload type means where no rtpmap says otherwise."""
_DYNAMIC_FROM = 96
_VIDEO_CLOCK_HZ = 90_000
_RENAMED = {"HEVC": "H265", "MP2P": "PS"}
_READABLE = ("H264", "H265", "PS")
_SETS = {
    "H264": ("sprop-parameter-sets",),
    "H265": ("sprop-vps", "sprop-sps", "sprop-pps"),
}
_SET_TYPES = {"H264": frozenset({7, 8}), "H265": frozenset({32, 33, 34})}
_START_CODE = re.compile(rb"\A\x00{2,3}\x01")
_MAX_SETS = 16
_MAX_SET_OCTETS = 4096


@dataclass(frozen=True, slots=True)
class RtspTrack:
    """The video track of a description.

    :param control: URL of SETUP; :param aggregate: of PLAY and what follows.
    :param codec: its name in upper case: "H264", "H265", "PS", "JPEG"; "" where nothing tells.
    :param clock_hz: of the RTP timestamps; None where nothing tells.
    :param sets: parameter sets (NAL units without start code) that stand in the description, in its order.
    :param others: what else the description offers, as "audio PCMA".
    """

    control: str
    aggregate: str
    payload_type: int | None
    codec: str
    clock_hz: int | None = None
    sets: tuple[bytes, ...] = field(default=(), repr=False)
    others: tuple[str, ...] = ()


def read_description(body: bytes, base: str, notes: Notes) -> RtspTrack:
    """The first video of a description whose codec we read, else its first video.

    :param base: what relative control URLs stand to: Content-Base, Content-Location, or the URL itself.
    :raises RtspError: it cannot be read, or offers no video.
    """
    try:
        session = parse_sdp(body, needs_address=False)
    except SdpError as error:
        raise RtspError(error.what, where=plain(error.where) or "SDP", clause=error.clause) from error
    notes.take(one for one in session.deviations if one.clause.startswith("RFC"))
    videos = [media for media in session.media if media.kind == "video"]
    if not videos:
        raise RtspError("the server offers no video", where="RTSP DESCRIBE", clause="RFC 2326 C")
    media = next((one for one in videos if _codec(one, _payload_type(one)) in _READABLE), videos[0])
    return _track(session, media, base, notes)


def _track(session: SessionDescription, media: MediaDescription, base: str, notes: Notes) -> RtspTrack:
    aggregate = _attribute(session.attributes, "control")
    aggregate = control_url(base, aggregate, notes)
    control = media.attribute("control")
    if control is None:
        notes.note(departures.NO_CONTROL)
    number = _payload_type(media)
    codec = _codec(media, number)
    clock_hz = next((one.clock_hz for one in media.rtpmaps if one.payload_type == number), None)
    if number is not None and number >= _DYNAMIC_FROM and not codec:
        notes.note(departures.NO_RTPMAP, str(number))
    if codec in _READABLE and clock_hz not in (None, _VIDEO_CLOCK_HZ):
        notes.note(departures.CLOCK, str(clock_hz))
    others = tuple(
        f"{one.kind} {_codec(one, _payload_type(one))}".strip() for one in session.media if one is not media
    )
    return RtspTrack(
        control_url(base, control, notes),
        aggregate,
        number,
        codec,
        clock_hz or None,
        tuple(_parameter_sets(media, codec, notes)),
        others,
    )


def _payload_type(media: MediaDescription) -> int | None:
    """The first whose codec we read, else the first."""
    numbers = media.payload_types
    return next((one for one in numbers if _codec(media, one) in _READABLE), numbers[0] if numbers else None)


def _codec(media: MediaDescription, number: int | None) -> str:
    """By rtpmap, else by RFC 3551: the table of GB/T 28181 does not hold in RTSP."""
    if number is None:
        return ""
    named = next((one.name.upper() for one in media.rtpmaps if one.payload_type == number), None)
    name = named or STATIC_NAMES.get(number, "")
    return _RENAMED.get(name, name)


def _attribute(attributes: tuple[tuple[str, str | None], ...], name: str) -> str | None:
    return next((value for key, value in attributes if key.lower() == name), None)


def _parameter_sets(media: MediaDescription, codec: str, notes: Notes) -> Iterator[bytes]:
    """The sets of ``a=fmtp:``, whatever payload type it names."""
    given = {
        key.strip().lower(): value.strip().strip('"')
        for name, text in media.attributes
        if name.lower() == "fmtp" and text
        for key, _, value in (one.partition("=") for one in text.partition(" ")[2].split(";"))
    }
    words = [word for name in _SETS.get(codec, ()) for word in given.get(name, "").split(",") if word.strip()]
    for word in words[:_MAX_SETS]:
        nal = _nal(word.strip())
        kind = None if nal is None else (nal[0] & 0x1F if codec == "H264" else nal[0] >> 1 & 0x3F)
        if nal is None or kind not in _SET_TYPES[codec]:
            notes.note(departures.BAD_SETS, word)
        else:
            yield nal


def _nal(text: str) -> bytes | None:
    """A NAL unit in base64, its padding or not, without the start code that some put before it."""
    try:
        data = b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None
    data = _START_CODE.sub(b"", data)
    return data if 2 < len(data) <= _MAX_SET_OCTETS else None
