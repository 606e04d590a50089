"""One stream of a camera from sockets of its own."""

from __future__ import annotations

import asyncio
import time

from camproof.media.clips.model import Clip
from camproof.media.history import HistoryPlayout
from camproof.media.overlay.model import OverlayClip
from camproof.media.overlay.playout import OverlayPlayout
from camproof.media.packets import StreamOptions
from camproof.media.plane.model import PictureOrder
from camproof.media.plane.sources import source_of
from camproof.media.playout import ClipPlayout
from camproof.media.rendered import RenderedSource
from camproof.media.send.sender import MediaSender

__all__ = ["CameraSender"]


class CameraSender(MediaSender):
    """See ``StreamSender``.

    :raises MediaError: what is ordered cannot be made.
    """

    def __init__(self, order: PictureOrder) -> None:
        super().__init__(
            order.plan,
            source_of(order),
            order.gate,
            lambda: order.clock.read_s(time.monotonic()),
            host=order.host,
            on_finished=order.on_finished,
            hears=None if order.ear is None else order.ear.packet,
        )

    def show(self, seen: Clip | OverlayClip, options: StreamOptions) -> None:  # noqa: ARG002
        """Change a live picture; what it is packed with stays."""
        source = self.source
        match source, seen:
            case OverlayPlayout(), OverlayClip():
                source.show(seen)
            case ClipPlayout(), Clip():
                source.show(seen)

    def stop_at(self, npt_s: float | None) -> None:
        """End a recording there."""
        if isinstance(self.source, HistoryPlayout):
            self.source.stop_at(npt_s)

    @property
    def position_s(self) -> float | None:
        """Seconds from the start of a recording to its next picture."""
        return self.source.position_s if isinstance(self.source, HistoryPlayout) else None

    async def octets(self) -> int | None:
        """Under a band those of many hours take seconds to find, so not in the event loop."""
        source = self.source
        return await asyncio.to_thread(lambda: source.octets) if isinstance(source, HistoryPlayout) else None

    async def stop(self, *, goodbye: bool = True) -> None:
        """Stop, and end the thread of a rendered picture without waiting for it in the event loop."""
        await super().stop(goodbye=goodbye)
        if isinstance(self.source, RenderedSource):
            await asyncio.to_thread(self.source.close)
