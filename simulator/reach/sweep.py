"""Who is reached when: a sweep over the events of each zone, compiled."""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from camproof.media.compiled import compiled
from camproof.simulator.reach.intervals import Intervals
from camproof.simulator.reach.plan import ReachPlan

__all__ = ["unreached"]

Index = NDArray[np.int64]
Floats = NDArray[np.float64]
Counts = NDArray[np.int32]
Flags = NDArray[np.bool_]
Events = tuple[Floats, NDArray[np.int8], Index, NDArray[np.int8]]
Column = TypeVar("Column", Index, Floats)
_GROWTH = 2


def unreached(
    plan: ReachPlan, node_down: Intervals, link_down: Intervals, *, local: bool = False
) -> Intervals:
    """When each node is cut off from the core, or down itself.

    :param node_down: of S owners; :param link_down: of L owners.
    :param local: whether an anchor counts as reached whenever it is up: the question then is who reaches the
        anchors of its zone, where recorders stand.
    """
    first, begin, end = _sweep(
        plan.node_first,
        plan.link_first,
        plan.link_order,
        plan.near_first,
        plan.near,
        plan.near_link,
        plan.home_first,
        plan.home,
        plan.home_link,
        plan.core,
        node_down.first,
        node_down.begin,
        node_down.end,
        link_down.first,
        link_down.begin,
        link_down.end,
        local,
    )
    return Intervals(first, begin, end)


@compiled
def _grown(
    array: Column,
    rows: int,
) -> Column:
    larger = np.empty(max(64, rows * _GROWTH), array.dtype)
    larger[: len(array)] = array
    return larger


@compiled
def _count(first: Index, items: Index, low: int, high: int) -> int:
    total = 0
    for at in range(low, high):
        item = items[at]
        total += first[item + 1] - first[item]
    return total


@compiled
def _settle(
    low: int,
    high: int,
    near_first: Index,
    near: Index,
    near_link: Index,
    home_first: Index,
    home: Index,
    home_link: Index,
    core: Flags,
    down: Counts,
    link_off: Counts,
    off: Counts,
    reached: Flags,
    stack: Index,
) -> None:
    """Find the nodes of a zone that are reached now: from working core nodes and reached anchors."""
    filled = 0
    for node in range(low, high):
        here = node - low
        reached[here] = False
        if down[here]:
            continue
        seed = core[node]
        for at in range(home_first[node], home_first[node + 1]):
            if seed:
                break
            seed = link_off[home_link[at]] == 0 and off[home[at]] == 0
        if seed:
            reached[here] = True
            stack[filled] = node
            filled += 1
    while filled:
        filled -= 1
        node = stack[filled]
        for at in range(near_first[node], near_first[node + 1]):
            there = near[at] - low
            if not reached[there] and down[there] == 0 and link_off[near_link[at]] == 0:
                reached[there] = True
                stack[filled] = near[at]
                filled += 1


@compiled
def _put(
    events: Events,
    filled: int,
    first: Index,
    begin: Floats,
    end: Floats,
    owner: int,
    what: int,
) -> int:
    """Add begins and ends of one owner to the events: (time, what, which, +1 or -1)."""
    when, whats, which, step = events
    for at in range(first[owner], first[owner + 1]):
        when[filled], whats[filled], which[filled], step[filled] = begin[at], what, owner, 1
        filled += 1
        when[filled], whats[filled], which[filled], step[filled] = end[at], what, owner, -1
        filled += 1
    return filled


@compiled
def _deal(
    cuts: int,
    cut_here: Index,
    cut_begin: Floats,
    cut_end: Floats,
    since: Floats,
    out_first: Index,
    out_begin: Floats,
    out_end: Floats,
    low: int,
    rows: int,
) -> None:
    """Write a zone's cuts behind those before, each node's together; what never ends ends at infinity."""
    size = len(since)
    free = np.zeros(size + 1, np.int64)
    for at in range(cuts):
        free[cut_here[at] + 1] += 1
    for here in range(size):
        if since[here] >= 0:
            free[here + 1] += 1
        free[here + 1] += free[here]
        out_first[low + here + 1] = rows + free[here + 1]
    for at in range(cuts):
        to = rows + free[cut_here[at]]
        out_begin[to], out_end[to] = cut_begin[at], cut_end[at]
        free[cut_here[at]] += 1
    for here in range(size):
        if since[here] >= 0:
            to = rows + free[here]
            out_begin[to], out_end[to] = since[here], np.inf


