"""Burned-in text for scoring, and its faults."""

from __future__ import annotations

from datetime import UTC, datetime

import cv2
import numpy as np

from camproof.media.diagnosis.faults.model import Inject
from camproof.media.diagnosis.sample import Picture, Region

__all__ = ["clock_region", "clock_stopped", "osd_missing", "with_clock"]

_EPOCH_S = 1_795_000_000
_FONT = cv2.FONT_HERSHEY_SIMPLEX
_LEFT, _TOP, _TALL = 0.02, 0.02, 0.1
_DIGITS = "2026-11-26 19:03:22"


def clock_region(width: int, height: int) -> Region:
    """Where :func:`with_clock` writes in a picture of this size."""
    scale, thick = _lettering(height)
    (wide, _), _ = cv2.getTextSize(_DIGITS, _FONT, scale, thick + 2)
    return Region(_LEFT, _TOP, min(1 - _LEFT, (wide + 4) / width), _TALL)


def with_clock(picture: Picture, at_s: float, opacity: float = 1.0) -> Picture:
    """The picture with a running clock, white with a dark edge.

    :param at_s: seconds shown, from a fixed date on.
    :param opacity: 0..1.
    """
    text = datetime.fromtimestamp(_EPOCH_S + int(at_s), UTC).strftime("%Y-%m-%d %H:%M:%S")
    drawn = picture.copy()
    scale, thick = _lettering(picture.shape[0])
    place = (int(_LEFT * picture.shape[1]) + 2, int((_TOP + _TALL * 0.8) * picture.shape[0]))
    for colour, width in (((16, 16, 16), thick + 2), ((245, 245, 245), thick)):
        cv2.putText(drawn, text, place, _FONT, scale, colour, width, cv2.LINE_AA)
    return np.asarray(cv2.addWeighted(drawn, opacity, picture, 1 - opacity, 0), dtype=np.uint8)


def _lettering(height: int) -> tuple[float, int]:
    """Scale and thickness of the letters for a picture of this height."""
    return _TALL * height / 40, max(1, round(_TALL * height / 22))


def osd_missing(taken_percent: float, seed: int) -> Inject:
    """The text fades by this much; pictures are numbered by the second here."""
    del seed
    return lambda picture, index: with_clock(picture, index, 1 - taken_percent / 100)


def clock_stopped(held_s: float, seed: int) -> Inject:
    """The clock moves on only every so many seconds; pictures are numbered by the second here."""
    del seed
    return lambda picture, index: with_clock(picture, index // held_s * held_s)
