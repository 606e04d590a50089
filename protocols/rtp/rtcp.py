"""RTCP (RFC 3550 6): sender and receiver reports, source description, goodbye, in compound packets."""

from __future__ import annotations

from dataclasses import dataclass
from struct import Struct

from camproof.protocols.errors import LocalProtocolError, RtpError

__all__ = [
    "Bye",
    "CutRtcp",
    "OtherRtcp",
    "ReceiverReport",
    "ReportBlock",
    "RtcpPacket",
    "Sdes",
    "SdesChunk",
    "SenderReport",
    "build_rtcp",
    "is_rtcp",
    "parse_rtcp",
]

SENDER_REPORT, RECEIVER_REPORT, SOURCE_DESCRIPTION, GOODBYE = 200, 201, 202, 203
CNAME = 1
_MAX_COUNT = 31
_MASK = 0xFFFFFFFF
_COMMON = Struct(">BBH")
_SENDER = Struct(">IQIII")
_BLOCK = Struct(">IIIIII")


@dataclass(frozen=True, slots=True)
class ReportBlock:
    """What a receiver says of one source (RFC 3550 6.4.1).

    :param fraction_lost: of 256, since the last report.
    :param cumulative_lost: packets, signed; duplicates make it negative.
    :param highest_sequence: extended by the count of wraps in the upper 16 bits.
    :param jitter: in units of the RTP clock.
    :param last_sr: the middle 32 bits of the NTP time of the last sender report; 0 if none came.
    :param delay_since_sr: in units of 1/65536 s.
    """

    ssrc: int
    fraction_lost: int = 0
    cumulative_lost: int = 0
    highest_sequence: int = 0
    jitter: int = 0
    last_sr: int = 0
    delay_since_sr: int = 0


@dataclass(frozen=True, slots=True)
class SenderReport:
    """SR (RFC 3550 6.4.1). :param ntp: 64 bits, seconds since 1900 in the upper half."""

    ssrc: int
    ntp: int
    rtp_timestamp: int
    packets: int
    octets: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class ReceiverReport:
    """RR (RFC 3550 6.4.2)."""

    ssrc: int
    reports: tuple[ReportBlock, ...] = ()


@dataclass(frozen=True, slots=True)
class SdesChunk:
    """Items of one source: (item type, text); type 1 is CNAME."""

    ssrc: int
    items: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Sdes:
    """SDES (RFC 3550 6.5)."""

    chunks: tuple[SdesChunk, ...] = ()


@dataclass(frozen=True, slots=True)
class Bye:
    """BYE (RFC 3550 6.6)."""

    ssrcs: tuple[int, ...]
    reason: str = ""


@dataclass(frozen=True, slots=True)
class OtherRtcp:
    """APP, feedback or extended report, kept as it came: count field and what follows the common header."""

    packet_type: int
    count: int
    body: bytes


@dataclass(frozen=True, slots=True)
class CutRtcp:
    """The rest of a compound packet that could not be read, after readable ones."""

    what: str
    data: bytes


RtcpPacket = SenderReport | ReceiverReport | Sdes | Bye | OtherRtcp | CutRtcp


def is_rtcp(data: bytes | memoryview) -> bool:
    """Whether a packet on a shared connection is RTCP and not RTP (RFC 5761 4)."""
    return len(data) >= 4 and data[0] >> 6 == 2 and 192 <= data[1] <= 223


def parse_rtcp(data: bytes | memoryview) -> tuple[RtcpPacket, ...]:
    """Read a compound packet.

    Raises RtpError when not even the first packet is readable; a later one that is cut off or broken ends the
    tuple as :class:`CutRtcp`.
    """
    data = bytes(data)
    packets: list[RtcpPacket] = []
    at = 0
    while at < len(data) or not packets:
        try:
            packet, at_next = _parse_one(data, at)
        except RtpError as error:
            if not packets:
                raise
            packets.append(CutRtcp(str(error), data[at:]))
            break
        packets.append(packet)
        at = at_next
    return tuple(packets)


def _parse_one(data: bytes, at: int) -> tuple[RtcpPacket, int]:
    if at + 4 > len(data):
        raise RtpError("packet is shorter than the common header", where="RTCP", clause="RFC 3550 6.4.1")
    first, packet_type, words = _COMMON.unpack_from(data, at)
    end = at + 4 + 4 * words
    if first >> 6 != 2:
        raise RtpError(f"version {first >> 6} where 2 is expected", where="RTCP", clause="RFC 3550 6.4.1")
    if end > len(data):
        raise RtpError("length runs past the end", where="RTCP", clause="RFC 3550 6.4.1")
    body = data[at + 4 : end]
    if first & 0x20:
        body = _without_padding(body)
    return _parse_body(packet_type, first & 0x1F, body), end


def _without_padding(body: bytes) -> bytes:
    if not body or not 0 < body[-1] <= len(body):
        raise RtpError("padding count does not fit", where="RTCP", clause="RFC 3550 6.4.1")
    return body[: -body[-1]]


def _parse_body(packet_type: int, count: int, body: bytes) -> RtcpPacket:
    if packet_type == SENDER_REPORT:
        _need(body, _SENDER.size + count * _BLOCK.size, "SR")
        ssrc, ntp, timestamp, packets, octets = _SENDER.unpack_from(body)
        return SenderReport(ssrc, ntp, timestamp, packets, octets, _blocks(body, _SENDER.size, count))
    if packet_type == RECEIVER_REPORT:
        _need(body, 4 + count * _BLOCK.size, "RR")
        return ReceiverReport(int.from_bytes(body[:4]), _blocks(body, 4, count))
    if packet_type == SOURCE_DESCRIPTION:
        return Sdes(_chunks(body, count))
    if packet_type == GOODBYE:
        return _bye(body, count)
    return OtherRtcp(packet_type, count, body)


