"""What a sender wants of its way to the receiver."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from camproof.protocols.flow import Address

__all__ = ["Wire", "WireOwner"]


class WireOwner(Protocol):
    """What a wire tells its sender."""

    def wire_up(self) -> None:
        """Media can go out (also after a lost connection was made again)."""

    def wire_failed(self, why: str) -> None:
        """There will be no connection; one sentence."""

    def heard(self, data: bytes) -> None:
        """The peer has sent a packet (RTP or RTCP) back."""


class Wire(Protocol):
    """UDP sockets, or a TCP connection in one role or the other."""

    lost_on_link: int
    refused_packets: int

    async def prepare(self) -> Address:
        """Bind; returns the address for the session description."""

    def aim(self, remote: Address) -> None:
        """Send (dial) there, as the answer to our offer says. Before ``start``."""

    def start(self) -> None:
        """Begin: UDP is up at once, tcp-active dials, tcp-passive accepts."""

    def takes(self, *, key: bool) -> bool:
        """Whether a frame can go out now. Asked once a frame; False = the frame is dropped."""

    def send(self, packets: Sequence[bytes]) -> None:
        """Send the RTP packets of one frame."""

    def send_rtcp(self, packet: bytes) -> None:
        """Send a compound RTCP packet."""

    async def close(self) -> None:
        """Give back all sockets; what was written to TCP is sent first, for at most half a second."""
