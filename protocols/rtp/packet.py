"""RTP packets (RFC 3550 5.1): bytes to value and back."""

from __future__ import annotations

from struct import Struct
from typing import NamedTuple

from camproof.protocols.errors import LocalProtocolError, RtpError

__all__ = ["HEADER_BYTES", "RtpExtension", "RtpPacket", "parse_rtp", "rtp_header", "serialise_rtp"]

HEADER_BYTES = 12
_CLAUSE = "RFC 3550 5.1"
_FIXED = Struct(">BBHII")
_unpack = _FIXED.unpack_from
_EXTENSION = Struct(">HH")


class RtpExtension(NamedTuple):
    """A header extension (RFC 3550 5.3.1): the 16-bit profile word and whole 32-bit words of data."""

    profile: int
    data: bytes


class RtpPacket(NamedTuple):
    """One RTP packet, immutable: a named tuple, as a frozen dataclass of this size costs three times as much.

    :param payload: of the kind that was parsed: a slice of ``bytes``, or a ``memoryview`` without a copy.
    """

    payload_type: int
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes | memoryview
    marker: bool = False
    csrcs: tuple[int, ...] = ()
    extension: RtpExtension | None = None


_new = tuple.__new__


def parse_rtp(data: bytes | memoryview) -> RtpPacket:
    """Read one packet; padding is taken off. Raises RtpError when the header does not fit."""
    if len(data) < HEADER_BYTES:
        raise RtpError(f"packet of {len(data)} bytes is shorter than the 12-byte header", clause=_CLAUSE)
    first, second, sequence, timestamp, ssrc = _unpack(data)
    if first == 0x80:
        return _new(
            RtpPacket,
            (second & 0x7F, sequence, timestamp, ssrc, data[12:], second > 0x7F, (), None),
        )
    if first >> 6 != 2:
        raise RtpError(f"version {first >> 6} where 2 is expected", where="RTP header", clause=_CLAUSE)
    start, end, csrcs, extension = _variable_part(data, first)
    return RtpPacket(
        second & 0x7F, sequence, timestamp, ssrc, data[start:end], second > 0x7F, csrcs, extension
    )


def _variable_part(
    data: bytes | memoryview, first: int
) -> tuple[int, int, tuple[int, ...], RtpExtension | None]:
    """Start and end of the payload, contributing sources and extension."""
    start = HEADER_BYTES + 4 * (first & 0x0F)
    end = len(data)
    if start > end:
        raise RtpError("contributing sources run past the end", where="RTP header", clause=_CLAUSE)
    csrcs = tuple(int.from_bytes(data[at : at + 4]) for at in range(HEADER_BYTES, start, 4))
    extension = None
    if first & 0x10:
        extension, start = _read_extension(data, start)
    if first & 0x20:
        end -= _padding(data, start)
    return start, end, csrcs, extension


def _read_extension(data: bytes | memoryview, start: int) -> tuple[RtpExtension, int]:
    if start + 4 > len(data):
        raise RtpError("header extension is cut off", where="RTP header", clause="RFC 3550 5.3.1")
    profile, words = _EXTENSION.unpack_from(data, start)
    end = start + 4 + 4 * words
    if end > len(data):
        raise RtpError("header extension runs past the end", where="RTP header", clause="RFC 3550 5.3.1")
    return RtpExtension(profile, bytes(data[start + 4 : end])), end


def _padding(data: bytes | memoryview, start: int) -> int:
    count = data[-1] if len(data) > start else 0
    if not 0 < count <= len(data) - start:
        raise RtpError("padding count does not fit the packet", where="RTP padding", clause=_CLAUSE)
    return count


def rtp_header(payload_type: int, sequence: int, timestamp: int, ssrc: int, marker: bool = False) -> bytes:
    """The 12-byte header of a packet without extension; all numbers are taken modulo their width."""
    second = (payload_type & 0x7F) | (0x80 if marker else 0)
    return _FIXED.pack(0x80, second, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc & 0xFFFFFFFF)


def serialise_rtp(packet: RtpPacket) -> bytes:
    """The packet's bytes. Raises LocalProtocolError for more than 15 sources or a ragged extension."""
    if len(packet.csrcs) > 15:
        raise LocalProtocolError("an RTP packet holds at most 15 contributing sources")
    header = rtp_header(packet.payload_type, packet.sequence, packet.timestamp, packet.ssrc, packet.marker)
    parts: list[bytes | memoryview] = [header]
    first = 0x80 | len(packet.csrcs)
    parts.extend((source & 0xFFFFFFFF).to_bytes(4) for source in packet.csrcs)
    if packet.extension is not None:
        first |= 0x10
        parts.append(_extension_bytes(packet.extension))
    parts[0] = bytes((first,)) + header[1:]
    parts.append(packet.payload)
    return b"".join(parts)


def _extension_bytes(extension: RtpExtension) -> bytes:
    words, rest = divmod(len(extension.data), 4)
    if rest or words > 0xFFFF:
        raise LocalProtocolError("an RTP header extension holds up to 65 535 whole 32-bit words")
    return _EXTENSION.pack(extension.profile & 0xFFFF, words) + extension.data
