"""What a camera looks at, and what is wrong with its picture."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

__all__ = ["CameraView", "Picture", "PictureChange", "black_picture"]

Picture = NDArray[np.uint8]
PictureChange = Callable[[Picture, int], Picture]
"""A picture fault: BGR uint8[h, w, 3] and the number of the picture in, a picture of the same size out."""


@dataclass(frozen=True, slots=True)
class CameraView:
    """The state of a head, a lens and a sensor at one moment.

    :param pan_deg: clockwise, any number of turns.
    :param tilt_deg: downwards positive; the picture stops where the panorama ends.
    :param zoom: factor, 1 = widest.
    :param focus: -1 (too far) to 1 (too near); 0 is sharp.
    :param night: infrared: no colours.
    :param frozen: the sensor gives the same picture again and again.
    :param faults: applied in order to each picture before it is coded.
    :param field_deg: horizontal field of view at zoom 1.
    """

    pan_deg: float = 0.0
    tilt_deg: float = 0.0
    zoom: float = 1.0
    focus: float = 0.0
    night: bool = False
    frozen: bool = False
    faults: tuple[PictureChange, ...] = ()
    field_deg: float = 60.0


def black_picture(picture: Picture, index: int) -> Picture:  # noqa: ARG001  (black at any time)
    """The fault of a dead sensor."""
    return np.zeros_like(picture)
