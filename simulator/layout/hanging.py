"""What hangs on the network: power feeders, recorders, groups of servers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.layout.blocks import block_means, block_of_each, block_starts, blocks_within
from camproof.simulator.values import Floats, Ints

__all__ = ["Feeders", "feed", "recorders_of", "server_groups"]


@dataclass(frozen=True, slots=True)
class Feeders:
    """F feeders amid what they feed, and the feeder of each switch."""

    of_switch: Ints
    x_m: Floats
    y_m: Floats


def feed(x_m: Floats, y_m: Floats, most: int) -> Feeders:
    """Feeders of at most ``most`` switches that lie together; the switches come in Hilbert's order."""
    starts = block_starts(len(x_m), most)
    return Feeders(block_of_each(starts), block_means(x_m, starts), block_means(y_m, starts))


def recorders_of(home: Ints, most: int) -> tuple[Ints, Ints]:
    """Share the cameras of each home node out to recorders there, evenly, at most ``most`` to each.

    :param home: (n,) the node of each camera at which it is recorded; neighbours in this order share one.
    :returns: (n,) recorder of each camera; (R,) node of each recorder.
    """
    order = np.argsort(home, kind="stable")
    where, counts = np.unique(home, return_counts=True)
    starts: NDArray[np.int64] = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    part, block = blocks_within(starts, most)
    recorder = np.empty(len(home), np.int32)
    recorder[order] = part
    return recorder, where[block].astype(np.int32)


def server_groups(count: int, most: int) -> tuple[Ints, int]:
    """(count,) the group of each, and how many groups there are."""
    starts = block_starts(count, most)
    return block_of_each(starts), len(starts) - 1
