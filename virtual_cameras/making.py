"""What a virtual camera is made of at first: its body and what its streams carry."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

from camproof import media
from camproof.media import Clip, StreamOptions
from camproof.virtual_cameras.body import Camera, CameraClock, Head, HeadLimits, Storage
from camproof.virtual_cameras.personality import Personality
from camproof.virtual_cameras.setup import CameraSetup

__all__ = ["made_body", "stream_options"]

_STUCK = HeadLimits(pan_speed=0.0, tilt_speed=0.0, zoom_speed=0.0)


def stream_options(personality: Personality) -> StreamOptions:
    """What its streams carry besides the picture."""
    if personality.microphone_hz and personality.microphone_codec == "AAC":
        return StreamOptions(sound=media.aac_tone(personality.microphone_hz))
    return StreamOptions(tone_hz=personality.microphone_hz)


@lru_cache(maxsize=64)
def _octets(clip: Clip) -> int:
    return sum(len(unit.data) for unit in clip.units)


def made_body(setup: CameraSetup, clip: Clip, wall_s: Callable[[float], float]) -> Camera:
    """A body with the defects that it has from the start.

    :param clip: what it sees; tells how fast its storage fills.
    :param wall_s: true time: monotonic seconds in, epoch seconds out.
    """
    defects = setup.defects
    clock = CameraClock(wall_s, drift_ppm=defects.drift_ppm)
    if defects.clock_offset_s:
        clock.force(defects.clock_offset_s)
    octets_per_s = _octets(clip) / clip.duration_s
    body = Camera(
        setup.record,
        setup.number,
        clock,
        head=Head(_STUCK) if defects.head_stuck else None,
        storage=Storage(octets_per_s=octets_per_s, gaps=list(defects.gaps)),
        channels=setup.channels,
    )
    body.imaging.frozen = defects.frozen
    body.imaging.infrared = setup.infrared
    return body