def _need(body: bytes, size: int, name: str) -> None:
    if len(body) < size:
        raise RtpError(
            f"{name} of {len(body)} bytes is shorter than its count says", where="RTCP", clause="RFC 3550 6.4"
        )


def _blocks(body: bytes, start: int, count: int) -> tuple[ReportBlock, ...]:
    return tuple(_block(body, start + n * _BLOCK.size) for n in range(count))


def _block(body: bytes, at: int) -> ReportBlock:
    ssrc, loss, highest, jitter, last_sr, delay = _BLOCK.unpack_from(body, at)
    lost = loss & 0xFFFFFF
    return ReportBlock(
        ssrc, loss >> 24, lost - (1 << 24) if lost >> 23 else lost, highest, jitter, last_sr, delay
    )


def _chunks(body: bytes, count: int) -> tuple[SdesChunk, ...]:
    chunks, at = [], 0
    for _ in range(count):
        _need(body, at + 4, "SDES")
        ssrc = int.from_bytes(body[at : at + 4])
        items, at = _items(body, at + 4)
        chunks.append(SdesChunk(ssrc, items))
    return tuple(chunks)


def _items(body: bytes, at: int) -> tuple[tuple[tuple[int, str], ...], int]:
    items = []
    while at < len(body) and body[at] != 0:
        _need(body, at + 2, "SDES")
        end = at + 2 + body[at + 1]
        _need(body, end, "SDES")
        items.append((body[at], body[at + 2 : end].decode("utf-8", "replace")))
        at = end
    return tuple(items), (at // 4 + 1) * 4


def _bye(body: bytes, count: int) -> Bye:
    _need(body, 4 * count, "BYE")
    ssrcs = tuple(int.from_bytes(body[4 * n : 4 * n + 4]) for n in range(count))
    rest = body[4 * count :]
    reason = b""
    if rest:
        _need(body, 4 * count + 1 + rest[0], "BYE")
        reason = rest[1 : 1 + rest[0]]
    return Bye(ssrcs, reason.decode("utf-8", "replace"))


def build_rtcp(*packets: RtcpPacket) -> bytes:
    """One compound packet; numbers are taken modulo their width.

    Raises LocalProtocolError for more than 31 blocks, chunks or sources a packet and texts above 255 bytes.
    """
    return b"".join(_build_one(packet) for packet in packets)


def _build_one(packet: RtcpPacket) -> bytes:
    match packet:
        case SenderReport():
            return _framed(
                SENDER_REPORT, len(packet.reports), _sender_info(packet) + _all_blocks(packet.reports)
            )
        case ReceiverReport():
            return _framed(
                RECEIVER_REPORT, len(packet.reports), _u32(packet.ssrc) + _all_blocks(packet.reports)
            )
        case Sdes():
            return _framed(SOURCE_DESCRIPTION, len(packet.chunks), b"".join(map(_chunk_bytes, packet.chunks)))
        case Bye():
            sources = b"".join(map(_u32, packet.ssrcs))
            return _framed(GOODBYE, len(packet.ssrcs), sources + _counted(packet.reason))
        case OtherRtcp():
            return _framed(packet.packet_type, packet.count, packet.body)
        case CutRtcp():
            return packet.data


def _u32(value: int) -> bytes:
    return (value & _MASK).to_bytes(4)


def _sender_info(report: SenderReport) -> bytes:
    numbers = (report.rtp_timestamp & _MASK, report.packets & _MASK, report.octets & _MASK)
    return _SENDER.pack(report.ssrc & _MASK, report.ntp & (1 << 64) - 1, *numbers)


def _all_blocks(blocks: tuple[ReportBlock, ...]) -> bytes:
    return b"".join(map(_block_bytes, blocks))


def _framed(packet_type: int, count: int, body: bytes) -> bytes:
    if count > _MAX_COUNT:
        raise LocalProtocolError("an RTCP packet holds at most 31 blocks, chunks or sources")
    body += bytes(-len(body) % 4)
    return _COMMON.pack(0x80 | count, packet_type, len(body) // 4) + body


def _block_bytes(block: ReportBlock) -> bytes:
    lost = max(-(1 << 23), min(block.cumulative_lost, (1 << 23) - 1)) & 0xFFFFFF
    loss = (block.fraction_lost & 0xFF) << 24 | lost
    numbers = (block.highest_sequence, block.jitter, block.last_sr, block.delay_since_sr)
    return _BLOCK.pack(block.ssrc & _MASK, loss, *(number & _MASK for number in numbers))


def _chunk_bytes(chunk: SdesChunk) -> bytes:
    items = b"".join(bytes((kind,)) + _counted(text, always=True) for kind, text in chunk.items)
    body = _u32(chunk.ssrc) + items + b"\0"
    return body + bytes(-len(body) % 4)


def _counted(text: str, *, always: bool = False) -> bytes:
    data = text.encode()
    if len(data) > 255:
        raise LocalProtocolError("an RTCP text holds at most 255 bytes")
    return bytes((len(data),)) + data if data or always else b""
