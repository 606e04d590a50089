"""H.265 in RTP (RFC 7798): single units, AP and FU, without decoding order numbers."""

from __future__ import annotations

from camproof.protocols.rtp.depay import Depayloader

__all__ = ["H265Depayloader"]

_AP, _FU = 48, 49


class H265Depayloader(Depayloader):
    """NAL units of H.265 out of RTP payloads (``sprop-max-don-diff=0``)."""

    clause = "RFC 7798 4.4"

    def feed(self, payload: bytes | memoryview) -> list[bytes]:
        """Take the next payload; returns the NAL units that became complete."""
        kind = payload[0] >> 1 & 0x3F if len(payload) > 2 else -1
        if kind == _FU:
            return self._fu(payload)
        self._whole()
        if kind == _AP:
            return self._aggregate(payload, 2)
        if 0 <= kind < _AP:
            return [bytes(payload)]
        self._note("no such payload kind", payload)
        self._damaged = True
        return []

    def _fu(self, payload: bytes | memoryview) -> list[bytes]:
        if len(payload) < 4:
            self._note("empty fragment", payload)
            self._drop()
            return []
        first, last = bool(payload[2] & 0x80), bool(payload[2] & 0x40)
        header = bytes((payload[0] & 0x81 | (payload[2] & 0x3F) << 1, payload[1]))
        return self._fragment(header, first, last, payload[3:], payload)
