from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.simulator.layout import broken_rules, lay_out, picture_of
from camproof.simulator.layout.bisection import bisect
from camproof.simulator.layout.hilbert import hilbert_order
from camproof.simulator.layout.tours import shorten_tours
from camproof.simulator.layout.zones import without_anchor, zones_of
from camproof.simulator.made import made_city
from camproof.simulator.values import NO_ONE, NetworkRules, NodeKind

RULES = st.builds(
    NetworkRules,
    cameras_per_switch=st.integers(1, 20),
    switches_per_ring=st.integers(1, 8),
    access=st.sampled_from(("ring", "chain", "star")),
    dual_homing=st.booleans(),
    rings_per_aggregation=st.integers(1, 4),
    aggregation=st.sampled_from(("ring", "star")),
    aggregations_per_ring=st.integers(1, 5),
    cores=st.integers(1, 4),
    switches_per_feeder=st.integers(1, 10),
    cameras_per_recorder=st.integers(1, 50),
    cameras_per_media_group=st.integers(1, 100),
    cameras_per_sip_group=st.integers(1, 100),
)


@given(st.integers(1, 300), st.integers(0, 99), RULES, st.floats(0, 1))
def test_every_network_is_sound(count, seed, rules, joined):
    city = made_city(count, seed, districts=3)
    city.networked[:] = np.random.default_rng(seed).random(count) < joined
    network = lay_out(city, rules)
    assert broken_rules(network, city) == ()
    on = network.camera_node[city.networked]
    assert (np.bincount(on, minlength=1) <= rules.cameras_per_switch).all()
    assert (network.node_kind[on] == NodeKind.ACCESS).all()
    recorders = network.camera_recorder[network.camera_recorder != NO_ONE]
    assert (np.bincount(recorders, minlength=1) <= rules.cameras_per_recorder).all()
    for zone in range(1, network.zones):
        assert (network.node_zone == zone).any()


def test_the_check_sees_what_is_wrong():
    city = made_city(100, 1)
    network = lay_out(city, NetworkRules())
    network.link_b[-1] = network.link_a[-1]
    network.camera_node[0] = 10_000
    network.node_zone[-1] = 0
    assert len(broken_rules(network, city)) >= 3


def test_a_dual_homed_ring_lives_on_when_one_of_its_links_is_cut():
    city = made_city(400, 2)
    network = lay_out(city, NetworkRules(switches_per_ring=6))
    for cut in range(len(network.link_a)):
        keep = np.arange(len(network.link_a)) != cut
        lost = without_anchor(network.node_zone, network.link_a[keep], network.link_b[keep])
        assert not lost[network.node_kind == NodeKind.ACCESS].any()


def test_cameras_hang_near():
    city = made_city(20_000, 3)
    network = lay_out(city, NetworkRules())
    spacing_km = np.sqrt(16 / 40.0)
    assert np.median(network.camera_km) < spacing_km


def test_a_recorder_takes_switch_after_switch():
    """So that cameras of one switch fail together: most switches have one recorder, none has three."""
    city = made_city(5000, 4)
    network = lay_out(city, NetworkRules())
    pairs = np.unique(np.stack((network.camera_node, network.camera_recorder)), axis=1)
    _, recorders = np.unique(pairs[0], return_counts=True)
    assert recorders.max() <= 2
    assert (recorders == 1).mean() > 0.8


def test_the_same_input_gives_the_same_network():
    one, other = (lay_out(made_city(3000, 5), NetworkRules()) for _ in range(2))
    assert all(
        np.array_equal(getattr(one, name), getattr(other, name))
        for name in ("link_a", "camera_node", "link_km")
    )


def test_a_city_without_networked_cameras_has_a_core_and_nothing_else():
    city = made_city(10, 1)
    city.networked[:] = False
    network = lay_out(city, NetworkRules())
    assert broken_rules(network, city) == ()
    assert set(network.node_kind.tolist()) == {NodeKind.CORE}
    assert "<svg" in picture_of(network, city)


@given(st.integers(1, 200), st.integers(1, 20), st.integers(0, 99), st.booleans())
def test_clusters_are_few_and_even(count, most, seed, crowded):
    dice = np.random.default_rng(seed)
    x, y = dice.integers(0, 3 if crowded else 10_000, (2, count)).astype(float)
    sizes = np.bincount(bisect(x, y, most))
    assert sizes.sum() == count
    assert len(sizes) == -(-count // most)
    assert sizes.max() <= most
    assert sizes.max() - sizes.min() <= 1 + most // 2


def test_hilberts_curve_goes_from_cell_to_neighbouring_cell():
    side = 32
    x, y = (each.ravel() for each in np.meshgrid(np.arange(float(side)), np.arange(float(side))))
    order = hilbert_order(x, y)
    assert sorted(order) == list(range(side * side))
    steps = np.abs(np.diff(x[order])) + np.abs(np.diff(y[order]))
    assert (steps == 1).all()


def test_tours_cross_no_more():
    x, y = np.array([0.0, 10.0, 0.0, 10.0]), np.array([0.0, 10.0, 10.0, 0.0])
    ends = np.array([[-5.0, 0.0]])
    order = shorten_tours(np.array([0, 4]), x, y, ends, ends)
    path = np.vstack((ends, np.column_stack((x, y))[order], ends))
    assert np.hypot(*np.diff(path, axis=0).T).sum() == pytest.approx(5 + 30 + np.hypot(5, 10))


def test_zones_of_a_net_by_hand():
    kind = np.array([2, 1, 1, 0, 0, 0, 0], np.int8)
    a, b = np.array([1, 2, 3, 4, 5, 6], np.int32), np.array([0, 0, 1, 3, 2, 1], np.int32)
    assert zones_of(kind, a, b).tolist() == [0, 1, 2, 3, 3, 4, 5]
    zone = zones_of(kind, a, b)
    assert not without_anchor(zone, a, b).any()
    assert without_anchor(zone, a[1:], b[1:]).tolist() == [False, True, False, False, False, False, False]
