"""The picture of a camera that plays a clip, live and recorded: plain, or under a band."""

from __future__ import annotations

import time
from collections.abc import Callable

from camproof.domain.camera import CameraRecord
from camproof.media import (
    BandedRecording,
    Clip,
    ClipPlayout,
    HistoryPlayout,
    LivePort,
    LiveSender,
    MediaPlan,
    MediaSender,
    OverlayClip,
    OverlayPlayout,
    OverlayText,
    StreamOptions,
    StreamSender,
)
from camproof.runtimes.impairment import Gate
from camproof.virtual_cameras.body import Camera
from camproof.virtual_cameras.picture_faults import Sight

__all__ = ["live_source", "recorded_source", "shared_live", "show_on", "text_of"]

_ADDRESS_COLUMNS = ("address", "Address", "地址")
_BEIJING_S = 8 * 3600


def text_of(record: CameraRecord) -> OverlayText:
    """What a camera burns in beside its clock: its name, and its address or else its district."""
    columns = dict(record.attributes)
    address = next((columns[name] for name in _ADDRESS_COLUMNS if columns.get(name)), "")
    return OverlayText(record.name, address or record.district)


def shared_live(
    port: LivePort,
    plan: MediaPlan,
    body: Camera,
    seen: Clip | OverlayClip,
    options: StreamOptions,
    gate: Gate,
    on_finished: Callable[[str], None],
) -> LiveSender | None:
    """The same from a port that cameras share; None where what is seen cannot be sent from there."""
    table = port.tables.table(seen, options)
    if table is None:
        return None
    sender = LiveSender(
        port,
        plan,
        table,
        camera=body.number,
        gate=gate,
        error_s=lambda: body.clock.error_s(time.monotonic()),
        watch_clock=body.clock.watch,
        drift_ppm=body.clock.drift_ppm,
        text=text_of(body.record),
        zone_s=_BEIJING_S,
        on_finished=on_finished,
    )
    sender.set_frozen(body.imaging.frozen)
    return sender


def live_source(
    body: Camera, sight: Sight, options: StreamOptions, capture_us: Callable[[], int]
) -> ClipPlayout | OverlayPlayout:
    """The clip, under a band where there is one; frozen where the camera is. The clock shown is Beijing time.

    :param capture_us: µs since 1970 by the camera's own clock, which may be wrong.
    """
    playout: ClipPlayout | OverlayPlayout
    if sight.overlay is None:
        playout = ClipPlayout(sight.clip, body.number, capture_us, options=options)
    else:
        text = text_of(body.record)
        playout = OverlayPlayout(
            sight.overlay, body.number, capture_us, text, zone_s=_BEIJING_S, options=options
        )
    playout.frozen = body.imaging.frozen
    return playout


def recorded_source(
    body: Camera,
    clip: Clip,
    overlay: OverlayClip | None,
    options: StreamOptions,
    plan: MediaPlan,
    end_s: float,
    epoch_s: float,
) -> HistoryPlayout:
    """What the camera recorded between the plan's start and ``end_s``, with the band of that time.

    :param epoch_s: now, by the camera's own clock.
    """
    band = overlay and BandedRecording(overlay, text_of(body.record), zone_s=_BEIJING_S, options=options)
    return HistoryPlayout(
        band or clip,
        plan.start_s,
        end_s,
        plan.scale,
        camera_number=body.number,
        options=options,
        recorded=[(one.start_s, one.end_s) for one in body.storage.find(plan.start_s, end_s, epoch_s)],
    )


def show_on(sender: StreamSender, sight: Sight, options: StreamOptions) -> None:
    """Change what a live stream shows, from its next picture on, which is a key picture; its stamps go on.

    A recording keeps what it recorded, and a rendered picture is changed where it is drawn.
    """
    if isinstance(sender, LiveSender):
        sender.show(sight.overlay or sight.clip, options)
    elif isinstance(sender, MediaSender):
        source = sender.source
        if isinstance(source, OverlayPlayout) and sight.overlay is not None:
            source.show(sight.overlay)
        elif isinstance(source, ClipPlayout):
            source.show(sight.clip)
