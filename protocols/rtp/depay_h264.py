"""H.264 in RTP (RFC 6184): single units, STAP-A and FU-A; the interleaved kinds are noted and left out."""

from __future__ import annotations

from camproof.protocols.rtp.depay import Depayloader

__all__ = ["H264Depayloader"]

_STAP_A, _FU_A = 24, 28
_INTERLEAVED = {25: "STAP-B", 26: "MTAP16", 27: "MTAP24", 29: "FU-B"}


class H264Depayloader(Depayloader):
    """NAL units of H.264 out of RTP payloads (packetization modes 0 and 1)."""

    clause = "RFC 6184 5"

    def feed(self, payload: bytes | memoryview) -> list[bytes]:
        """Take the next payload; returns the NAL units that became complete."""
        kind = payload[0] & 0x1F if payload else 0
        if kind == _FU_A:
            return self._fu(payload)
        self._whole()
        if kind == _STAP_A:
            return self._aggregate(payload, 1)
        if 1 <= kind <= 23:
            return [bytes(payload)]
        name = _INTERLEAVED.get(kind)
        self._note(f"{name}, which only interleaved mode has" if name else "no such payload kind", payload)
        self._damaged = True
        return []

    def _fu(self, payload: bytes | memoryview) -> list[bytes]:
        if len(payload) < 3:
            self._note("empty fragment", payload)
            self._drop()
            return []
        first, last = bool(payload[1] & 0x80), bool(payload[1] & 0x40)
        header = bytes((payload[0] & 0xE0 | payload[1] & 0x1F,))
        return self._fragment(header, first, last, payload[2:], payload)
