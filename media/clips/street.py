"""A street drawn with OpenCV: sky, houses, a road, moving cars with number plates; the same for the same
seed.

Everything that moves covers whole turns in one clip, so the loop has no visible seam.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

__all__ = ["black_pictures", "street_pictures"]

Picture = NDArray[np.uint8]
_PROVINCES = "ABCDEFGHJK"
_NOISE_PICTURES = 4


@dataclass(frozen=True, slots=True)
class _Car:
    lane_y: float
    length: float
    start: float
    turns: int
    colour: tuple[int, int, int]
    plate: str


def street_pictures(width: int, height: int, count: int, seed: int) -> Iterator[Picture]:
    """``count`` pictures in I420 (height * 3 / 2 rows of ``width`` bytes), one loop of the street."""
    rng = np.random.default_rng(seed)
    ground = _ground(width, height, rng)
    cars = [_car(rng, lane) for lane in range(4)]
    noise = [rng.integers(-3, 4, (height, width), dtype=np.int16) for _ in range(_NOISE_PICTURES)]
    for index in range(count):
        picture = ground.copy()
        for car in cars:
            _draw_car(picture, car, index / count)
        yield _i420(picture, noise[index % _NOISE_PICTURES])


def black_pictures(width: int, height: int, count: int) -> Iterator[Picture]:
    """``count`` black pictures in I420: what a camera with a dead sensor sends."""
    picture = np.full((height * 3 // 2, width), 128, dtype=np.uint8)
    picture[:height] = 16
    for _ in range(count):
        yield picture


def _i420(picture: Picture, noise: NDArray[np.int16]) -> Picture:
    planes = np.asarray(cv2.cvtColor(picture, cv2.COLOR_BGR2YUV_I420), dtype=np.uint8)
    height = picture.shape[0]
    planes[:height] = np.clip(planes[:height] + noise, 16, 235).astype(np.uint8)
    return planes


def _ground(width: int, height: int, rng: np.random.Generator) -> Picture:
    picture = np.zeros((height, width, 3), dtype=np.uint8)
    horizon = int(height * 0.4)
    shade = np.linspace(0.6, 1.0, horizon)[:, None, None]
    picture[:horizon] = (np.array([235, 190, 140]) * shade).astype(np.uint8)
    _houses(picture, width, horizon, rng)
    picture[horizon:] = (92, 92, 92)
    grain = rng.integers(-10, 11, (height - horizon, width, 1))
    picture[horizon:] = np.clip(picture[horizon:].astype(np.int16) + grain, 0, 255).astype(np.uint8)
    for lane in range(1, 4):
        y = int(height * (0.45 + 0.13 * lane))
        for x in range(0, width, max(width // 16, 8)):
            cv2.rectangle(picture, (x, y), (x + width // 40, y + max(height // 180, 1)), (230, 230, 230), -1)
    return picture


def _houses(picture: Picture, width: int, horizon: int, rng: np.random.Generator) -> None:
    x = 0
    while x < width:
        house = int(rng.integers(width // 14 + 1, width // 7 + 2))
        top = int(horizon * rng.uniform(0.15, 0.6))
        colour = tuple(int(part) for part in rng.integers(70, 190, 3))
        cv2.rectangle(picture, (x, top), (x + house, horizon), colour, -1)
        pane = max(house // 8, 2)
        for window_x in range(x + pane, x + house - pane, 2 * pane):
            for window_y in range(top + pane, horizon - pane, 2 * pane):
                lit = (120, 220, 240) if rng.random() < 0.3 else (60, 50, 40)
                cv2.rectangle(picture, (window_x, window_y), (window_x + pane // 2, window_y + pane), lit, -1)
        x += house


def _car(rng: np.random.Generator, lane: int) -> _Car:
    colour = rng.integers(30, 230, 3)
    plate = f"{_PROVINCES[int(rng.integers(len(_PROVINCES)))]}{int(rng.integers(10_000, 99_999))}"
    return _Car(
        lane_y=0.46 + 0.13 * lane,
        length=float(rng.uniform(0.12, 0.18)),
        start=float(rng.random()),
        turns=int(rng.integers(1, 3)) * (1 if lane < 2 else -1),
        colour=(int(colour[0]), int(colour[1]), int(colour[2])),
        plate=plate,
    )


def _draw_car(picture: Picture, car: _Car, phase: float) -> None:
    height, width = picture.shape[:2]
    length, tall = int(car.length * width), int(0.09 * height)
    way = (car.start + car.turns * phase) % 1.0
    x, y = int(way * (width + length)) - length, int(car.lane_y * height)
    cv2.rectangle(picture, (x, y + tall // 3), (x + length, y + tall), car.colour, -1)
    cv2.rectangle(picture, (x + length // 5, y), (x + length * 4 // 5, y + tall // 3), (70, 60, 50), -1)
    for wheel in (x + length // 5, x + length * 4 // 5):
        cv2.circle(picture, (wheel, y + tall), max(tall // 5, 2), (20, 20, 20), -1)
    cv2.rectangle(
        picture, (x + length // 3, y + tall // 2), (x + length * 2 // 3, y + tall * 4 // 5), (180, 80, 20), -1
    )
    place = (x + length // 3 + 1, y + tall * 4 // 5 - 1)
    cv2.putText(picture, car.plate, place, cv2.FONT_HERSHEY_SIMPLEX, height / 2200, (250, 250, 250), 1)
