"""Burned-in text for scoring, and its faults."""

from __future__ import annotations

from datetime import UTC, datetime

import cv2
import numpy as np

from camproof.media.diagnosis.faults.model import Inject
from camproof.media.diagnosis.sample import Picture, Region

__all__ = ["OSD_REGION", "clock_stopped", "osd_missing", "with_clock"]

OSD_REGION = Region(0.02, 0.02, 0.62, 0.1)
_EPOCH_S = 1_795_000_000


def with_clock(picture: Picture, at_s: float, opacity: float = 1.0) -> Picture:
    """The picture with a running clock in :data:`OSD_REGION`, white with a dark edge.

    :param at_s: seconds shown, from a fixed date on.
    :param opacity: 0..1.
    """
    text = datetime.fromtimestamp(_EPOCH_S + int(at_s), UTC).strftime("%Y-%m-%d %H:%M:%S")
    drawn = picture.copy()
    region = OSD_REGION.cut(drawn)
    scale, thick = region.shape[0] / 40, max(1, region.shape[0] // 22)
    place = (2, round(region.shape[0] * 0.8))
    for colour, width in (((16, 16, 16), thick + 2), ((245, 245, 245), thick)):
        cv2.putText(region, text, place, cv2.FONT_HERSHEY_SIMPLEX, scale, colour, width, cv2.LINE_AA)
    return np.asarray(cv2.addWeighted(drawn, opacity, picture, 1 - opacity, 0), dtype=np.uint8)


def osd_missing(taken_percent: float, seed: int) -> Inject:
    """The text fades by this much; pictures are numbered by the second here."""
    del seed
    return lambda picture, index: with_clock(picture, index, 1 - taken_percent / 100)


def clock_stopped(held_s: float, seed: int) -> Inject:
    """The clock moves on only every so many seconds; pictures are numbered by the second here."""
    del seed
    return lambda picture, index: with_clock(picture, index // held_s * held_s)
