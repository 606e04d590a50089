"""Power cuts: who falls silent, when the platform knows, how all come back."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from camproof.domain.errors import InputError
from camproof.simulator.storms import (
    beside,
    blackout,
    cut_of_district,
    cut_of_feeder,
    cut_together,
    storm_of,
)
from camproof.simulator.values import Network, ServiceTimes
from tests.simulator.kit import inventory_of, network_of

SERVICE = ServiceTimes(
    register_s=0.001, boot_s=10.0, boot_spread_s=5.0, round_trip_s=0.01, retry_s=20.0, retry_jitter_s=10.0,
    keepalive_interval_s=10.0, keepalive_s=0.0, switch_boot_s=60.0,
)  # fmt: skip


def chain(**more: object) -> Network:
    """Core, two switches in a chain; feeder 0 feeds the first and its cameras, feeder 1 the second."""
    links = [(0, 1, 1000.0), (1, 2, 1000.0)]
    cameras, feeders = [1] * 100 + [2] * 100, [0] * 100 + [1] * 100
    return network_of([2, 0, 0], links, cameras, feeders=feeders, node_feeders=[-1, 0, 1], **more)  # type: ignore[arg-type]


def test_cameras_of_the_feeder_and_those_behind_its_switch() -> None:
    network = chain()
    black = blackout(network, cut_of_feeder(network, 0, 600.0), SERVICE)
    assert black.dark.tolist() == [True] * 100 + [False] * 100
    assert black.cut_off.all()
    assert (black.off_s == 0).all()
    assert (black.network_s == 660.0).all()


def test_batteries_hold_for_a_while() -> None:
    network = chain(camera_battery_h=0.1, node_battery_h=0.05)
    black = blackout(network, cut_of_feeder(network, 0, 3600.0), SERVICE)
    assert black.off_s[[0, 150]].tolist() == [180.0, 180.0]
    short = blackout(network, cut_of_feeder(network, 0, 170.0), SERVICE)
    assert not short.silent.any()


def test_the_last_feeder_takes_only_its_own() -> None:
    network = chain()
    assert blackout(network, cut_of_feeder(network, 1, 60.0), SERVICE).silent.sum() == 100


def test_a_district_takes_all_its_feeders() -> None:
    network = chain()
    cut = cut_of_district(network, inventory_of(200), "east", 60.0)
    assert cut.feeders.tolist() == [True, True]
    with pytest.raises(InputError, match="east"):
        cut_of_district(network, inventory_of(200), "eats", 60.0)


def test_several_feeders_of_one_cause_are_one_cut() -> None:
    network = chain()
    cut = cut_together([cut_of_feeder(network, feeder, 600.0) for feeder in (0, 1)])
    assert cut.name == "feeder 0, feeder 1"
    assert blackout(network, cut, SERVICE).dark.all()
    whole = cut_of_district(network, inventory_of(200), "east", 600.0)
    size = storm_of(network, cut, SERVICE, 1).size
    assert size == storm_of(network, whole, SERVICE, 1).size == 200
    with pytest.raises(ValueError, match="equally long"):
        cut_together([cut_of_feeder(network, 0, 600.0), cut_of_feeder(network, 1, 60.0)])


def test_a_substation_is_a_feeder_and_those_nearest_to_it() -> None:
    network = replace(chain(), feeder_x_m=np.array([0.0, 900.0, 100.0, 300.0]), feeder_y_m=np.zeros(4))
    assert beside(network, 3, 1) == (3,)
    assert beside(network, 3, 3) == (3, 2, 0)
    with pytest.raises(InputError, match="the city has 4"):
        beside(network, 0, 5)
    with pytest.raises(InputError, match="no feeder 4"):
        beside(network, 4, 2)


@pytest.mark.parametrize(("feeder", "lasts_s"), [(2, 60.0), (-1, 60.0), (0, 0.0)])
def test_no_such_cut(feeder: int, lasts_s: float) -> None:
    with pytest.raises(InputError):
        cut_of_feeder(chain(), feeder, lasts_s)


def test_all_come_back_after_their_boot() -> None:
    network = chain()
    storm = storm_of(network, cut_of_feeder(network, 1, 120.0), replace(SERVICE, switch_boot_s=1.0), 1)
    assert (storm.size, storm.rest, len(storm.cameras)) == (100, 100, 100)
    after = storm.back_s - 120.0
    assert 10.0 < after[0] < 10.5
    assert 14.5 < after[-1] < 15.2
    assert storm.recovery_s == pytest.approx(np.sort(after)[98])
    assert (np.diff(storm.back_s) >= 0).all()


def test_missed_after_two_to_three_intervals() -> None:
    network = chain()
    storm = storm_of(network, cut_of_feeder(network, 1, 120.0), SERVICE, 1)
    took = storm.noticed_s - storm.off_s
    assert took.min() == pytest.approx(20.0, abs=0.5)
    assert storm.detection_s == pytest.approx(30.0, abs=0.5)


def test_a_short_cut_is_never_noticed() -> None:
    network = chain()
    storm = storm_of(
        network,
        cut_of_feeder(network, 1, 2.0),
        replace(SERVICE, switch_boot_s=0.0, boot_spread_s=0.0),
        1,
    )
    assert np.isinf(storm.noticed_s).all()
    assert math.isnan(storm.detection_s)
    assert storm.size == 100


def test_who_boots_before_the_switch_tries_in_vain_first() -> None:
    network = chain()
    storm = storm_of(network, cut_of_feeder(network, 1, 120.0), SERVICE, 1)
    assert storm.timeouts >= 100
    assert (storm.back_s - 120.0).min() >= 60.0


def test_who_only_lost_the_network_registers_when_the_platform_gave_it_up() -> None:
    network = chain()
    storm = storm_of(network, cut_of_feeder(network, 0, 120.0), SERVICE, 1)
    behind = storm.cameras >= 100
    assert behind.sum() == 100
    assert not storm.dark[behind].any()
    assert np.isfinite(storm.begin_s[behind]).all()
    assert storm.begin_s[behind].max() <= 50.0


def test_a_short_break_of_the_network_asks_nothing_of_the_server() -> None:
    network = chain(camera_battery_h=1.0)
    storm = storm_of(network, cut_of_feeder(network, 0, 5.0), replace(SERVICE, switch_boot_s=1.0), 1)
    assert storm.size == 0
    assert len(storm.cameras) == 200
    assert storm.peak_per_s == 0
    assert storm.back_s.max() <= 16.0


def test_slow_servers_stretch_the_storm() -> None:
    network = chain()
    cut = cut_of_feeder(network, 1, 120.0)
    quick = storm_of(network, cut, replace(SERVICE, switch_boot_s=0.0, boot_spread_s=0.0), 1)
    slow = storm_of(
        network,
        cut,
        replace(SERVICE, switch_boot_s=0.0, boot_spread_s=0.0, register_s=0.1),
        1,
    )
    assert quick.recovery_s < 10.5
    assert slow.recovery_s > 10 + 100 * 0.1 * 0.9
    assert slow.repeated > 0


def test_one_seed_one_storm() -> None:
    network = chain()
    cut = cut_of_feeder(network, 0, 120.0)
    first, second, other = (storm_of(network, cut, SERVICE, seed) for seed in (3, 3, 4))
    assert first.back_s.tolist() == second.back_s.tolist()
    assert first.back_s.tolist() != other.back_s.tolist()


def test_too_many_at_once_collapse_and_still_all_come_through() -> None:
    network = network_of([2, 0], [(0, 1, 1e6)], [1] * 20_000, feeders=[0] * 20_000)
    storm = storm_of(network, cut_of_feeder(network, 0, 300.0), ServiceTimes(waiting_room=1_000), 1)
    assert np.isfinite(storm.back_s).all()
    assert storm.lost > 10_000
    assert storm.recovery_s > 20_000 * 0.0007
