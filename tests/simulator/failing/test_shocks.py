from math import inf, sqrt

import numpy as np
import pytest

from camproof.simulator.failing import ShockGroup, Sort, fail_and_repair
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import CrewTeam, Kind, Law, Shock

PLAN = RepairPlan(teams=(CrewTeam(name="all", count=500, speed_km_h=inf),), districts=("east", "west"))


@pytest.fixture
def strike(units):
    def run(*, count=2000, plan=PLAN, seed=1, replication=0, columns=None, **given):
        base = {"name": "storm", "kind": Kind.WEATHER, "at_h": 100.0}
        rng = np.random.default_rng(1)
        x_m, y_m = rng.uniform(0, 10_000, (2, count))
        place = {"x_m": x_m, "y_m": y_m, "district": (x_m > 5000).astype(np.int32)}
        cameras = units(count, **{**place, **(columns or {})})
        nodes = units(100, x_m=x_m[:100], y_m=y_m[:100])
        group = ShockGroup(number=0, shock=Shock(**{**base, **given}), cameras=cameras, nodes=nodes)
        found = fail_and_repair([], [group], [], plan, period_h=8760.0, seed=seed, replication=replication)
        return cameras, found

    return run


def test_a_share_goes_down_at_the_hour(strike):
    _, found = strike(share=0.3, node_share=0.5)
    outages = found.of(Sort.CAMERA)
    assert set(outages.down_h.tolist()) == {100.0}
    assert np.allclose(outages.up_h, 100.1)
    assert set(outages.cause.tolist()) == {Kind.WEATHER}
    assert len(outages) == pytest.approx(600, abs=5 * sqrt(2000 * 0.3 * 0.7))
    assert len(found.of(Sort.NODE)) == pytest.approx(50, abs=5 * sqrt(100 * 0.25))


def test_only_districts_within_reach_are_struck(strike):
    cameras, found = strike(districts=frozenset({"west"}))
    assert np.array_equal(found.of(Sort.CAMERA).unit, np.flatnonzero(cameras.district == 1))


def test_a_circle_is_round_a_camera_of_the_districts(strike):
    cameras, found = strike(districts=frozenset({"west"}), radius_m=1500.0)
    struck = found.of(Sort.CAMERA).unit
    assert 0 < len(struck) < np.count_nonzero(cameras.district == 1)
    near = [
        centre for centre in np.flatnonzero(cameras.district == 1)
        if np.array_equal(
            np.flatnonzero(
                (np.hypot(cameras.x_m - cameras.x_m[centre], cameras.y_m - cameras.y_m[centre]) <= 1500)
                & (cameras.district == 1)
            ),
            struck,
        )
    ]  # fmt: skip
    assert len(near) >= 1


def test_a_rollout_strikes_one_vendor_in_waves(strike):
    vendor = np.arange(2000, dtype=np.int32) % 4
    _cameras, found = strike(
        kind=Kind.FIRMWARE, vendor="b", spread_h=48.0,
        columns={"vendor": vendor, "vendors": ("a", "b", "c", "d")},
    )  # fmt: skip
    outages = found.of(Sort.CAMERA)
    assert set(vendor[outages.unit].tolist()) == {1}
    assert len(outages) == 500
    assert 100 <= outages.down_h.min() < 105 < 143 < outages.down_h.max() <= 148


def test_what_breaks_is_mended_by_crews_and_the_rest_heals(strike):
    _, found = strike(broken_share=0.25, skill="camera", repair=Law("fixed", 6.0))
    outages = found.of(Sort.CAMERA)
    broken = outages.up_h > 101
    assert np.count_nonzero(broken) == len(found.log.mode) == pytest.approx(500, abs=5 * sqrt(2000 * 3 / 16))
    assert np.allclose(outages.up_h[broken][: len(found.log.mode)].min(), 106.0)
    assert len(outages) == 2000


def test_without_a_skill_what_breaks_takes_its_repair_time(strike):
    _, found = strike(broken_share=1.0, repair=Law("fixed", 6.0))
    assert np.allclose(found.of(Sort.CAMERA).up_h, 106.0)
    assert len(found.log.mode) == 0


def test_random_shocks_come_at_their_rate(strike):
    counts = [
        len(set(strike(count=20, at_h=None, every=Law("exponential", 876.0), replication=row)[1]
                .of(Sort.CAMERA).down_h.tolist()))
        for row in range(60)
    ]  # fmt: skip
    assert np.mean(counts) == pytest.approx(10.0, abs=5 * sqrt(10 / 60))


def test_the_order_of_cameras_does_not_matter(strike):
    given = {"share": 0.4, "broken_share": 0.5, "skill": "camera", "radius_m": 3000.0, "spread_h": 3.0}
    plan = RepairPlan(teams=(CrewTeam(name="few", count=3, depot_m=(0, 0)),), districts=("east", "west"))
    cameras, found = strike(plan=plan, **given)
    mixed = np.random.default_rng(5).permutation(2000)
    columns = {name: getattr(cameras, name)[mixed] for name in ("keys", "x_m", "y_m", "district")}
    _, other = strike(plan=plan, columns=columns, **given)
    for name in ("down_h", "up_h"):
        here, there = (np.sort(getattr(each.of(Sort.CAMERA), name)) for each in (found, other))
        assert np.array_equal(here, there)


@pytest.mark.parametrize("seed", range(3))
def test_one_more_crew_never_ends_an_outage_later(strike, seed):
    """Broken units do not fail again: arrivals are the same in both designs, and the theorem holds."""
    given = {"broken_share": 1.0, "skill": "s", "repair": Law("log-normal", 3.0, 1.0), "spread_h": 400.0}
    before = None
    for count in (4, 5, 7):
        team = CrewTeam(name="all", count=count, speed_km_h=inf)
        plan = RepairPlan(teams=(team,), districts=("east", "west"), priority=())
        up_h = strike(count=500, seed=seed, plan=plan, **given)[1].of(Sort.CAMERA).up_h
        assert before is None or np.all(up_h <= before + 1e-9)
        before = up_h
