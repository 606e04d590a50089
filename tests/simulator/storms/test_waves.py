"""Storms in waves, scaled down."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.simulator.storms import cut_of_feeder, shares_of, storm_of, waves_of
from camproof.simulator.values import ServiceTimes
from tests.simulator.kit import inventory_of, network_of

SERVICE = ServiceTimes(boot_s=10.0, boot_spread_s=5.0, switch_boot_s=1.0)


def test_a_wave_for_each_district_and_battery() -> None:
    network = network_of([2, 0], [(0, 1, 1e4)], [1] * 40, feeders=[0] * 40)
    network.camera_battery_h[:20] = 0.05
    storm = storm_of(network, cut_of_feeder(network, 0, 600.0), SERVICE, 1)
    waves = waves_of(storm, inventory_of(40))
    assert [(wave.district, wave.cameras, wave.off_s, wave.on_s) for wave in waves] == [
        ("east", 10, 0.0, 600.0),
        ("west", 10, 0.0, 600.0),
        ("east", 10, 180.0, 600.0),
        ("west", 10, 180.0, 600.0),
    ]
    assert {(wave.boot_s, wave.spread_s) for wave in waves} == {(10.0, 5.0)}


@pytest.mark.parametrize(
    ("boot_s", "spread_s", "told"),
    [
        (900.0, 5.0, (900.0, 600.0, 5.0)),
        (590.0, 60.0, (600.0, 590.0, 60.0)),
        (10.0, 900.0, (600.0, 10.0, 600.0)),
    ],
)
def test_boots_that_take_long_fit_into_a_power_cut(
    boot_s: float, spread_s: float, told: tuple[float, float, float]
) -> None:
    """The power counts as back later, so that boot and spread are what a fault of the catalogue allows."""
    network = network_of([2, 0], [(0, 1, 1e4)], [1] * 40, feeders=[0] * 40)
    service = replace(SERVICE, boot_s=boot_s, boot_spread_s=spread_s)
    waves = waves_of(storm_of(network, cut_of_feeder(network, 0, 600.0), service, 1), inventory_of(40))
    assert {(wave.on_s, wave.boot_s, wave.spread_s) for wave in waves} == {told}


def test_who_tried_in_vain_comes_when_the_model_says() -> None:
    network = network_of([2, 0], [(0, 1, 1e4)], [1] * 40, feeders=[0] * 40, node_feeders=[-1, 0])
    storm = storm_of(network, cut_of_feeder(network, 0, 600.0), replace(SERVICE, switch_boot_s=60.0), 1)
    waves = waves_of(storm, inventory_of(40, ["east"]))
    assert [wave.cameras for wave in waves] == [10, 10, 10, 10]
    firsts = [wave.on_s + wave.boot_s for wave in waves]
    assert firsts == sorted(firsts)
    assert firsts[0] == pytest.approx(storm.back_s[0], abs=1.0)
    assert waves[-1].last_s == pytest.approx(storm.back_s[-1], abs=1.0)


def test_who_kept_its_power_is_in_no_wave() -> None:
    network = network_of([2, 0], [(0, 1, 1e4)], [1] * 4, feeders=[-1] * 4, node_feeders=[-1, 0])
    storm = storm_of(network, cut_of_feeder(network, 0, 600.0), SERVICE, 1)
    assert len(storm.cameras) == 4
    assert waves_of(storm, inventory_of(4)) == ()


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12), st.integers(1, 800))
def test_shares_are_dealt_fairly(counts: list[int], total: int) -> None:
    dealt = shares_of(counts, total)
    whole, groups = sum(counts), sum(count > 0 for count in counts)
    assert all(share <= count for share, count in zip(dealt, counts, strict=True))
    assert all(share >= 1 for share, count in zip(dealt, counts, strict=True) if count)
    assert sum(dealt) == max(min(total, whole), min(groups, whole))
