"""The street: who drives and walks there, so that nobody drives through another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import hypot

import numpy as np

from camproof.media.clips.scenes.lens import PinholeLens
from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.paths import Path
from camproof.media.clips.scenes.people import LOOKS
from camproof.media.clips.scenes.plates import random_plate
from camproof.media.clips.scenes.props import Lamp, Tree
from camproof.media.clips.scenes.street_surfaces import CROSSING, StreetShade
from camproof.media.clips.scenes.vehicle_shapes import SHAPES, VehicleShape, vehicle_solid
from camproof.media.clips.scenes.vehicles import Vehicle
from camproof.media.clips.scenes.walkers import Walker
from camproof.media.clips.scenes.world import World

__all__ = ["STREET_EYE", "street_lens", "street_world"]

STREET_EYE = (1.8, 6.4, 0.0)
_BEHIND_M = -9.0
_LANES = (  # start (of lanes that come nearer: only x counts), direction, speed in m/s
    ((-1.75, 0.0), (0, -1), 13.0),
    ((-5.25, 0.0), (0, -1), 11.0),
    ((1.75, _BEHIND_M), (0, 1), 13.0),
    ((5.25, _BEHIND_M), (0, 1), 11.0),
    ((-30.0, 29.2), (1, 0), 10.0),
    ((30.0, 34.8), (-1, 0), 10.0),
)
_WAYS_M = (70.0, 120.0)
"""Shortest and longest way along the street."""
_COLOURS = (
    (210, 212, 214),
    (48, 46, 44),
    (40, 44, 150),
    (128, 96, 60),
    (150, 152, 154),
    (84, 130, 160),
    (96, 60, 40),
)
_PAVEMENTS = (
    ((-8.8, 15.0), (-8.8, 22.0)), ((-10.6, 31.0 + 12), (-10.6, 62.0)), ((8.6, 14.0), (8.6, 23.0)),
    ((10.4, 42.0), (10.4, 60.0)), ((-9.4, 21.0), (-9.4, 12.0)), ((9.8, 23.0), (9.8, 16.0)),
    ((-9.0, 38.6), (-17.0, 38.6)), ((8.6, 38.8), (16.0, 38.8)), ((-6.0, 21.6), (6.2, 21.6)),
)  # fmt: skip
_KERBSIDE_M = 7.7
_WALK_M_S = 1.4
_SAFE_M = 2.2


def street_lens(width: int, height: int) -> PinholeLens:
    """A camera on a pole beside the road, 6.4 m up."""
    return PinholeLens(width, height, STREET_EYE)


def street_world(light: Light, loop_s: float, seed: int) -> World:
    """The street for a loop of ``loop_s`` seconds."""
    rng = np.random.default_rng([seed, 1])
    brightness = light.sun * 0.9 + light.lamps * 0.35
    vehicles: list[Vehicle] = []
    for start, direction, speed in _LANES:
        for _ in range(2):
            vehicle = _vehicle(rng, len(vehicles) + 1, (start, direction, speed), loop_s, light, brightness)
            placed = _without_crash(rng, vehicle, vehicles)
            if placed is not None:
                vehicles.append(placed)
    walkers = _walkers(rng, loop_s, len(vehicles), brightness, [vehicle.path for vehicle in vehicles])
    return World(StreetShade(light, seed), (*vehicles, *walkers), light, _props(rng, light))


def _props(rng: np.random.Generator, light: Light) -> tuple[Tree | Lamp, ...]:
    """Trees and street lamps along both pavements, none where they would stand before what moves."""
    props: list[Tree | Lamp] = []
    for z in np.arange(-60.0, 100.0, 10.0):
        if 0 < z < CROSSING[1] + 6:
            continue
        for x in (-_KERBSIDE_M, _KERBSIDE_M):
            if z % 20 == 0:
                props.append(Lamp((x, float(z)), light.lamps))
            else:
                props.append(Tree((x, float(z)), float(rng.uniform(0.8, 1.15)), int(rng.integers(99)), light))
    return tuple(props)


def _vehicle(
    rng: np.random.Generator, number: int, lane: tuple[tuple[float, float], tuple[int, int], float],
    loop_s: float, light: Light, brightness: float,
) -> Vehicle:  # fmt: skip
    start, (dx, dz), speed = lane
    way = speed * loop_s
    turns = max(1, round(way / _WAYS_M[1]))
    length = min(_WAYS_M[1], max(_WAYS_M[0], way / turns))
    if dx:
        start, length, turns = (-dx * 30.0, start[1]), 60.0, max(1, round(way / 60.0))
    elif dz < 0:
        start = (start[0], _BEHIND_M + length)
    path = Path(start, (start[0] + dx * length, start[1] + dz * length), float(rng.random()), turns)
    kinds = ["car", "car", "car", "van", "bus" if abs(start[0]) > 4 and dz else "car"]
    shape = SHAPES[str(rng.choice(kinds))]
    colour = _COLOURS[int(rng.integers(len(_COLOURS)))]
    plate = random_plate(rng)
    solid = vehicle_solid(shape, colour, plate, brightness)
    glare = (0.9 if light.lamps else 0.35) if light.lights_on else 0.0
    return Vehicle(number, shape, plate, path, solid, shadow=0.55 if light.sun > 0.9 else 0.35, glare=glare)


def _without_crash(rng: np.random.Generator, vehicle: Vehicle, others: Sequence[Vehicle]) -> Vehicle | None:
    """The vehicle at an offset at which it meets no other; None where forty tries find none."""
    for _ in range(40):
        if not any(_meet(vehicle.path, other.path, vehicle.shape, other.shape) for other in others):
            return vehicle
        vehicle = replace(vehicle, path=replace(vehicle.path, offset=float(rng.random())))
    return None


def _meet(one: Path, other: Path, shape: VehicleShape, other_shape: VehicleShape) -> bool:
    safe_m = (shape.length + other_shape.length) / 2 + _SAFE_M
    beside = any(one.start[axis] == one.end[axis] != other.start[axis] == other.end[axis] for axis in (0, 1))
    return not beside and _nearest_m(one, other) < safe_m


def _nearest_m(one: Path, other: Path) -> float:
    steps = 48 * max(one.turns, other.turns)
    phases = np.arange(steps, dtype=np.float32) / np.float32(steps)
    return float(np.linalg.norm(one.places(phases) - other.places(phases), axis=1).min())


def _walkers(
    rng: np.random.Generator, loop_s: float, first: int, brightness: float, roads: Sequence[Path]
) -> list[Walker]:
    """People on the pavements, who go to and fro; nobody crosses where vehicles drive through."""
    walkers: list[Walker] = []
    for start, end in _PAVEMENTS:
        whole = hypot(end[0] - start[0], end[1] - start[1])
        turns = max(1, round(_WALK_M_S * loop_s / (2 * whole)))
        share = min(1.0, _WALK_M_S * loop_s / turns / (2 * whole))
        goal = (start[0] + (end[0] - start[0]) * share, start[1] + (end[1] - start[1]) * share)
        path = Path(start, goal, float(rng.random()), turns, back=True)
        if min(_nearest_m(path, road) for road in roads) < 3.0 and abs(start[0]) < 7:
            continue
        steps = max(1, round(2 * path.length_m * turns / 1.4))
        number = first + len(walkers) + 1
        walkers.append(
            Walker(number, path, int(rng.integers(len(LOOKS))), steps, min(1.0, brightness + 0.05))
        )
    return walkers
