"""The border between signalling and media: what a session description settled."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from camproof.protocols.flow import Address

__all__ = ["CLOCK_RATES", "Container", "MediaKind", "MediaPlan", "MediaTransport"]

MediaKind = Literal["live", "playback", "download", "talk", "broadcast"]
MediaTransport = Literal["udp", "tcp-active", "tcp-passive"]
Container = Literal["PS", "PCMA", "H264", "H265"]
"""What RTP can carry: a program stream, plain sound, or a coded picture without a container."""
CLOCK_RATES: dict[Container, int] = {"PS": 90_000, "PCMA": 8_000, "H264": 90_000, "H265": 90_000}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaPlan:
    """One stream to be sent.

    :param stream: a name for journals and errors.
    :param ssrc: 32 bits, the value of ``y=``.
    :param transport: the role of the *sender of media*: tcp-active dials, tcp-passive listens.
    :param remote: where media goes; unused for tcp-passive.
    :param start_s, end_s: span of history in seconds since 1970; 0 and None for live.
    :param scale: pace, 1.0 is the pace of recording.
    """

    stream: str
    kind: MediaKind
    ssrc: int
    transport: MediaTransport
    remote: Address
    payload_type: int = 96
    container: Container = "PS"
    start_s: float = 0.0
    end_s: float | None = None
    scale: float = 1.0

    @property
    def clock_hz(self) -> int:
        """Ticks of the RTP timestamp in a second."""
        return CLOCK_RATES[self.container]
