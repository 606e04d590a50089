"""Telling what a stream carries from its payloads: PS, H.264 (RFC 6184), H.265 (RFC 7798), G.711."""

from __future__ import annotations

from camproof.media.plan import Container
from camproof.protocols.nal import H264Nal, H265Nal
from camproof.protocols.rtp import RtpPacket

__all__ = ["PayloadGuess"]

_PCMA = 8
_STATIC_ONLY = 96
_PACK = b"\x00\x00\x01\xba"
_STAP_A, _FU_A = 24, 28
_AP, _FU = 48, 49
_H264_TYPES = frozenset((*map(int, H264Nal), _STAP_A, _FU_A))
_H265_TYPES = frozenset((*range(10), *range(16, 22), *range(H265Nal.VPS, H265Nal.SUFFIX_SEI + 1), _AP, _FU))
_ENOUGH = 12
_SHARE = 0.9


class PayloadGuess:
    """Give it the packets of one stream until ``found`` says something.

    A pack header at the beginning of a payload is a program stream. NAL unit headers decide when nine of ten
    payloads, and at least twelve, have a plausible one: bytes from the middle of a program stream do not.
    """

    __slots__ = ("_h264", "_h265", "_seen", "found")

    def __init__(self) -> None:
        self._seen = self._h264 = self._h265 = 0
        self.found: Container | None = None

    def packet(self, packet: RtpPacket) -> Container | None:
        """Take the next packet; returns ``found``."""
        return self.payload(packet.payload_type, packet.payload)

    def payload(self, payload_type: int, payload: bytes | memoryview) -> Container | None:
        """The same of a packet that was read elsewhere."""
        if self.found is None and len(payload) >= 2:
            self._look(payload_type, payload)
        return self.found

    def settle(self) -> Container | None:
        """No more packets come: what the few there were say."""
        if self.found is None and self._seen:
            self._decide()
        return self.found

    def _look(self, payload_type: int, payload: bytes | memoryview) -> None:
        if payload_type == _PCMA:
            self.found = "PCMA"
        elif bytes(payload[:4]) == _PACK:
            self.found = "PS"
        elif payload_type >= _STATIC_ONLY:
            self._vote(payload[0], payload[1])
            if self._seen >= _ENOUGH:
                self._decide()

    def _vote(self, first: int, second: int) -> None:
        self._seen += 1
        if first & 0x80:
            return
        self._h264 += first & 0x1F in _H264_TYPES
        layer_0 = not first & 1 and second < 8
        self._h265 += layer_0 and second & 7 > 0 and first >> 1 in _H265_TYPES

    def _decide(self) -> None:
        best = max(self._h264, self._h265)
        if best >= _SHARE * self._seen and self._h264 != self._h265:
            self.found = "H264" if self._h264 > self._h265 else "H265"
