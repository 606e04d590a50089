"""Rows in a line cut into even blocks."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.values import Floats, Ints

__all__ = ["block_means", "block_of_each", "block_starts", "blocks_within"]


def block_starts(count: int, most: int) -> NDArray[np.int64]:
    """(B + 1,) where blocks begin, and the end: as few as hold at most ``most`` rows each, even in size."""
    blocks = -(-count // most)
    return (np.arange(blocks + 1, dtype=np.int64) * count) // max(blocks, 1)


def block_of_each(starts: NDArray[np.int64]) -> Ints:
    """(N,) the block of each row of the line."""
    return np.repeat(np.arange(len(starts) - 1, dtype=np.int32), np.diff(starts))


def block_means(values: Floats, starts: NDArray[np.int64]) -> Floats:
    """(B,) the mean of the values of each block."""
    sizes = np.diff(starts)
    if not len(sizes):
        return np.empty(0)
    return np.asarray(np.add.reduceat(values, starts[:-1]) / sizes, np.float64)


def blocks_within(starts: NDArray[np.int64], most: int) -> tuple[Ints, Ints]:
    """Cut each block into even parts of at most ``most`` rows.

    :returns: (N,) the part of each row, numbered through; (parts,) the block of each part.
    """
    sizes = np.diff(starts)
    parts = -(-sizes // most)
    first = np.concatenate(([0], np.cumsum(parts)))[:-1]
    block = block_of_each(starts)
    within = np.arange(int(starts[-1]), dtype=np.int64) - starts[:-1][block]
    part = first[block] + within * parts[block] // sizes[block]
    return part.astype(np.int32), np.repeat(np.arange(len(sizes), dtype=np.int32), parts)
