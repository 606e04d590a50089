"""PES headers as they are received (ISO/IEC 13818-1 2.4.3.6; ISO/IEC 11172-1 2.4.3.3 for old streams)."""

from __future__ import annotations

from typing import NamedTuple

from camproof.protocols.ps.timestamps import decode_timestamp
from camproof.protocols.tally import DeviationTally

__all__ = ["PesHeader", "parse_pes_header"]

CLAUSE = "ISO/IEC 13818-1 2.4.3.7"
_SHORTEST = 3
_MPEG1_MAX_STUFFING = 16


class PesHeader(NamedTuple):
    """:param start: offset of the payload in the buffer.

    :param pts: 33 bits as sent, None if absent; dts likewise.
    """

    start: int
    pts: int | None
    dts: int | None


def parse_pes_header(
    buffer: bytearray, at: int, end: int, where: str, tally: DeviationTally
) -> PesHeader | None:
    """Read the header behind PES_packet_length.

    :param at: offset of the byte behind the length.
    :param end: offset behind the PES packet, inside the buffer.
    :return: None when the header does not fit into the packet; what was wrong is in ``tally``.
    """
    if end - at < _SHORTEST:
        tally.note("PES header is cut off", where, CLAUSE, bytes(buffer[at:end]))
        return None
    if buffer[at] >> 6 != 2:
        return _parse_mpeg1(buffer, at, end, where, tally)
    flags, start = buffer[at + 1] >> 6, at + 3 + buffer[at + 2]
    if start > end:
        tally.note("PES_header_data_length runs past the packet", where, CLAUSE, bytes(buffer[at : at + 16]))
        return None
    if flags == 0:
        return PesHeader(start, None, None)
    room = start - at - 3
    if flags == 1 or room < (5 if flags == 2 else 10):
        tally.note("PTS_DTS_flags do not fit the header", where, CLAUSE, bytes(buffer[at:start]))
        return PesHeader(start, None, None)
    pts = decode_timestamp(buffer, at + 3)
    if not buffer[at + 3] & buffer[at + 5] & buffer[at + 7] & 1 or buffer[at + 3] >> 4 != flags:
        tally.note("marker or prefix bits of the PTS are wrong", where, CLAUSE, bytes(buffer[at:start]))
    return PesHeader(start, pts, decode_timestamp(buffer, at + 8) if flags == 3 else None)


def _parse_mpeg1(buffer: bytearray, at: int, end: int, where: str, tally: DeviationTally) -> PesHeader | None:
    first = at
    while at < end and buffer[at] == 0xFF and at - first < _MPEG1_MAX_STUFFING:
        at += 1
    if at + 2 <= end and buffer[at] >> 6 == 1:
        at += 2
    kind = buffer[at] >> 4 if at < end else -1
    if kind == 2 and at + 5 <= end:
        header = PesHeader(at + 5, decode_timestamp(buffer, at), None)
    elif kind == 3 and at + 10 <= end:
        header = PesHeader(at + 10, decode_timestamp(buffer, at), decode_timestamp(buffer, at + 5))
    elif kind == 0 and buffer[at] == 0x0F:
        header = PesHeader(at + 1, None, None)
    else:
        tally.note(
            "PES header does not begin with the bits 10", where, CLAUSE, bytes(buffer[first : first + 16])
        )
        return None
    tally.note("MPEG-1 PES header", where, CLAUSE, bytes(buffer[first : header.start]))
    return header
