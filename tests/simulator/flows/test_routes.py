"""Ways through the network: shortest, rerouted, none."""

from __future__ import annotations

import numpy as np

from camproof.simulator.flows import Grid, recorder_bundles
from tests.simulator.kit import network_of, ring_city

RING = network_of(
    [2, 0, 0, 0, 0], [(0, 1, 10.0), (1, 2, 10.0), (2, 3, 10.0), (3, 4, 10.0), (4, 0, 10.0)], [1, 2, 3, 4]
)


def ways(grid: Grid, sources: list[int], roots: list[int]) -> list[list[int]]:
    paths = grid.paths(np.array(sources, np.int32), np.array(roots, np.int32))
    return [paths.arcs[a:b].tolist() for a, b in zip(paths.start, paths.start[1:], strict=False)]


def test_the_short_side_of_the_ring() -> None:
    assert ways(Grid(RING), [1, 2, 3, 4, 0], [0]) == [[1], [3, 1], [6, 8], [8], []]


def test_round_the_other_side_when_a_link_is_down() -> None:
    up = np.ones(5, bool)
    up[0] = False
    assert ways(Grid(RING, link_up=up), [1], [0]) == [[2, 4, 6, 8]]


def test_a_dead_switch_cuts_only_itself_off() -> None:
    up = np.ones(5, bool)
    up[2] = False
    grid = Grid(RING, node_up=up)
    assert grid.reaches_core().tolist() == [True, True, False, True, True]


def test_without_a_core_nobody_is_reached() -> None:
    up = np.array([False, True, True, True, True])
    assert not Grid(RING, node_up=up).reaches_core().any()


def test_the_shorter_fibre_of_parallel_links() -> None:
    network = network_of([2, 0], [(0, 1, 1.0), (0, 1, 1.0)], [1], km=[9.0, 2.0])
    assert ways(Grid(network), [1], [0]) == [[3]]


def test_each_camera_to_its_own_recorder() -> None:
    network = network_of(
        [2, 1, 1, 0],
        [(0, 1, 10.0), (0, 2, 10.0), (1, 3, 10.0)],
        [3, 3, 3],
        recorders=[1, 2],
        camera_recorder=[0, 1, 1],
    )
    bundles = recorder_bundles(network, Grid(network))
    found = {
        tuple(bundles.paths.arcs[a:b].tolist()): int(streams)
        for a, b, streams in zip(bundles.paths.start, bundles.paths.start[1:], bundles.streams, strict=False)
    }
    assert found == {(5,): 1, (5, 1, 2): 2}


def test_every_way_leads_from_link_to_link() -> None:
    network = ring_city(2_000)
    rng = np.random.default_rng(4)
    grid = Grid(network, link_up=rng.random(len(network.link_a)) > 0.1)
    sources = np.unique(network.camera_node)
    paths = grid.paths(sources, grid.cores)
    ends = np.stack([network.link_a, network.link_b], 1)
    for row, source in enumerate(sources.tolist()):
        at = source
        for arc in paths.arcs[paths.start[row] : paths.start[row + 1]].tolist():
            tail, head = ends[arc // 2] if arc % 2 == 0 else ends[arc // 2][::-1]
            assert tail == at
            at = int(head)
        assert (at == 0) == bool(paths.reached[row])
