"""Ways through the network: fewest working links, the shorter fibre among equals.

An arc is one direction of a link: ``2 * link`` leads from ``link_a`` to ``link_b``, ``2 * link + 1`` back.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.sparse.csgraph import dijkstra

from camproof.simulator.values import Floats, Ints, Network, NodeKind

__all__ = ["Grid", "Longs", "Paths", "arc_capacities", "join_paths"]

Longs = NDArray[np.int64]
Flags = NDArray[np.bool_]

_KM_WEIGHT = 1e-6
"""A link costs one hop; its length decides between ways of as many hops."""
_NOWHERE = -9999
"""What scipy writes where nothing leads."""


@dataclass(frozen=True, slots=True)
class Paths:
    """The ways of F flows.

    :param start: (F + 1,) where the arcs of each flow begin in ``arcs``.
    :param arcs: numbers of arcs, in the order in which they are passed.
    :param reached: (F,) whether there is a way; an end at the same node needs no arc.
    """

    start: Longs
    arcs: Longs
    reached: Flags

    def __len__(self) -> int:
        return len(self.reached)


class Grid:
    """The part of a network that works.

    :param node_up: (S,) whether each node works; None for all.
    :param link_up: (L,) likewise.
    """

    def __init__(self, network: Network, node_up: Flags | None = None, link_up: Flags | None = None) -> None:
        nodes, links = len(network.node_kind), len(network.link_a)
        self.node_up: Flags = np.ones(nodes, bool) if node_up is None else node_up
        up = np.ones(links, bool) if link_up is None else link_up
        up = up & self.node_up[network.link_a] & self.node_up[network.link_b]
        self.cores: Ints = np.flatnonzero((network.node_kind == NodeKind.CORE) & self.node_up).astype(
            np.int32
        )
        self._nodes = nodes
        self._read(network, np.flatnonzero(up))

    def _read(self, network: Network, links: Longs) -> None:
        """One arc for each ordered pair of neighbours; of parallel links the shortest."""
        tail = np.concatenate([network.link_a[links], network.link_b[links]]).astype(np.int64)
        head = np.concatenate([network.link_b[links], network.link_a[links]]).astype(np.int64)
        arc = np.concatenate([2 * links, 2 * links + 1])
        weight = 1.0 + _KM_WEIGHT * np.tile(network.link_km[links], 2)
        key = tail * self._nodes + head
        order = np.lexsort((arc, weight, key))
        key = key[order]
        first = np.ones(len(key), bool)
        first[1:] = key[1:] != key[:-1]
        kept = order[first]
        self._keys, self._arcs = key[first], arc[kept]
        shape = (self._nodes, self._nodes)
        self._graph = csr_matrix((weight[kept], (tail[kept], head[kept])), shape=shape)

    def paths(self, sources: Ints, roots: Ints) -> Paths:
        """The way of each flow from its source to the nearest of the roots."""
        if not len(roots) or not len(sources):
            return _no_paths(len(sources))
        _, towards, _ = dijkstra(
            self._graph, directed=True, indices=roots, min_only=True, return_predecessors=True
        )
        is_root = np.zeros(self._nodes, bool)
        is_root[roots] = True
        starts, place = np.unique(sources, return_inverse=True)
        reached = self.node_up[starts] & (is_root[starts] | (towards[starts] != _NOWHERE))
        start, arcs = self._walk(starts, reached, towards, is_root)
        return _taken(Paths(start, arcs, reached), place)

    def paths_to_own(self, sources: Ints, goals: Ints) -> Paths:
        """The way of each flow from its source to its own goal."""
        goal_nodes, which = np.unique(goals, return_inverse=True)
        rows = [np.flatnonzero(which == number) for number in range(len(goal_nodes))]
        parts = [
            self.paths(sources[row], _working(goal_nodes[[n]], self.node_up)) for n, row in enumerate(rows)
        ]
        joined = join_paths(parts)
        back = np.empty(len(sources), np.int64)
        back[np.concatenate(rows) if rows else np.empty(0, np.int64)] = np.arange(len(sources))
        return _taken(joined, back)

    def reaches_core(self) -> Flags:
        """(S,) whether each node works and has a way to a working core node."""
        return self.paths(np.arange(self._nodes, dtype=np.int32), self.cores).reached

    def _walk(self, starts: Ints, reached: Flags, towards: Ints, is_root: Flags) -> tuple[Longs, Longs]:
        """Follow all starts at once, a step a round."""
        flows, arcs = [], []
        flow = np.flatnonzero(reached & ~is_root[starts])
        at = starts[flow].astype(np.int64)
        while len(flow):
            after = towards[at].astype(np.int64)
            flows.append(flow)
            arcs.append(self._arcs[np.searchsorted(self._keys, at * self._nodes + after)])
            going = ~is_root[after]
            flow, at = flow[going], after[going]
        if not flows:
            return np.zeros(len(starts) + 1, np.int64), np.empty(0, np.int64)
        passed, taken = np.concatenate(flows), np.concatenate(arcs)
        order = np.argsort(passed, kind="stable")
        return _starts(np.bincount(passed, minlength=len(starts))), taken[order]


def arc_capacities(network: Network) -> Floats:
    """(2 L,) Mbit/s of each arc."""
    return np.repeat(network.link_mbit, 2)


def join_paths(parts: list[Paths]) -> Paths:
    """The flows of several, one after the other."""
    if not parts:
        return _no_paths(0)
    counts = np.concatenate([np.diff(part.start) for part in parts])
    arcs = np.concatenate([part.arcs for part in parts])
    return Paths(_starts(counts), arcs, np.concatenate([part.reached for part in parts]))


def _taken(paths: Paths, rows: Longs) -> Paths:
    """These flows of the paths, in this order."""
    counts = np.diff(paths.start)[rows]
    start = _starts(counts)
    inside = np.arange(start[-1]) - np.repeat(start[:-1], counts)
    return Paths(start, paths.arcs[np.repeat(paths.start[rows], counts) + inside], paths.reached[rows])


def _starts(counts: Longs) -> Longs:
    start = np.zeros(len(counts) + 1, np.int64)
    np.cumsum(counts, out=start[1:])
    return start


def _working(nodes: Ints, node_up: Flags) -> Ints:
    return nodes[node_up[nodes]]


def _no_paths(flows: int) -> Paths:
    return Paths(np.zeros(flows + 1, np.int64), np.empty(0, np.int64), np.zeros(flows, bool))
