"""RTP over TCP: the two-byte length of RFC 4571 (GB/T 28181-2022 Annex D).

How sync is kept: a length is believed when what follows looks like an RTP or RTCP header. A header with an
SSRC seen before is enough, unless the next packet of the stream starts inside it: then it was cut short. One
with a new SSRC, once others are known, must be followed by a packet of the same or a known SSRC. When a frame
is not believed, bytes are skipped up to the next one that is. Four-byte ``$`` framing (RFC 2326 10.12) is
told apart by its fifth byte; in RFC 4571 framing that place would need a length above 32 767.
"""

from __future__ import annotations

import re

from camproof.protocols.errors import LocalProtocolError
from camproof.protocols.rtp.packet import HEADER_BYTES
from camproof.protocols.tally import DeviationCount, DeviationTally

__all__ = ["Rfc4571Reader", "frame_4571"]

_CLAUSE = "RFC 4571 2"
_GB_CLAUSE = "GB/T 28181-2022 Annex D"
_MAX_SSRCS = 8
_NEAR_STEPS = 16
_PATIENCE_BYTES = 2048
_MAX_BLIND_BYTES = 128 << 10
_HEADER = re.compile(rb"[\x80-\xbf][\x00-\x3f\x60-\xbf\xe0-\xff\xc8-\xcf]")
_DOLLAR = 0x24
_RTP_FRAME = 2 + HEADER_BYTES
_RTCP_BYTES = 8
_WAIT = -1
_BAD = 0


def frame_4571(packet: bytes | memoryview) -> bytes:
    """The packet with its length before it. Raises LocalProtocolError above 65 535 bytes."""
    if len(packet) > 0xFFFF:
        raise LocalProtocolError("RFC 4571 frames hold at most 65 535 bytes")
    return b"".join((len(packet).to_bytes(2), packet))


