"""Streams dealt out to ports, each with its own SSRC and camera number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from camproof.domain.seeds import stream
from camproof.media.bulk.send.streams import SendSpec
from camproof.media.overlay.model import OverlayText

__all__ = ["Dealing", "deal"]

_SCATTER = 0.7548776662
"""Multiples of it, modulo 1, lie evenly however many there are (and unlike the phases in a frame)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealing:
    """Stream ``n`` (from 0) goes to port ``n`` modulo their number; its SSRC and camera number count up.

    A clip with a band names its camera ("camera 7") and where it goes ("port 30000").

    :param spread: share of the frame interval over which a frame's packets leave.
    :param drift_ppm: least and most by which the cameras' clocks run too fast; each camera's lies between
        them by ``seed``.
    :param zone_s: what the cameras' time zone adds to UTC in the clock that is shown.
    :param start_over_s: the streams begin within this time; 0 lets all begin together.
    """

    host: str
    ports: Sequence[int]
    streams: int
    ssrc: int
    camera: int
    payload_type: int = 96
    spread: float = 0.0
    drift_ppm: tuple[float, float] = (0.0, 0.0)
    start_over_s: float = 0.0
    zone_s: int = 0
    seed: int = 0


def deal(dealing: Dealing) -> tuple[SendSpec, ...]:
    """One spec a stream."""
    drifts, (low_ppm, high_ppm) = stream(dealing.seed, "clock drift"), dealing.drift_ppm
    return tuple(
        _spec(dealing, number, low_ppm + (high_ppm - low_ppm) * drifts.random())
        for number in range(dealing.streams)
    )


def _spec(dealing: Dealing, number: int, drift_ppm: float) -> SendSpec:
    port, camera = dealing.ports[number % len(dealing.ports)], dealing.camera + number
    return SendSpec(
        remote=(dealing.host, port),
        ssrc=dealing.ssrc + number,
        camera=camera,
        payload_type=dealing.payload_type,
        delay_s=number * _SCATTER % 1 * dealing.start_over_s,
        spread=dealing.spread,
        drift_ppm=drift_ppm,
        text=OverlayText(f"camera {camera}", f"port {port}"),
        zone_s=dealing.zone_s,
    )
