"""A street between two rows of houses, with a crossing: which colour each ray meets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from camproof.media.clips.scenes.lens import Floats, floats
from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.textures import Grain, Shade, parts_of

__all__ = ["CROSSING", "ROAD_M", "WALL_M", "StreetShade"]

ROAD_M, KERB_M, WALL_M = 7.0, 7.3, 12.0
CROSSING = (24.0, 40.0)
_CROSS_ROAD = (26.5, 37.5)
_LAMP_STEP_M, _LAMP_X_M, _LAMP_Y_M = 20.0, 7.6, 7.0
_STOREY_M, _BAY_M, _HOUSE_M, _SHOP_M = 3.3, 2.4, 17.0, 3.9
_PAINT = np.array([[168, 178, 188], [150, 160, 176], [132, 150, 186], [186, 190, 192], [140, 146, 150],
                   [120, 138, 168], [176, 178, 170], [108, 122, 150]], dtype=np.float32)  # fmt: skip
_SIGNS = np.array([[60, 60, 190], [170, 90, 40], [60, 150, 70], [50, 170, 210], [150, 60, 130]], np.float32)
_YELLOW = np.array([70, 190, 225], dtype=np.float32)
Mask = NDArray[np.bool_]
Eye = tuple[float, float, float]
ColourOf = Callable[[Floats], Floats]
_FAR, _CROSS_END_M = np.float32(1e9), 90.0
_LONG_M = 6.0
"""No less than the longest that drives in the cross street, and its shadow."""


class StreetShade(Shade):
    """The street under a light, the same for the same seed."""

    def __init__(self, light: Light, seed: int) -> None:
        self._light = light
        self._grain = Grain(seed)

    def __call__(self, eye: tuple[float, float, float], rays: Floats) -> Floats:
        _, dy, _ = parts_of(rays)
        ground = np.where(dy < 0, -eye[1] / dy, _FAR)
        side, front = self._side_reach(eye, rays), self._front_reach(eye, rays)
        wall = np.minimum(side, front)
        colours = np.empty_like(rays)
        open_sky = np.minimum(wall, ground) >= _FAR
        colours[open_sky] = self._sky(rays[open_sky])
        self._put(colours, ground < wall, ground, eye, rays, self._ground_colour)
        self._put(colours, (wall < ground) & (side <= front), side, eye, rays, self._side_colour)
        self._put(colours, (wall < ground) & (front < side), front, eye, rays, self._front_colour)
        return colours

    def may_hide(self, x: float, z: float) -> bool:
        return abs(x) > WALL_M - _LONG_M and CROSSING[0] < z < CROSSING[1]

    def hides(self, eye: Eye, rays: Floats, metres: float) -> Mask:
        reach = np.minimum(self._side_reach(eye, rays), self._front_reach(eye, rays))
        return np.asarray(reach * np.hypot(rays[:, 0], rays[:, 2]) < metres - _LONG_M / 2)

    def _side_reach(self, eye: Eye, rays: Floats) -> Floats:
        """How many times a ray reaches to a house beside the street, which has a gap at the crossing."""
        dx, dy, dz = parts_of(rays)
        reach = (np.sign(dx) * WALL_M - eye[0]) / dx
        z = floats(eye[2] + reach * dz)
        gap = (z > CROSSING[0]) & (z < CROSSING[1])
        return floats(np.where(self._stands(floats(eye[1] + reach * dy), z, dx > 0) & ~gap, reach, _FAR))

    def _front_reach(self, eye: Eye, rays: Floats) -> Floats:
        """The same to the houses behind the cross street."""
        dx, dy, dz = parts_of(rays)
        reach = np.where(dz > 0, (CROSSING[1] - eye[2]) / dz, _FAR)
        x = floats(eye[0] + reach * dx)
        beside = (np.abs(x) > WALL_M) & (np.abs(x) < _CROSS_END_M)
        return floats(np.where(self._stands(floats(eye[1] + reach * dy), x, dx > 0) & beside, reach, _FAR))

    def _put(
        self, colours: Floats, mask: Mask, reach: Floats, eye: Eye, rays: Floats, colour_of: ColourOf
    ) -> None:
        """Colour the rays under a mask in place; distance fades them into the haze."""
        if not mask.any():
            return
        at = floats(eye) + rays[mask] * reach[mask][:, None]
        metres = reach[mask][:, None] * np.linalg.norm(rays[mask], axis=1, keepdims=True)
        clear = np.exp2(-metres / self._light.haze_m)
        colours[mask] = colour_of(at) * clear + floats(self._light.haze) * (1 - clear)

    def _house(self, along: Floats, right: Mask) -> NDArray[np.int32]:
        return np.asarray(np.floor(along / _HOUSE_M + 0.37) * 2 + right, dtype=np.int32)

    def _stands(self, y: Floats, along: Floats, right: Mask) -> Mask:
        storeys = 3 + np.floor(self._grain.cell(self._house(along, right)) * 6)
        return np.asarray((y > 0) & (y < storeys * _STOREY_M + 1.2))

    def _sky(self, rays: Floats) -> Floats:
        light = self._light
        rise = np.clip(rays[:, 1] / np.linalg.norm(rays, axis=1), 0, 1)[:, None] ** 0.6
        sky = floats(light.sky_low) * (1 - rise) + floats(light.sky_top) * rise
        height = np.maximum(rays[:, 1], 0.03)
        clouds = self._grain.at(floats(rays[:, 0] / height), floats(rays[:, 2] / height), 0.012)
        cover = np.clip(clouds * 0.25 + 0.1, 0, 0.7)[:, None] * np.clip(rise * 3, 0, 1)
        return np.asarray(sky + (floats(light.sky_low) * 1.04 - sky) * cover, dtype=np.float32)

    def _ground_colour(self, at: Floats) -> Floats:
        x, z = at[:, 0], at[:, 2]
        away = np.abs(x)
        cross = (z > _CROSS_ROAD[0]) & (z < _CROSS_ROAD[1])
        inside = (z > CROSSING[0] - 6) & (z < CROSSING[1] + 6)
        road = (away < ROAD_M) | cross
        grain = self._grain.at(x, z, 0.06) * 6 + self._grain.at(x, z, 0.7) * 5
        tracks = 6 * np.cos(2 * np.pi * x / 1.75) * ~cross
        grey = np.where(road, 88 + grain - tracks, 150 + grain)
        joint = ((x / 0.8) % 1 < 0.07) | ((z / 0.8) % 1 < 0.07)
        grey = np.where(~road & joint, grey - 32, grey)
        grey = np.where(~road & (away < KERB_M), 185 + grain, grey)
        dashes = (np.abs(away - 3.5) < 0.09) & (z % 6 < 2.5) & ~inside
        edges = (np.abs(away - 6.7) < 0.08) & ~inside
        stripes = (away < 6.6) & (x % 1.0 < 0.5) & (
            ((z > 20.2) & (z < 23.2)) | ((z > 41.2) & (z < 44.2)))  # fmt: skip
        stop = (z > 18.4) & (z < 18.8) & (x > 0.2) & (x < 6.7)
        grey = np.where(dashes | edges | stripes | stop, 205 + grain, grey)
        colour = np.repeat(grey[:, None], 3, axis=1)
        colour[~road] *= floats([0.93, 0.98, 1.03])
        middle = (np.abs(away - 0.18) < 0.07) & ~inside
        colour[middle] = _YELLOW
        if self._light.rain:
            colour = colour * 0.78 + np.clip(self._grain.at(x, floats(z * 0.4), 0.05), 0, 2)[:, None] * 14
        return self._lit(colour, at)

    def _side_colour(self, at: Floats) -> Floats:
        return self._wall_colour(at, 2)

    def _front_colour(self, at: Floats) -> Floats:
        return self._wall_colour(at, 0)

    def _wall_colour(self, at: Floats, along_axis: int) -> Floats:
        along, y, right = at[:, along_axis], at[:, 1], at[:, 0] > 0
        house = self._house(along, right)
        own = self._grain.cell(house, house)
        colour = _PAINT[(own * 97).astype(np.int32) % len(_PAINT)].copy()
        colour += (self._grain.at(along, y, 0.05) * 5)[:, None]
        bay, storey = np.floor(along / _BAY_M).astype(np.int32), np.floor(y / _STOREY_M).astype(np.int32)
        u, v = along / _BAY_M - bay, y / _STOREY_M - storey
        colour[(v < 0.05) & (y > _SHOP_M)] *= 0.82
        window = (u > 0.2) & (u < 0.8) & (v > 0.28) & (v < 0.8) & (y > _SHOP_M)
        frame = window & ((u < 0.25) | (u > 0.75) | (v < 0.33) | (v > 0.75) | (np.abs(u - 0.5) < 0.02))
        shop = y < _SHOP_M
        window |= shop & (y < 3.0) & (y > 0.5) & (u > 0.06) & (u < 0.94)
        glass = floats([112, 96, 80]) * (0.6 + 0.8 * v)[:, None]
        glass += (self._grain.cell(bay, storey, house) * 40)[:, None]
        colour[window] = glass[window]
        colour[frame] = floats([205, 208, 210])
        sign = shop & (y > 3.0)
        colour[sign] = _SIGNS[(self._grain.cell(bay // 3, house)[sign] * 50).astype(np.int32) % len(_SIGNS)]
        result = self._lit(colour, at)
        return self._with_lit_windows(result, window & ~frame, sign, shop, bay, storey)

    def _with_lit_windows(
        self, colour: Floats, window: Mask, sign: Mask, shop: Mask, bay: NDArray[np.int32],
        storey: NDArray[np.int32],
    ) -> Floats:  # fmt: skip
        if not self._light.lights_on:
            return colour
        strength = 1.0 if self._light.lamps else 0.4
        on = self._grain.cell(bay, storey) < np.where(shop, 0.8, 0.3)
        lit = window & on
        colour[lit] = colour[lit] * (1 - strength) + floats([105, 165, 205]) * strength
        colour[sign] = np.maximum(colour[sign] * 1.2, 40 * strength) * (1 + 1.5 * (self._light.lamps > 0))
        return colour

    def _lit(self, colour: Floats, at: Floats) -> Floats:
        light = self._light
        amount = floats(light.tint) * light.sun
        if not light.lamps:
            return np.asarray(colour * amount, dtype=np.float32)
        along = (at[:, 2] + _LAMP_STEP_M / 2) % _LAMP_STEP_M - _LAMP_STEP_M / 2
        away = np.abs(at[:, 0]) - _LAMP_X_M
        reach = along**2 + away**2 + np.where(at[:, 1] > _LAMP_Y_M, 4 * (at[:, 1] - _LAMP_Y_M) ** 2, 0)
        warm = floats([0.62, 0.86, 1.0]) * (light.lamps / (1 + reach / 22))[:, None]
        return np.asarray(colour * (amount + warm), dtype=np.float32)
