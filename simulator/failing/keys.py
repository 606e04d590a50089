"""Whose numbers are whose: keys of units that hold in every design that has the unit."""

from __future__ import annotations

from collections import Counter

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.draws import Keys, unit_keys
from camproof.simulator.values import Ints, Network

__all__ = ["disk_keys", "link_keys", "node_keys", "server_keys"]

_NUMBER_BITS = 28
_END_BITS = 30
"""Of a node's kind and number."""
_TWIN_BITS = 4
"""Of links with the same ends."""
_PLACE_BITS = 16
"""Of disks of one recorder, recorders of one node, or servers of one group."""


def node_keys(network: Network) -> Keys:
    """(S,) by name; made nodes by their kind and their number within it, wherever they stand in the rows."""
    if network.node_names is not None:
        return unit_keys(network.node_names)
    return _codes(network).astype(np.uint64)


def link_keys(network: Network) -> Keys:
    """(L,) by the two ends, so that a link keeps its fate in a design with more links."""
    if network.node_names is not None:
        return _named_link_keys(network, network.node_names)
    code = _codes(network)
    a, b = code[network.link_a], code[network.link_b]
    ends = np.minimum(a, b) << _END_BITS | np.maximum(a, b)
    return (ends.astype(np.uint64) << np.uint64(_TWIN_BITS)) | _how_maniest(ends).astype(np.uint64)


def disk_keys(network: Network) -> Keys:
    """(disks,) recorder by recorder: by the recorder's node, its number there, and the disk's place."""
    node = _codes(network)[network.recorder_node]
    holder = node << _PLACE_BITS | _how_maniest(node)
    return _keys_within(holder, network.recorder_disks)


def server_keys(servers: Ints) -> Keys:
    """(servers,) group by group: by the number of the group and the place in it.

    :param servers: (groups,) of each.
    """
    return _keys_within(np.arange(len(servers), dtype=np.int64), servers)


def _codes(network: Network) -> NDArray[np.int64]:
    """(S,) kind and number of each node as one number."""
    kind = network.node_kind.astype(np.int64)
    number = network.node_number
    within = _how_maniest(kind) if number is None else number.astype(np.int64)
    return kind << _NUMBER_BITS | within


def _named_link_keys(network: Network, names: tuple[str, ...]) -> Keys:
    seen: Counter[tuple[str, str]] = Counter()
    found = []
    for a, b in zip(network.link_a.tolist(), network.link_b.tolist(), strict=True):
        ends = min(names[a], names[b]), max(names[a], names[b])
        found.append(f"{ends[0]}\n{ends[1]}\n{seen[ends]}")
        seen[ends] += 1
    return unit_keys(found)


def _how_maniest(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """(N,) how many rows before each have its value."""
    order = np.argsort(values, kind="stable")
    ordered = values[order]
    begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1]))[: len(values)])
    counts = np.diff(np.append(begins, len(values)))
    found = np.empty(len(values), np.int64)
    found[order] = np.arange(len(values)) - np.repeat(begins, counts)
    return found


def _keys_within(holder: NDArray[np.int64], counts: Ints) -> Keys:
    """Of units in holders, holder by holder."""
    place = np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
    return (np.repeat(holder, counts) << _PLACE_BITS | place).astype(np.uint64)
