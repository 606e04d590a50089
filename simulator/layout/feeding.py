"""Which power feeder each node and each camera has, by rule and by the files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.layout.access import AccessPlan, nearest_of
from camproof.simulator.layout.backbone import Backbone
from camproof.simulator.layout.given import Given
from camproof.simulator.layout.hanging import feed
from camproof.simulator.layout.overriding import rows_by_code
from camproof.simulator.values import NO_ONE, Floats, Ints, Inventory, NetworkRules, NodeKind

__all__ = ["Fed", "feed_all"]


@dataclass(frozen=True, slots=True)
class Fed:
    """F feeders amid what they feed, and which of them each node and each camera has."""

    node: Ints
    camera: Ints
    x_m: Floats
    y_m: Floats
    names: tuple[str, ...] | None


def feed_all(
    inventory: Inventory,
    access: AccessPlan,
    backbone: Backbone,
    camera_node: Ints,
    rules: NetworkRules,
    given: Given,
    names: tuple[str, ...] | None,
) -> Fed:
    """Feeders of switches that lie together, then what the files say; a camera has that of its switch."""
    made = feed(access.x_m, access.y_m, rules.switches_per_feeder)
    node = _of_nodes(backbone, access, made.of_switch)
    book = _Book(len(made.x_m))
    if given.nodes is not None and names is not None:
        by_name = dict(zip(given.nodes.names, given.nodes.feeder, strict=True))
        for at, name in enumerate(names):
            if by_name.get(name):
                node[at] = book.number(by_name[name])
    camera = _of_cameras(inventory, access, camera_node, node, made.of_switch)
    if given.places is not None:
        rows = rows_by_code(inventory)
        for code, feeder in zip(given.places.codes, given.places.feeders, strict=True):
            if feeder and code in rows:
                camera[rows[code]] = book.number(feeder)
    if not book.given:
        return Fed(node, camera, made.x_m, made.y_m, None)
    return _compact(inventory, backbone, node, camera, book.names)


class _Book:
    """Feeders by name; the made ones are called "feeder 1" and so on."""

    def __init__(self, made: int) -> None:
        self._numbers = {f"feeder {number + 1}": number for number in range(made)}
        self.given = False

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self._numbers)

    def number(self, name: str) -> int:
        self.given = True
        return self._numbers.setdefault(name, len(self._numbers))


def _of_nodes(backbone: Backbone, access: AccessPlan, of_switch: Ints) -> Ints:
    """Switches have their own; an aggregation node that of the nearest switch; the core is fed twice."""
    nodes = backbone.nodes
    found = np.full(len(nodes), NO_ONE, np.int32)
    found[backbone.access_node] = of_switch
    middle = np.flatnonzero(nodes.kind == NodeKind.AGGREGATION)
    if len(access):
        near = nearest_of(nodes.x_m[middle], nodes.y_m[middle], access.x_m, access.y_m)
        found[middle] = of_switch[near[:, 0]]
    return found


def _of_cameras(
    inventory: Inventory, access: AccessPlan, camera_node: Ints, node: Ints, of_switch: Ints
) -> Ints:
    """That of its node; where a camera is not networked, that of the nearest switch."""
    found = np.where(camera_node == NO_ONE, NO_ONE, node[camera_node]).astype(np.int32)
    bare = np.flatnonzero(camera_node == NO_ONE)
    if len(access) and len(bare):
        near = nearest_of(inventory.x_m[bare], inventory.y_m[bare], access.x_m, access.y_m)
        found[bare] = of_switch[near[:, 0]]
    return found


def _compact(
    inventory: Inventory, backbone: Backbone, node: Ints, camera: Ints, names: tuple[str, ...]
) -> Fed:
    """Without feeders that feed nothing, and each in the middle of what it feeds."""
    both = np.concatenate((node, camera))
    x_m = np.concatenate((backbone.nodes.x_m, inventory.x_m))
    y_m = np.concatenate((backbone.nodes.y_m, inventory.y_m))
    fed = both != NO_ONE
    used, place = np.unique(both[fed], return_inverse=True)
    count = np.bincount(place)
    numbers = np.full(len(both), NO_ONE, np.int32)
    numbers[fed] = place
    return Fed(
        numbers[: len(node)],
        numbers[len(node) :],
        np.bincount(place, x_m[fed]) / count,
        np.bincount(place, y_m[fed]) / count,
        tuple(names[number] for number in used),
    )
