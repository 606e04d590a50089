"""Zones of any network, and the order of its nodes by zone."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from camproof.simulator.values import Ints, NodeKind, Smalls

__all__ = ["without_anchor", "zones_of"]


def zones_of(kind: Smalls, a: Ints, b: Ints) -> Ints:
    """(S,) a zone for each node: the core, then connected pieces of aggregation nodes, then of switches.

    Zones of one kind are numbered by their first node.

    :param a: (L,) ends of links; :param b: (L,) the other ends.
    """
    zone = np.zeros(len(kind), np.int32)
    piece = _pieces(len(kind), kind[a] == kind[b], a, b)
    first = 1
    for each in (NodeKind.AGGREGATION, NodeKind.ACCESS):
        rows = np.flatnonzero(kind == each)
        _, at, inverse = np.unique(piece[rows], return_index=True, return_inverse=True)
        rank = np.empty(len(at), np.int32)
        rank[np.argsort(at, kind="stable")] = np.arange(len(at), dtype=np.int32)
        zone[rows] = rank[inverse] + first
        first += len(at)
    return zone


def without_anchor(zone: Ints, a: Ints, b: Ints) -> NDArray[np.bool_]:
    """(S,) nodes of pieces of zones that no link joins to a zone with a smaller number.

    Where there are none, every node is reached as the docstring of ``Network`` has it.
    """
    piece = _pieces(len(zone), zone[a] == zone[b], a, b)
    held = np.zeros(int(piece.max(initial=-1)) + 1, np.bool_)
    held[piece[zone == 0]] = True
    held[piece[a[zone[b] < zone[a]]]] = True
    held[piece[b[zone[a] < zone[b]]]] = True
    return ~held[piece]


def _pieces(nodes: int, joined: NDArray[np.bool_], a: Ints, b: Ints) -> Ints:
    """(nodes,) the connected piece of each node, by the links that are chosen."""
    ones = np.ones(int(joined.sum()), np.int8)
    graph = coo_matrix((ones, (a[joined], b[joined])), shape=(nodes, nodes))
    return np.asarray(connected_components(graph, directed=False)[1], np.int32)
