"""What the RTSP client asks of its runtime, and what it tells."""

from __future__ import annotations

from dataclasses import dataclass, field

from camproof.protocols.rtsp.answers import RtspTransport
from camproof.protocols.rtsp.description import RtspTrack

__all__ = ["Agreed", "Dial", "Ended", "HangUp", "Media", "Playing", "RtspAction", "Say"]


@dataclass(frozen=True, slots=True)
class Dial:
    """Open a TCP connection; answered with ``opened`` or ``lost``. :param tls: with TLS over it."""

    host: str
    port: int
    tls: bool


@dataclass(frozen=True, slots=True)
class Say:
    """Send these bytes on the connection."""

    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class HangUp:
    """Close the connection when what was sent has left; ``lost`` is not to be called for it."""


@dataclass(frozen=True, slots=True)
class Agreed:
    """SETUP is answered: packets may come from now on."""

    track: RtspTrack
    transport: RtspTransport


@dataclass(frozen=True, slots=True)
class Playing:
    """PLAY is answered."""


@dataclass(frozen=True, slots=True)
class Media:
    """An RTP or RTCP packet of the video, of an interleaved channel."""

    packet: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Ended:
    """Nothing more comes.

    :param why: a part of a sentence: "the server closed the connection".
    :param goodbye: whether the server said so, or we left; else it broke off.
    """

    why: str
    goodbye: bool = False


RtspAction = Dial | Say | HangUp | Agreed | Playing | Media | Ended
