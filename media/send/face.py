"""What cameras and platforms want of whoever sends one of their streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from camproof.media.clips.model import Clip
from camproof.media.overlay.model import OverlayClip
from camproof.media.packets import StreamOptions
from camproof.media.send.stats import SendStats
from camproof.protocols.flow import Address

__all__ = ["FinishReason", "SoundSender", "StreamRelay", "StreamSender"]

FinishReason = Literal["end", "unreachable"]
"""The source has ended; or a peer that is dialled was not there, or the sender broke down."""


class StreamSender(Protocol):
    """A sender with a clockwork of its own, or a share in the bulk sender.

    Order of calls: ``await prepare()``, ``start()``, then whatever the session asks for, ``await stop()``.
    """

    failure: str

    async def prepare(self) -> Address:
        """Bind or listen; the address is what the session description offers.

        :raises MediaTransportError: no port can be bound.
        """

    def start(self) -> None:
        """Send as soon as the wire is up."""

    def pause(self) -> None:
        """Send nothing until ``resume``."""

    def resume(self) -> None:
        """Go on where it was paused."""

    def seek(self, npt_s: float) -> None:
        """Jump; a stream that had ended plays again. A live picture has no other place."""

    def stop_at(self, npt_s: float | None) -> None:
        """End a recording there, seconds from its start; None for its own end."""

    def set_scale(self, scale: float) -> None:
        """Change the pace; a live picture has one only."""

    def force_key_frame(self) -> None:
        """The next frame is a key picture."""

    def set_frozen(self, frozen: bool) -> None:
        """Send the last key picture again and again, or go on; without meaning for recordings."""

    def show(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:
        """Change a live picture from the next frame on, which is a key picture; its stamps go on. A recording
        keeps what it recorded, and a rendered picture is changed where it is drawn.
        """

    async def stop(self, *, goodbye: bool = True) -> None:
        """Stop and give everything back. May be called twice.

        :param goodbye: False for a camera that loses its power.
        """

    async def octets(self) -> int | None:
        """Payload octets of the whole recording, played forwards; None for a live picture."""

    @property
    def position_s(self) -> float | None:
        """Seconds from the start of a recording to its next picture; None for a live picture."""

    @property
    def next_packet(self) -> tuple[int, int]:
        """RTP sequence number and timestamp of the packet that comes next."""

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""


class SoundSender(Protocol):
    """Sends the voice of a platform; order of calls as above, with ``aim`` where the answer says where to."""

    on_finished: Callable[[FinishReason], None] | None

    async def prepare(self) -> Address:
        """As of a :class:`StreamSender`."""

    def aim(self, remote: Address, ssrc: int) -> None:
        """Take what the answer to our offer says. Before ``start``."""

    def start(self) -> None:
        """Send as soon as the wire is up."""

    async def stop(self, *, goodbye: bool = True) -> None:
        """Stop and give everything back. May be called twice."""

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""


class StreamRelay(Protocol):
    """Passes on what a receiver gets, from the moment on at which it was made; order of calls as above.

    Sequence numbers, timestamps and pictures with their stamps stay as they came, so what was lost stays
    lost. What comes before the way is up waits for it.
    """

    failure: str

    async def prepare(self) -> Address:
        """As of a :class:`StreamSender`."""

    def start(self) -> None:
        """Pass on as soon as the wire is up."""

    def cease(self) -> None:
        """Pass on nothing more, from this moment on."""

    async def stop(self) -> None:
        """The same, and give everything back. May be called twice."""

    @property
    def stats(self) -> SendStats:
        """Counters up to now."""
