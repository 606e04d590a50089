"""A camera in rendered mode: what its body does is what its picture shows."""

from __future__ import annotations

import time
from collections.abc import Callable

from camproof import media
from camproof.domain.stream import StreamProfile
from camproof.media import StreamOptions
from camproof.media.rendered import CameraView, PaintedBand, RenderedSource, prepare_rendered
from camproof.virtual_cameras.body import Camera
from camproof.virtual_cameras.texts import BEIJING_S, text_of

__all__ = ["prepare_scene", "rendered_source", "view_of"]

_LOOP_S = 20.0


def view_of(body: Camera, now_s: float) -> CameraView:
    """What the camera sees now."""
    place, imaging = body.head.at(now_s), body.imaging
    return CameraView(
        place.pan,
        place.tilt,
        place.zoom,
        imaging.focus_error(now_s),
        imaging.sees_infrared(body.clock.read_s(now_s) + BEIJING_S),
        imaging.frozen,
        imaging.picture_faults,
        body.head.limits.field_angle,
    )


def prepare_scene(body: Camera, scene: str) -> None:
    """Draw what stands still, so that the first picture comes at once. Takes seconds the first time.

    :raises ClipError: no such scene, or a size that cannot be drawn.
    """
    prepare_rendered(_spec(body.record.stream, scene))


def rendered_source(
    body: Camera, scene: str, options: StreamOptions, capture_us: Callable[[], int], *, banded: bool = False
) -> RenderedSource:
    """A live picture of a scene through a camera's own head and lens, coded as its stream profile says.

    :param banded: with strip, name, place and clock over it.
    :raises ClipError: no such scene, or a size that cannot be drawn or has no room for a band.
    """
    spec = _spec(body.record.stream, scene)
    band = PaintedBand(spec.width, spec.height, text_of(body.record), BEIJING_S) if banded else None
    return RenderedSource(
        spec, lambda: view_of(body, time.monotonic()), body.number, capture_us, options=options, band=band
    )


def _spec(profile: StreamProfile, scene: str) -> media.SyntheticSpec:
    fps = round(profile.fps)
    return media.SyntheticSpec(
        codec="H265" if profile.codec == "H265" else "H264",
        width=profile.width,
        height=profile.height,
        fps=fps,
        gop=profile.gop or fps,
        bitrate_kbit=round(profile.bitrate_kbit),
        seconds=_LOOP_S,
        scene=scene,
    )