class Rfc4571Reader:
    """Cuts a TCP stream into RTP and RTCP packets; never raises, keeps at most one frame and one chunk.

    :param ssrc: the SSRC negotiated: it makes finding back into sync surer. Others are accepted all the same.
    """

    __slots__ = ("_blind_bytes", "_buffer", "_lost", "_ssrcs", "_tally", "skipped_bytes")

    def __init__(self, ssrc: int | None = None) -> None:
        self._buffer = bytearray()
        self._tally = DeviationTally()
        self._lost = False
        self._blind_bytes = 0
        self._ssrcs: dict[bytes, None] = {}
        self.skipped_bytes = 0
        if ssrc is not None:
            self._ssrcs[(ssrc & 0xFFFFFFFF).to_bytes(4)] = None

    def deviations(self) -> tuple[DeviationCount, ...]:
        """Kinds of departure so far, each with its count."""
        return self._tally.counts()

    @property
    def pending_bytes(self) -> int:
        """Bytes held of a frame that is not complete yet."""
        return len(self._buffer)

    def feed(self, data: bytes | memoryview) -> list[bytes]:
        """Take the next bytes of the stream; returns the packets that became complete, without framing."""
        buffer = self._buffer
        buffer += data
        packets: list[bytes] = []
        at, end = 0, len(buffer)
        while end - at >= 2:
            size = buffer[at] << 8 | buffer[at + 1]
            if size == 0 and not self._lost:
                at += 2
                continue
            head = self._judge(at, end)
            if head == _BAD:
                at = self._hunt(at, end)
                if at < 0:
                    at = -at
                    break
                continue
            if head == 4:
                size = buffer[at + 2] << 8 | buffer[at + 3]
            if head == _WAIT or end - at < head + size:
                break
            packets.append(self._take(at + head, size, head))
            at += head + size
        del buffer[:at]
        return packets

    def _judge(self, at: int, end: int) -> int:
        """Bytes of framing (2 or 4) before a believable packet, _BAD, or _WAIT for more bytes."""
        head = _head(self._buffer, at, end)
        if head <= 0:
            return head
        buffer, start = self._buffer, at + head
        stop = start + (buffer[start - 2] << 8 | buffer[start - 1])
        rtcp = 192 <= buffer[start + 1] <= 223
        ssrc_at = start + (4 if rtcp else 8)
        if end < ssrc_at + 4:
            return _WAIT
        ssrc = bytes(buffer[ssrc_at : ssrc_at + 4])
        if ssrc in self._ssrcs or not (self._ssrcs or self._lost):
            swallows = (
                (stop <= end or end - at > _PATIENCE_BYTES) and not rtcp and self._swallows(start, stop, ssrc)
            )
            return _BAD if swallows else head
        verdict = self._confirm(at, stop, end, ssrc)
        return head if verdict > 0 else verdict

    def _followed(self, start: int, stop: int, end: int) -> bool:
        """Whether a packet of the same kind plainly follows in RFC 4571 framing, which saves a search."""
        buffer = self._buffer
        return (
            stop + 4 <= end
            and buffer[stop + 2] == buffer[start]
            and (buffer[stop + 3] ^ buffer[start + 1]) & 0x7F == 0
        )

    def _swallows(self, start: int, stop: int, ssrc: bytes) -> bool:
        """Whether the packet that starts at ``start`` holds the next one: it was cut short."""
        buffer = self._buffer
        at = buffer.find(ssrc, start + HEADER_BYTES, stop)
        while at >= 0:
            inner = at - 8
            step = (buffer[inner + 2] << 8 | buffer[inner + 3]) - (buffer[start + 2] << 8 | buffer[start + 3])
            same_kind = buffer[inner] == buffer[start] and (buffer[inner + 1] ^ buffer[start + 1]) & 0x7F == 0
            if inner >= start + HEADER_BYTES and same_kind and 0 < step & 0xFFFF <= _NEAR_STEPS:
                return (buffer[inner - 2] << 8 | buffer[inner - 1]) >= HEADER_BYTES
            at = buffer.find(ssrc, at + 1, stop)
        return False

    def _confirm(self, at: int, stop: int, end: int, ssrc: bytes) -> int:
        """Believe (1) a packet with a new SSRC when a fitting one follows and none starts inside it."""
        buffer = self._buffer
        verdict = _head(buffer, stop, end)
        if verdict > 0:
            ssrc_at = stop + verdict + (4 if 192 <= buffer[stop + verdict + 1] <= 223 else 8)
            following = bytes(buffer[ssrc_at : ssrc_at + 4])
            verdict = _WAIT if end < ssrc_at + 4 else int(following == ssrc or following in self._ssrcs)
        return _BAD if verdict and self._holds_known(at, stop, end) else verdict

    def _holds_known(self, at: int, stop: int, end: int) -> bool:
        for known in self._ssrcs:
            inner = self._buffer.find(known, at + _RTP_FRAME, stop) - _RTP_FRAME + 4
            if inner > at and _head(self._buffer, inner, end) > 0:
                return True
        return False

    def _take(self, start: int, size: int, head: int) -> bytes:
        packet = bytes(self._buffer[start : start + size])
        self._lost = False
        self._blind_bytes = 0
        ssrc = packet[4:8] if 192 <= packet[1] <= 223 else packet[8:12]
        if ssrc not in self._ssrcs:
            if len(self._ssrcs) >= _MAX_SSRCS:
                del self._ssrcs[list(self._ssrcs)[1]]
            self._ssrcs[ssrc] = None
        if head == 4:
            self._tally.note("four-byte $ framing", "RTP over TCP", _GB_CLAUSE, packet[:HEADER_BYTES])
        return packet

    def _hunt(self, at: int, end: int) -> int:
        """Offset of the next place worth judging; negated where all bytes before it can go and more must
        come.
        """
        if not self._lost:
            self._lost = True
            self._tally.note(
                "length does not lead to a packet", "RTP over TCP", _CLAUSE, self._buffer[at : at + 16]
            )
        found, keep = self._candidate(at + 1)
        goal = found if found >= 0 else max(at + 1, end - keep)
        self.skipped_bytes += goal - at
        self._blind_bytes += goal - at
        return goal if found >= 0 else -goal

    def _candidate(self, start: int) -> tuple[int, int]:
        """Next possible frame at or after ``start`` (or -1), and how many last bytes may yet begin one."""
        if self._ssrcs and self._blind_bytes < _MAX_BLIND_BYTES:
            ssrc_at = _RTP_FRAME - 4
            found = [self._buffer.find(ssrc, start + ssrc_at) - ssrc_at for ssrc in self._ssrcs]
            return min((at for at in found if at >= start), default=-1), _RTP_FRAME - 1
        match = _HEADER.search(self._buffer, start + 2)
        return (match.start() - 2 if match else -1), 3


def _head(buffer: bytearray, at: int, end: int) -> int:
    """Bytes of framing before what looks like a packet: 2, 4, _BAD, or _WAIT."""
    if end - at < 6:
        return _WAIT
    head = 2
    if not _plausible(buffer[at + 2], buffer[at + 3]):
        if buffer[at] != _DOLLAR or buffer[at + 2] >= 0x80 or not _plausible(buffer[at + 4], buffer[at + 5]):
            return _BAD
        if end - at < 8:
            return _WAIT
        head = 4
    size = buffer[at + head - 2] << 8 | buffer[at + head - 1]
    return head if size >= (_RTCP_BYTES if 192 <= buffer[at + head + 1] <= 223 else HEADER_BYTES) else _BAD


def _plausible(first: int, second: int) -> bool:
    """Whether two bytes can begin RTP (payload types 0-63 and 96-127) or RTCP (types 200-207)."""
    if first >> 6 != 2:
        return False
    kind = second & 0x7F
    return kind < 64 or kind >= 96 or 200 <= second <= 207
