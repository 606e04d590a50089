"""Streams dealt out to ports, each with its own SSRC and camera number."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from camproof.media.bulk.send.streams import SendSpec

__all__ = ["Dealing", "deal"]

_SCATTER = 0.7548776662
"""Multiples of it, modulo 1, lie evenly however many there are (and unlike the phases in a frame)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dealing:
    """Stream ``n`` (from 0) goes to port ``n`` modulo their number; its SSRC and camera number count up.


    :param spread: share of the frame interval over which a frame's packets leave.
    :param start_over_s: the streams begin within this time; 0 lets all begin together.
    """

    host: str
    ports: Sequence[int]
    streams: int
    ssrc: int
    camera: int
    payload_type: int = 96
    spread: float = 0.0
    drift_ppm: float = 0.0
    start_over_s: float = 0.0


def deal(dealing: Dealing) -> tuple[SendSpec, ...]:
    """One spec a stream."""
    return tuple(
        SendSpec(
            remote=(dealing.host, dealing.ports[number % len(dealing.ports)]),
            ssrc=dealing.ssrc + number,
            camera=dealing.camera + number,
            payload_type=dealing.payload_type,
            delay_s=number * _SCATTER % 1 * dealing.start_over_s,
            spread=dealing.spread,
            drift_ppm=dealing.drift_ppm,
        )
        for number in range(dealing.streams)
    )
