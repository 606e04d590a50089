"""A world: what stands still, what moves, and its light; a scene is a world through a lens."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import hypot
from typing import Protocol

import numpy as np

from camproof.media.clips.scenes.actors import Actor
from camproof.media.clips.scenes.lens import Floats, Lens
from camproof.media.clips.scenes.light import Light
from camproof.media.clips.scenes.textures import Picture, Shade, paint
from camproof.media.clips.scenes.truth import Box, FrameTruth, TruthObject
from camproof.media.clips.scenes.visibility import Cover, visible_shares
from camproof.media.clips.scenes.weather import Sensor

__all__ = ["Prop", "Scene", "World"]

_SMOOTH_PIXELS = 1920 * 1080


class Prop(Protocol):
    """Something that stands still and rises from the ground at (x, z) metres."""

    @property
    def at(self) -> tuple[float, float]: ...

    def draw(self, picture: Picture, lens: Lens) -> None:
        """Draw into BGR in place."""


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """What there is, without an eye.

    :param shade: colours of what stands still.
    :param props: things that stand still and are drawn once, the farthest first for any eye.
    """

    shade: Shade
    actors: tuple[Actor, ...]
    light: Light
    props: tuple[Prop, ...] = ()

    def background(self, lens: Lens, fine: int | None = None) -> Picture:
        """BGR without what moves; takes up to seconds.

        :param fine: rays along a pixel's side; by default 2 up to 1920x1080.
        """
        if fine is None:
            fine = 2 if lens.width * lens.height <= _SMOOTH_PIXELS else 1
        picture = paint(lens, self.shade, fine)
        for prop in sorted(self.props, key=lambda one: -_away_m(lens, *one.at)):
            prop.draw(picture, lens)
        return picture

    def draw_actors(self, picture: Picture, lens: Lens, phase: float) -> None:
        """Draw what moves into BGR in place."""
        for actor in self.far_to_near(lens, phase, self.actors):
            cover = self.cover(actor, lens, phase)
            if cover is None:
                actor.draw(picture, lens, phase)
                continue
            part = picture[cover.rows, cover.columns]
            before = part.copy()
            actor.draw(picture, lens, phase)
            np.copyto(part, before, where=cover.hidden[..., None])

    def cover(self, actor: Actor, lens: Lens, phase: float) -> Cover | None:
        """What of an actor's surroundings is hidden by a surface; None where nothing can be."""
        pose = actor.pose(phase)
        box = _box(actor.outline(lens, phase), lens) if self.shade.may_hide(pose.x, pose.z) else None
        if box is None:
            return None
        rim = box.height
        rows = range(max(0, box.top - rim), min(lens.height, box.top + box.height + rim))
        columns = range(max(0, box.left - rim), min(lens.width, box.left + box.width + rim))
        rays = lens.rays(rows, columns, 1)
        away_m = _away_m(lens, pose.x, pose.z)
        hidden = self.shade.hides(lens.eye, rays.reshape(-1, 3), away_m).reshape(rays.shape[:2])
        if not hidden.any():
            return None
        return Cover(slice(rows.start, rows.stop), slice(columns.start, columns.stop), hidden)

    def far_to_near(self, lens: Lens, phase: float, actors: Sequence[Actor]) -> list[Actor]:
        """Actors in the order in which they are drawn."""

        def nearness(actor: Actor) -> float:
            pose = actor.pose(phase)
            return -_away_m(lens, pose.x, pose.z)

        return sorted(actors, key=nearness)


def _away_m(lens: Lens, x: float, z: float) -> float:
    return hypot(x - lens.eye[0], z - lens.eye[2])


class Scene:
    """A loop of pictures with their truth, the same for the same world and lens.

    :param count: pictures of the loop.
    :param seed: of the sensor's noise and of the rain.
    """

    def __init__(self, world: World, lens: Lens, count: int, seed: int) -> None:
        self.world = world
        self.lens = lens
        self.count = count
        self._ground = world.background(lens)
        self._sensor = Sensor(lens.width, lens.height, count, world.light, seed)
        self._canvas = np.empty_like(self._ground)

    def bgr(self, index: int) -> Picture:
        """The drawn picture before rain and noise; valid until the next call."""
        np.copyto(self._canvas, self._ground)
        self.world.draw_actors(self._canvas, self.lens, self._phase(index))
        return self._canvas

    def picture(self, index: int) -> Picture:
        """Picture ``index`` (loops count on) as I420: height * 3 / 2 rows of width bytes."""
        return self._sensor.take(self.bgr(index), index)

    def pictures(self) -> Iterator[Picture]:
        """One loop."""
        return (self.picture(index) for index in range(self.count))

    def truth(self, index: int) -> FrameTruth:
        """What is to be seen in picture ``index``; what lies outside is left out."""
        phase = self._phase(index)
        actors = self.world.far_to_near(self.lens, phase, self.world.actors)
        outlines = [actor.outline(self.lens, phase) for actor in actors]
        covers = [self.world.cover(actor, self.lens, phase) for actor in actors]
        shares = visible_shares(outlines, covers, self.lens.width, self.lens.height)
        found = []
        for actor, outline, share in zip(actors, outlines, shares, strict=True):
            box = _box(outline, self.lens)
            if box is None:
                continue
            quad = actor.plate_quad(self.lens, phase)
            plate_box = None if quad is None else _box([quad], self.lens)
            visible = round(share * actor.pose(phase).shown, 3)
            found.append(TruthObject(actor.number, actor.kind, box, visible, actor.plate, plate_box))
        return FrameTruth(index, tuple(found))

    def _phase(self, index: int) -> float:
        return index % self.count / self.count


def _box(polygons: Sequence[Floats], lens: Lens) -> Box | None:
    if not polygons:
        return None
    points = np.concatenate(polygons)
    (left, top), (right, bottom) = np.floor(points.min(axis=0)), np.ceil(points.max(axis=0))
    left, right = max(0, int(left)), min(lens.width, int(right))
    top, bottom = max(0, int(top)), min(lens.height, int(bottom))
    return Box(left, top, right - left, bottom - top) if right > left and bottom > top else None
