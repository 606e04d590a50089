"""The corridor: who walks there, and which doors open."""

from __future__ import annotations

import cv2
import numpy as np

from camproof.media.clips.scenes.doors import Door
from camproof.media.clips.scenes.indoor_surfaces import DOOR_M, DOORS, WALL_M, IndoorShade
from camproof.media.clips.scenes.lens import PinholeLens
from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.paths import Path
from camproof.media.clips.scenes.people import LOOKS
from camproof.media.clips.scenes.solids import Face, Solid, pyramid
from camproof.media.clips.scenes.walkers import Walker
from camproof.media.clips.scenes.world import World

__all__ = ["INDOOR_EYE", "indoor_lens", "indoor_world"]

INDOOR_EYE = (0.5, 2.75, 0.0)
_WALK_M_S = 1.3
_WAYS = (  # from, to
    ((-1.2, 20.0), (-1.2, 4.0)), ((1.3, 4.5), (1.3, 21.0)), ((0.1, 15.0), (0.1, 6.0)),
    ((-2.2, 10.5), (2.2, 10.5)), ((2.1, 16.0), (-2.1, 16.0)),
)  # fmt: skip
_LEAF = (88, 118, 150)


def indoor_lens(width: int, height: int) -> PinholeLens:
    """A camera under the ceiling that looks along the corridor."""
    return PinholeLens(width, height, INDOOR_EYE, tilt_deg=13.0, field_deg=68.0)


def indoor_world(light: Light, loop_s: float, seed: int) -> World:
    """The corridor for a loop of ``loop_s`` seconds."""
    rng = np.random.default_rng([seed, 2])
    doors = _doors(rng)
    people: list[Walker] = []
    for start, end in _WAYS:
        goal = np.array(end, dtype=float) - start
        whole = float(np.hypot(*goal))
        turns = max(1, round(_WALK_M_S * loop_s / (2 * whole)))
        goal = start + goal * min(1.0, _WALK_M_S * loop_s / turns / (2 * whole))
        path = Path(start, (float(goal[0]), float(goal[1])), float(rng.random()), turns, back=True)
        steps = max(1, round(2 * path.length_m * turns / 1.4))
        number = len(doors) + len(people) + 1
        people.append(Walker(number, path, int(rng.integers(len(LOOKS))), steps, 0.92))
    return World(IndoorShade(light, seed), (*doors, *people), light)


def _doors(rng: np.random.Generator) -> list[Door]:
    """A leaf in each doorway ahead; two of them open in each loop, the others stay shut."""
    places = [(side, start) for side in (-1.0, 1.0) for start in DOORS]
    opening = {int(place) for place in rng.permutation(len(places))[:2]}
    doors = []
    for number, (side, start) in enumerate(places, 1):
        hinge = (side * (WALL_M - 0.01), start + DOOR_M[0])
        span = 0.7 if number - 1 in opening else 0.0
        doors.append(
            Door(number, hinge, (0.0, -1.0), (-side, 0.0), _leaf(), DOOR_M[0], float(rng.random()), span)
        )
    return doors


def _leaf() -> Solid:
    """A door leaf, seen from both sides: ahead (z) is along its width."""
    half, tall = DOOR_M[0] / 2, DOOR_M[1]
    panel = np.full((215, 100, 3), _LEAF, dtype=np.uint8)
    panel[:] = np.clip(panel * np.linspace(1.1, 0.85, 215)[:, None, None], 0, 255)
    for top, bottom in ((16, 96), (112, 200)):
        cv2.rectangle(panel, (14, top), (86, bottom), (66, 92, 120), 2)
    cv2.circle(panel, (90, 108), 4, (190, 196, 200), -1, cv2.LINE_AA)
    right = [(0, tall, -half), (0, tall, half), (0, 0, half), (0, 0, -half)]
    left = [(0, tall, half), (0, tall, -half), (0, 0, -half), (0, 0, half)]
    mirrored = np.ascontiguousarray(panel[:, ::-1])
    return Solid((
        Face(np.array(right, dtype=np.float32), pyramid(panel)),
        Face(np.array(left, dtype=np.float32), pyramid(mirrored)),
    ))  # fmt: skip
