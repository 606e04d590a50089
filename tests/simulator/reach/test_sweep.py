"""Who is reached when, against a look at every moment with scipy's connected components."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from camproof.simulator.errors import NetworkError
from camproof.simulator.reach import Intervals, merged, reach_plan, unreached

PERIOD_H = 100.0


def downs(owners: int, *rows: tuple[int, float, float]) -> Intervals:
    owner, begin, end = (np.array(column) for column in zip(*rows, strict=True)) if rows else ([], [], [])
    return merged(np.array(owner, np.int64), np.array(begin, float), np.array(end, float), owners, PERIOD_H)


def test_ring_outlives_one_cut_and_not_two(network_of: Any) -> None:
    # core 0; ring 0-1-2-3-0 in one zone
    network = network_of([0, 0, 0, 0], [(0, 1), (1, 2), (2, 3), (3, 0)])
    cut = downs(4, (0, 10, 20), (2, 15, 30))
    found = unreached(reach_plan(network), downs(4), cut)
    assert found.of(1) == [(15, 20)]
    assert found.of(2) == [(15, 20)]
    assert found.of(3) == []


def test_a_chain_of_zones_hands_its_outage_down(network_of: Any) -> None:
    network = network_of([0, 1, 2], [(0, 1), (1, 2)])
    found = unreached(reach_plan(network), downs(3, (1, 5, 9)), downs(2, (1, 8, 12)))
    assert found.of(1) == [(5, 9)]
    assert found.of(2) == [(5, 12)]


def test_recorders_at_the_anchor_are_reached_while_the_core_is_not(network_of: Any) -> None:
    network = network_of([0, 1, 2], [(0, 1), (1, 2)])
    cut = downs(2, (0, 5, 9), (1, 50, 60))
    plan = reach_plan(network)
    assert unreached(plan, downs(3), cut).of(2) == [(5, 9), (50, 60)]
    assert unreached(plan, downs(3), cut, local=True).of(2) == [(50, 60)]


def test_what_is_joined_to_nothing_is_never_reached(network_of: Any) -> None:
    network = network_of([0, 1, 2], [(0, 1)])
    found = unreached(reach_plan(network), downs(3), downs(1))
    assert found.of(2) == [(0.0, float("inf"))]
    assert found.of(1) == []


def test_zones_out_of_order_are_refused(network_of: Any) -> None:
    with pytest.raises(NetworkError, match="in the order of their zones"):
        reach_plan(network_of([1, 0], [(0, 1)]))


@st.composite
def cities(draw: st.DrawFn) -> tuple[Any, ...]:
    zones = sorted(draw(st.lists(st.integers(0, 2), min_size=2, max_size=9)))
    used = sorted(set(zones))
    zones = [used.index(zone) for zone in zones]
    nodes = range(len(zones))
    pairs = list(itertools.combinations(nodes, 2))
    links = draw(st.lists(st.sampled_from(pairs), max_size=14, unique=True))
    hours = st.integers(0, 20)
    rows = st.lists(st.tuples(st.integers(0, 30), hours, hours), max_size=12)
    return zones, links, draw(rows), draw(rows)


def _rows(loose: list[tuple[int, int, int]], owners: int) -> list[tuple[int, float, float]]:
    return [(o % owners, float(min(a, b)), float(max(a, b))) for o, a, b in loose if owners]


def _truth(
    zones: list[int], links: list[tuple[int, int]], node_off: set[int], link_off: set[int]
) -> set[int]:
    """The reached nodes of one moment, zone by zone."""
    reached: set[int] = set()
    for zone in range(max(zones) + 1):
        inside = [node for node, its in enumerate(zones) if its == zone]
        graph = {
            (a, b) for i, (a, b) in enumerate(links) if i not in link_off and zones[a] == zones[b] == zone
        }
        up = [node for node in inside if node not in node_off]
        alive = [(a, b) for a, b in graph if a in up and b in up]
        size = len(zones)
        matrix = coo_array(
            (np.ones(len(alive)), ([a for a, _ in alive], [b for _, b in alive])), shape=(size, size)
        )
        _, label = connected_components(matrix, directed=False)
        seeds = {node for node in up if node == 0}
        for i, (a, b) in enumerate(links):
            low, high = sorted((a, b), key=lambda node: zones[node])
            if zones[low] != zones[high] and zones[high] == zone and i not in link_off:
                seeds |= {high} if low in reached and high in up else set()
        labels = {label[node] for node in seeds}
        reached |= {node for node in up if label[node] in labels}
    return reached


@given(cities())
def test_every_moment_is_as_the_graph_says(network_of: Any, city: tuple[Any, ...]) -> None:
    zones, links, node_rows, link_rows = city
    network = network_of(zones, links)
    node_down = downs(len(zones), *_rows(node_rows, len(zones)))
    link_down = downs(len(links), *_rows(link_rows, len(links)))
    found = unreached(reach_plan(network), node_down, link_down)
    for moment in np.arange(0.5, 21.0):
        off = [
            {o for o in range(each.owners) if any(a <= moment < b for a, b in each.of(o))}
            for each in (node_down, link_down)
        ]
        reached = _truth(zones, links, *off)
        cut = {n for n in range(len(zones)) if any(a <= moment < b for a, b in found.of(n))}
        assert cut == set(range(len(zones))) - reached
