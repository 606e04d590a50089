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
Times = tuple[Index, Floats, Floats]
"""First, begin and end, as in ``Intervals``."""
Ties = tuple[Index, Index, Index, Index, Index, Index, Flags]
"""Near first, near, near link, home first, home, home link, core, as in ``ReachPlan``."""
Now = tuple[Counts, Counts, Counts, Flags]
"""At one moment: how often each node of a zone is down; likewise all links and anchors; who is reached."""
Cuts = tuple[Index, Floats, Floats]
"""Node of the zone, begin and end of each cut."""
Column = TypeVar("Column", Index, Floats)
_NODE, _LINK, _ANCHOR = 0, 1, 2
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
        (
            plan.near_first,
            plan.near,
            plan.near_link,
            plan.home_first,
            plan.home,
            plan.home_link,
            plan.core,
        ),
        (node_down.first, node_down.begin, node_down.end),
        (link_down.first, link_down.begin, link_down.end),
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
def _settle(low: int, high: int, ties: Ties, now: Now, stack: Index) -> None:
    """Find the nodes of a zone that are reached now: from working core nodes and reached anchors."""
    near_first, near, near_link, home_first, home, home_link, core = ties
    down, link_off, off, reached = now
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
def _gathered(
    low: int, high: int, links: Index, anchors: Index,
    nodes_down: Times, links_down: Times, anchors_off: Times,
) -> tuple[Events, int]:  # fmt: skip
    """The events of a zone: begins and ends of its nodes, its links, and the anchors that it hangs on."""
    most = 2 * (nodes_down[0][high] - nodes_down[0][low])
    most += 2 * _count(links_down[0], links, 0, len(links))
    most += 2 * _count(anchors_off[0], anchors, 0, len(anchors))
    events = (
        np.empty(most, np.float64), np.empty(most, np.int8), np.empty(most, np.int64), np.empty(most, np.int8)
    )  # fmt: skip
    filled = 0
    for node in range(low, high):
        filled = _put(events, filled, nodes_down[0], nodes_down[1], nodes_down[2], node, _NODE)
    for link in links:
        filled = _put(events, filled, links_down[0], links_down[1], links_down[2], link, _LINK)
    for anchor in anchors:
        filled = _put(events, filled, anchors_off[0], anchors_off[1], anchors_off[2], anchor, _ANCHOR)
    return events, filled


@compiled
def _happen(events: Events, order: Index, place: int, until: float, low: int, now: Now) -> int:
    """Let happen what is due by a moment; the place in the order of what comes next."""
    when, what, which, step = events
    down, link_off, off, _ = now
    while place < len(order) and when[order[place]] <= until:
        at = order[place]
        if what[at] == _NODE:
            down[which[at] - low] += step[at]
        elif what[at] == _LINK:
            link_off[which[at]] += step[at]
        else:
            off[which[at]] += step[at]
        place += 1
    return place


@compiled
def _note(reached: Flags, since: Floats, now_h: float, cuts: int, cut: Cuts) -> tuple[int, Cuts]:
    """Write down who is no longer reached, and the cuts of those that are again."""
    for here in range(len(since)):
        if not reached[here]:
            if since[here] < 0:
                since[here] = now_h
        elif since[here] >= 0:
            if cuts == len(cut[0]):
                cut = (_grown(cut[0], cuts), _grown(cut[1], cuts), _grown(cut[2], cuts))
            cut[0][cuts], cut[1][cuts], cut[2][cuts] = here, since[here], now_h
            cuts += 1
            since[here] = -1.0
    return cuts, cut


@compiled
def _zone(
    low: int, high: int, events: Events, filled: int, ties: Ties, link_off: Counts, off: Counts
) -> tuple[int, Cuts, Floats]:
    """Play a zone: its cuts, and since when each node is cut off that is so at the end (below 0: it is not).

    What never ends is taken back from ``link_off`` and ``off`` for the zones to come.
    """
    size = high - low
    order = np.argsort(events[0][:filled])
    reached, since = np.zeros(size, np.bool_), np.full(size, -1.0)
    now = (np.zeros(size, np.int32), link_off, off, reached)
    stack = np.empty(size, np.int64)
    cut = (np.empty(16, np.int64), np.empty(16, np.float64), np.empty(16, np.float64))
    cuts, place, now_h = 0, 0, 0.0
    while True:
        place = _happen(events, order, place, now_h, low, now)
        _settle(low, high, ties, now, stack)
        cuts, cut = _note(reached, since, now_h, cuts, cut)
        if place == filled or events[0][order[place]] == np.inf:
            break
        now_h = events[0][order[place]]
    _happen(events, order, place, np.inf, low, now)
    return cuts, cut, since


@compiled
def _sweep(
    node_first: Index, link_first: Index, link_order: Index, ties: Ties,
    nodes_down: Times, links_down: Times, local: bool,
) -> tuple[Index, Floats, Floats]:  # fmt: skip
    """The unreached times of all nodes as (first, begin, end)."""
    nodes = len(ties[6])
    out_first = np.zeros(nodes + 1, np.int64)
    out_begin = np.empty(len(nodes_down[1]) + 64, np.float64)
    out_end = np.empty(len(nodes_down[1]) + 64, np.float64)
    rows = 0
    link_off = np.zeros(len(link_order), np.int32)
    off = np.zeros(nodes, np.int32)  # of anchors: not reached now
    for zone in range(len(node_first) - 1):
        low, high = node_first[zone], node_first[zone + 1]
        links = link_order[link_first[zone] : link_first[zone + 1]]
        anchors = np.unique(ties[4][ties[3][low] : ties[3][high]])
        anchors_off = nodes_down if local else (out_first, out_begin, out_end)
        events, filled = _gathered(low, high, links, anchors, nodes_down, links_down, anchors_off)
        cuts, cut, since = _zone(low, high, events, filled, ties, link_off, off)
        while rows + cuts + high - low > len(out_begin):
            out_begin = _grown(out_begin, len(out_begin))
            out_end = _grown(out_end, len(out_end))
        _deal(cuts, cut[0], cut[1], cut[2], since, out_first, out_begin, out_end, low, rows)
        rows = out_first[high]
    return out_first, out_begin[:rows].copy(), out_end[:rows].copy()
