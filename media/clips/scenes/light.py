"""Time of day and weather, as numbers that drawing uses."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["DAY", "INDOOR", "NIGHT", "RAIN", "Light"]

Colour = tuple[float, float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Light:
    """How a scene is lit; colours are BGR.

    :param sun: how much of a surface's own colour daylight shows.
    :param tint: colour of that light, 1 = neutral.
    :param lamps: how strongly lamps light their surroundings.
    :param sky_top, sky_low: 0..255.
    :param haze: colour into which distance fades; ``haze_m`` is the distance at which half is gone.
    :param lights_on: vehicles drive with lights, windows are lit.
    :param noise: deviation of the sensor's noise in steps of luma.
    :param rain: share of full rain.
    """

    sun: float
    tint: Colour
    lamps: float
    sky_top: Colour
    sky_low: Colour
    haze: Colour
    haze_m: float
    lights_on: bool
    noise: float
    rain: float = 0.0


DAY = Light(
    sun=1.0, tint=(1, 1, 1), lamps=0.0, sky_top=(214, 158, 106), sky_low=(236, 222, 204),
    haze=(222, 212, 200), haze_m=130.0, lights_on=False, noise=1.6,
)  # fmt: skip
NIGHT = Light(
    sun=0.16, tint=(1.25, 1.0, 0.9), lamps=0.75, sky_top=(30, 20, 14), sky_low=(62, 48, 42),
    haze=(46, 38, 34), haze_m=110.0, lights_on=True, noise=4.5,
)  # fmt: skip
RAIN = Light(
    sun=0.66, tint=(1.05, 1, 0.96), lamps=0.0, sky_top=(158, 150, 142), sky_low=(178, 172, 166),
    haze=(168, 163, 158), haze_m=60.0, lights_on=True, noise=2.4, rain=1.0,
)  # fmt: skip
INDOOR = Light(
    sun=0.55, tint=(0.97, 1, 1.02), lamps=0.55, sky_top=(0, 0, 0), sky_low=(0, 0, 0),
    haze=(180, 190, 192), haze_m=400.0, lights_on=False, noise=2.0,
)  # fmt: skip
