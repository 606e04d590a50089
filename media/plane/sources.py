"""Where the frames of an order come from: a clip live or recorded, plain or under a band; sound."""

from __future__ import annotations

import time

from camproof.media.frame_source import FrameSource
from camproof.media.history import HistoryPlayout
from camproof.media.overlay.playout import OverlayPlayout
from camproof.media.overlay.recorded import BandedRecording
from camproof.media.plane.model import PictureOrder
from camproof.media.playout import ClipPlayout, ToneSource

__all__ = ["source_of"]


def source_of(order: PictureOrder) -> FrameSource:
    """The frames that an order asks for.

    :raises MediaError: they cannot be made.
    """
    if order.plan.container == "PCMA":
        return ToneSource()
    if order.plan.end_s is not None:
        return _recorded(order, order.plan.end_s)
    if order.rendered is not None:
        return order.rendered()
    return _live(order)


def _live(order: PictureOrder) -> ClipPlayout | OverlayPlayout:
    """The clip in an endless loop; frozen where the camera is."""

    def capture_us() -> int:
        return int(order.clock.read_s(time.monotonic()) * 1_000_000)

    playout: ClipPlayout | OverlayPlayout
    if order.overlay is None:
        playout = ClipPlayout(order.clip, order.camera, capture_us, options=order.options)
    else:
        playout = OverlayPlayout(
            order.overlay, order.camera, capture_us, order.text, zone_s=order.zone_s, options=order.options
        )
    playout.frozen = order.frozen
    return playout


def _recorded(order: PictureOrder, end_s: float) -> HistoryPlayout:
    """What was recorded between the plan's start and ``end_s``, with the band of that time."""
    band = order.overlay and BandedRecording(
        order.overlay, order.text, zone_s=order.zone_s, options=order.options
    )
    return HistoryPlayout(
        band or order.clip,
        order.plan.start_s,
        end_s,
        order.plan.scale,
        camera_number=order.camera,
        options=order.options,
        recorded=order.recorded,
    )
