"""From a view to the picture that is coded."""

from __future__ import annotations

import cv2
import numpy as np

from camproof.media.clips.scenes.weather import Sensor
from camproof.media.clips.synthetic import SyntheticSpec
from camproof.media.rendered.panorama import panorama_of
from camproof.media.rendered.view import CameraView, Picture

__all__ = ["Renderer"]

_SHARP = 0.03
_BLUR_OF_WIDTH = 0.012


class Renderer:
    """Draws what a camera sees.

    :param spec: scene, seed, size and length of the scene's loop.
    """

    def __init__(self, spec: SyntheticSpec) -> None:
        self._spec = spec
        self._panorama = panorama_of(spec.scene, spec.width, spec.pictures / spec.fps, spec.seed)
        light = self._panorama.world.light
        self._sensor = Sensor(spec.width, spec.height, spec.pictures, light, spec.seed)
        self._beam = _infrared_beam(spec.width, spec.height)

    def picture(self, view: CameraView, index: int) -> Picture:
        """Picture ``index`` of the scene under a view as I420: height * 3 / 2 rows of width bytes."""
        spec = self._spec
        lens = self._panorama.window(view, spec.width, spec.height)
        picture = self._panorama.show(lens, index % spec.pictures / spec.pictures)
        if abs(view.focus) > _SHARP:
            picture = np.asarray(
                cv2.GaussianBlur(picture, (0, 0), abs(view.focus) * _BLUR_OF_WIDTH * spec.width),
                dtype=np.uint8,
            )
        planes = self._sensor.take(picture, index)
        if view.night:
            self._see_infrared(planes)
        return _with_faults(planes, view, index) if view.faults else planes

    def _see_infrared(self, planes: Picture) -> None:
        """No colours, and the light of a lamp at the camera, in place."""
        luma = planes[: self._spec.height]
        cv2.multiply(luma, self._beam, dst=luma, scale=1 / 255)
        planes[self._spec.height :] = 128


def _infrared_beam(width: int, height: int) -> Picture:
    rows, columns = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    beam = 60 + 175 * np.exp(-((columns / 0.95) ** 2) - (rows / 1.1) ** 2)
    return np.asarray(beam, dtype=np.uint8)


def _with_faults(planes: Picture, view: CameraView, index: int) -> Picture:
    picture = np.asarray(cv2.cvtColor(planes, cv2.COLOR_YUV2BGR_I420), dtype=np.uint8)
    for fault in view.faults:
        picture = fault(picture, index)
    return np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)
