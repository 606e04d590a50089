"""Nodes and links while a network is being laid out."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from camproof.simulator.values import Floats, Ints, NodeKind, Smalls

__all__ = ["ROAD", "Links", "Nodes", "join_links", "links_between", "nodes_of"]

ROAD = 1.3
"""Length of a cable as laid over the straight line; ours."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """S nodes: ``NodeKind``, position, zone."""

    kind: Smalls
    x_m: Floats
    y_m: Floats
    zone: Ints

    def __len__(self) -> int:
        return len(self.kind)

    def join(self, other: Nodes) -> Nodes:
        """Both, one after the other."""
        pairs = ((getattr(self, name), getattr(other, name)) for name in ("kind", "x_m", "y_m", "zone"))
        return Nodes(*(np.concatenate(pair) for pair in pairs))


@dataclass(frozen=True, slots=True)
class Links:
    """L links between nodes, by their numbers."""

    a: Ints
    b: Ints
    mbit: Floats
    km: Floats


def nodes_of(kind: NodeKind, x_m: Floats, y_m: Floats, zone: Ints) -> Nodes:
    """Nodes of one kind."""
    return Nodes(np.full(len(x_m), kind, np.int8), x_m, y_m, zone.astype(np.int32))


def links_between(a: Ints, b: Ints, mbit: float, nodes: Nodes) -> Links:
    """Links of one capacity, as long as the road between their ends."""
    a, b = np.asarray(a, np.int32), np.asarray(b, np.int32)
    metres = np.hypot(nodes.x_m[a] - nodes.x_m[b], nodes.y_m[a] - nodes.y_m[b])
    return Links(a, b, np.full(len(a), mbit), metres * ROAD / 1000)


def join_links(*parts: Links) -> Links:
    """All, one after the other."""
    return Links(
        *(np.concatenate([getattr(part, name) for part in parts]) for name in ("a", "b", "mbit", "km"))
    )