@compiled
def _sweep(
    node_first: Index,
    link_first: Index,
    link_order: Index,
    near_first: Index,
    near: Index,
    near_link: Index,
    home_first: Index,
    home: Index,
    home_link: Index,
    core: Flags,
    nd_first: Index,
    nd_begin: Floats,
    nd_end: Floats,
    ld_first: Index,
    ld_begin: Floats,
    ld_end: Floats,
    local: bool,
) -> tuple[Index, Floats, Floats]:
    """The unreached times of all nodes as (first, begin, end)."""
    nodes = len(core)
    out_first = np.zeros(nodes + 1, np.int64)
    out_begin = np.empty(len(nd_begin) + 64, np.float64)
    out_end = np.empty(len(nd_begin) + 64, np.float64)
    rows = 0
    link_off = np.zeros(len(link_order), np.int32)
    off = np.zeros(nodes, np.int32)  # of anchors: not reached now
    for zone in range(len(node_first) - 1):
        low, high = node_first[zone], node_first[zone + 1]
        size = high - low
        links = link_order[link_first[zone] : link_first[zone + 1]]
        anchors = np.unique(home[home_first[low] : home_first[high]])
        of_anchors = nd_first if local else out_first
        most = 2 * (nd_first[high] - nd_first[low])
        most += 2 * _count(ld_first, links, 0, len(links)) + 2 * _count(of_anchors, anchors, 0, len(anchors))
        when, which = np.empty(most, np.float64), np.empty(most, np.int64)
        what, step = np.empty(most, np.int8), np.empty(most, np.int8)
        events = (when, what, which, step)
        filled = 0
        for node in range(low, high):
            filled = _put(events, filled, nd_first, nd_begin, nd_end, node, 0)
        for link in links:
            filled = _put(events, filled, ld_first, ld_begin, ld_end, link, 1)
        for anchor in anchors:
            if local:
                filled = _put(events, filled, nd_first, nd_begin, nd_end, anchor, 2)
            else:
                filled = _put(events, filled, out_first, out_begin, out_end, anchor, 2)
        order = np.argsort(when)
        down, reached = np.zeros(size, np.int32), np.zeros(size, np.bool_)
        stack = np.empty(size, np.int64)
        since = np.full(size, -1.0)  # below 0: reached
        cut_here, cut_begin, cut_end = np.empty(16, np.int64), np.empty(16), np.empty(16)
        cuts = 0
        place = 0
        now = 0.0
        while True:
            while place < filled and when[order[place]] <= now:
                at = order[place]
                if what[at] == 0:
                    down[which[at] - low] += step[at]
                elif what[at] == 1:
                    link_off[which[at]] += step[at]
                else:
                    off[which[at]] += step[at]
                place += 1
            _settle(
                low,
                high,
                near_first,
                near,
                near_link,
                home_first,
                home,
                home_link,
                core,
                down,
                link_off,
                off,
                reached,
                stack,
            )
            for here in range(size):
                if not reached[here]:
                    if since[here] < 0:
                        since[here] = now
                elif since[here] >= 0:
                    if cuts == len(cut_here):
                        cut_here = _grown(cut_here, cuts)
                        cut_begin = _grown(cut_begin, cuts)
                        cut_end = _grown(cut_end, cuts)
                    cut_here[cuts], cut_begin[cuts], cut_end[cuts] = here, since[here], now
                    cuts += 1
                    since[here] = -1.0
            if place == filled or when[order[place]] == np.inf:
                break
            now = when[order[place]]
        for at in range(place, filled):  # what never ends is taken back for the zones to come
            if what[order[at]] == 1:
                link_off[which[order[at]]] += step[order[at]]
            elif what[order[at]] == 2:
                off[which[order[at]]] += step[order[at]]
        while rows + cuts + size > len(out_begin):
            out_begin = _grown(out_begin, len(out_begin))
            out_end = _grown(out_end, len(out_end))
        _deal(cuts, cut_here, cut_begin, cut_end, since, out_first, out_begin, out_end, low, rows)
        rows = out_first[high]
    return out_first, out_begin[:rows].copy(), out_end[:rows].copy()
