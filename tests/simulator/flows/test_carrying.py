"""Loads of links and media servers, and what is left of streams."""

from __future__ import annotations

import time

import numpy as np
import pytest

from camproof.simulator.flows import Grid, capacities, carry, joined, recorder_bundles, viewer_bundles
from tests.simulator.kit import network_of, ring_city

CHAIN = ([2, 1, 0], [(0, 1, 100.0), (1, 2, 30.0)], [2] * 10)


def test_an_overloaded_uplink_is_shared_alike() -> None:
    network = network_of(*CHAIN, recorders=[1])
    carried = carry(network, recorder_bundles(network, Grid(network)), capacities(network, 1000.0))
    assert carried.rate.tolist() == [3.0]
    assert carried.peak_link_load == pytest.approx(40 / 30)
    assert carried.overloaded_links.tolist() == [1]
    assert carried.full_share == 0.0


def test_viewers_share_the_stream_of_a_camera_but_not_the_servers_output() -> None:
    network = network_of(*CHAIN)
    bundles = viewer_bundles(network, Grid(network), np.array([0, 0, 0, 1], np.int32))
    carried = carry(network, bundles, capacities(network, 100.0))
    assert carried.offered.tolist() == [0.0, 8.0, 0.0, 8.0, 16.0]
    assert carried.peak_media_load == pytest.approx(0.16)


def test_recorders_and_viewers_compete() -> None:
    network = network_of(*CHAIN, mbit=2.0, recorders=[1])
    grid = Grid(network)
    both = joined(
        recorder_bundles(network, grid), viewer_bundles(network, grid, np.arange(10, dtype=np.int32))
    )
    carried = carry(network, both, capacities(network, 1000.0))
    assert carried.rate == pytest.approx(np.full(11, 1.5))
    assert carried.carried[3] == pytest.approx(30.0)


def test_a_camera_out_of_reach_has_no_rate() -> None:
    network = network_of(*CHAIN, recorders=[0])
    grid = Grid(network, link_up=np.array([False, True]))
    carried = carry(network, recorder_bundles(network, grid), capacities(network, 1000.0))
    assert carried.rate.tolist() == [0.0]
    assert carried.full_share == 0.0


def test_load_is_kept_at_every_switch() -> None:
    """What enters the rings leaves at the recorders: the sum over last arcs is the sum of streams."""
    network = ring_city(3_000)
    bundles = recorder_bundles(network, Grid(network))
    carried = carry(network, bundles, capacities(network, 1000.0))
    last = bundles.paths.arcs[bundles.paths.start[1:] - 1]
    into = np.unique(last)
    assert carried.offered[into].sum() == pytest.approx(3_000 * 4.0)


def test_a_hundred_thousand_cameras_in_a_moment() -> None:
    network = ring_city(100_000)
    began_s = time.process_time()
    carried = carry(network, recorder_bundles(network, Grid(network)), capacities(network, 8_000.0))
    assert time.process_time() - began_s < 5.0
    assert int(carried.streams.sum()) == 100_000
    assert carried.full_share == 1.0
