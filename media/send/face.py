"""What a camera wants of whoever sends one of its streams."""

from __future__ import annotations

from typing import Protocol

from camproof.media.send.stats import SendStats
from camproof.protocols.flow import Address

__all__ = ["StreamSender"]


class StreamSender(Protocol):
    """A sender with a clockwork of its own, or a share in the bulk sender.

    Order of calls: ``await prepare()``, ``start()``, then whatever the session asks for, ``await stop()``.
    """

    failure: str

    async def prepare(self) -> Address:
        """Bind or listen; the address is what the session description offers."""

    def start(self) -> None:
        """Send as soon as the wire is up."""

    def pause(self) -> None:
        """Send nothing until ``resume``."""

    def resume(self) -> None:
        """Go on where it was paused."""

    def seek(self, npt_s: float) -> None:
        """Jump; a live picture has no other place."""

    def set_scale(self, scale: float) -> None:
        """Change the pace; a live picture has one only."""

    def force_key_frame(self) -> None:
        """The next frame is a key picture."""

    def set_frozen(self, frozen: bool) -> None:
        """Send the last key picture again and again, or go on; without meaning for recordings."""

    async def stop(self, *, goodbye: bool = True) -> None:
        """Stop and give everything back. :param goodbye: False for a camera that loses its power."""

    @property
    def next_packet(self) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next."""

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""
