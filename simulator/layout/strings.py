"""Strings of nodes between two anchors: rings, chains and stars."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camproof.simulator.layout.blocks import block_of_each
from camproof.simulator.layout.tours import shorten_tours
from camproof.simulator.values import Floats, Ints

__all__ = ["SHAPES", "Strings", "string_links", "toured"]

SHAPES = ("ring", "chain", "star")


@dataclass(frozen=True, slots=True)
class Strings:
    """R strings of S stops.

    :param starts: (R + 1,) where each begins among the stops.
    :param anchors: (R, A) numbers of the nodes that it hangs on: two for a ring, all that a star reaches.
    """

    starts: NDArray[np.int64]
    anchors: Ints

    @property
    def of_stop(self) -> Ints:
        """(S,) the string of each stop."""
        return block_of_each(self.starts)


def toured(strings: Strings, shape: str, stops: tuple[Floats, Floats], nodes: tuple[Floats, Floats]) -> Ints:
    """(S,) the stops in the order of a short way along each string, from its first anchor to its last.

    :param stops: x and y of the stops; :param nodes: x and y of the nodes that anchors are numbers of.
    """
    if shape == "star" or not len(stops[0]):
        return np.arange(len(stops[0]), dtype=np.int32)
    here = np.column_stack(nodes)
    begin, end = here[strings.anchors[:, 0]], here[strings.anchors[:, -1]]
    if shape == "chain":
        open_ended = strings.anchors[:, 0] == strings.anchors[:, -1]
        end = np.where(open_ended[:, None], np.nan, end)
    order = shorten_tours(strings.starts, *stops, np.ascontiguousarray(begin), np.ascontiguousarray(end))
    return order.astype(np.int32)


def string_links(strings: Strings, shape: str, first: int) -> tuple[Ints, Ints]:
    """The two ends of all links of the strings, their stops being the nodes from ``first`` on."""
    stops = np.arange(int(strings.starts[-1]), dtype=np.int32) + first
    if not len(stops):
        return np.empty(0, np.int32), np.empty(0, np.int32)
    if shape == "star":
        return _star(strings, stops)
    of_stop = strings.of_stop
    inner = of_stop[1:] == of_stop[:-1]
    heads, tails = stops[strings.starts[:-1]], stops[strings.starts[1:] - 1]
    near, far = strings.anchors[:, 0], strings.anchors[:, -1]
    alone = (heads == tails) & (near == far)
    closed = ~alone & ((near != far) | (shape == "ring"))
    a = np.concatenate((stops[:-1][inner], near, tails[closed]))
    b = np.concatenate((stops[1:][inner], heads, far[closed]))
    return a.astype(np.int32), b.astype(np.int32)


def _star(strings: Strings, stops: Ints) -> tuple[Ints, Ints]:
    anchors = strings.anchors[strings.of_stop]
    fresh = np.ones(anchors.shape, np.bool_)
    for column in range(1, anchors.shape[1]):
        fresh[:, column] = (anchors[:, :column] != anchors[:, column : column + 1]).all(axis=1)
    rows, columns = np.nonzero(fresh)
    return anchors[rows, columns].astype(np.int32), stops[rows]
