"""Closed forms of one repairable unit, with crews and without."""

import math

import numpy as np
import pytest

from camproof.simulator.failing import Sort
from camproof.simulator.values import Kind, Law

MTBF_H, MTTR_H = 1000.0, 50.0


@pytest.mark.parametrize("skill", [None, "camera"])
def test_availability_over_time_follows_the_two_state_markov_chain(bench, skill):
    count = 40_000
    city = bench(count, skill=skill, life=Law("exponential", MTBF_H), repair=Law("exponential", MTTR_H))
    outages = city.but(period_h=400.0).run().of(Sort.CAMERA)
    fail, mend = 1 / MTBF_H, 1 / MTTR_H
    for at_h in (5.0, 20.0, 60.0, 150.0, 390.0):
        down = np.count_nonzero((outages.down_h <= at_h) & (outages.up_h > at_h))
        exact = mend / (fail + mend) + fail / (fail + mend) * math.exp(-(fail + mend) * at_h)
        assert 1 - down / count == pytest.approx(exact, abs=5 * math.sqrt(exact * (1 - exact) / count))


@pytest.mark.parametrize(
    "repair", [Law("fixed", MTTR_H), Law("log-normal", MTTR_H, 0.8)], ids=["fixed", "wide"]
)
def test_long_run_availability_depends_on_the_means_alone(bench, repair):
    city = bench(700, skill="camera", life=Law("exponential", MTBF_H), repair=repair)
    rates = [1 - city.down_h(city.run(replication=row)) / (700 * city.period_h) for row in range(4)]
    exact = MTBF_H / (MTBF_H + MTTR_H)
    start = MTTR_H / city.period_h * (1 - exact)  # the units begin new
    assert np.mean(rates) == pytest.approx(exact + start, abs=0.002)


def test_crews_that_never_wait_change_nothing(bench):
    alone = bench(3000, life=Law("exponential", MTBF_H)).run().of(Sort.CAMERA)
    mended = bench(3000, life=Law("exponential", MTBF_H), skill="any").run().of(Sort.CAMERA)
    assert np.array_equal(alone.unit, mended.unit)
    assert np.array_equal(alone.down_h, mended.down_h)
    assert np.array_equal(alone.up_h, mended.up_h)


def test_a_life_needs_no_order_of_units(bench, units):
    city = bench(500, skill="any")
    mixed = np.random.default_rng(3).permutation(500)
    other = city.but(units=units(500, keys=city.units.keys[mixed]))
    here, there = city.run().of(Sort.CAMERA), other.run().of(Sort.CAMERA)
    assert city.down_h(city.run()) == pytest.approx(other.down_h(other.run()), rel=1e-12)
    assert sorted(here.down_h.tolist()) == sorted(there.down_h.tolist())


def test_wear_out_fails_old_units_more_often(bench, units):
    law = Law("weibull", 30_000.0, 3.0)
    city = bench(4000, life=law, ages=True)
    new = len(city.run().of(Sort.CAMERA))
    old = len(city.but(units=units(4000, age_h=np.full(4000, 25_000.0))).run().of(Sort.CAMERA))
    scale_h = 30_000.0 / math.gamma(1 + 1 / 3)
    hazard = (33_760.0 / scale_h) ** 3 - (25_000.0 / scale_h) ** 3
    share = 1 - math.exp(-hazard)
    assert old == pytest.approx(4000 * share, abs=5 * math.sqrt(4000 * share) + 4000 * 0.01)
    assert new < old / 10


def test_ages_do_not_count_where_the_mode_does_not_age(bench, units):
    law = Law("weibull", 30_000.0, 3.0)
    city = bench(2000, life=law)
    aged = city.but(units=units(2000, age_h=np.full(2000, 25_000.0)))
    assert np.array_equal(city.run().of(Sort.CAMERA).down_h, aged.run().of(Sort.CAMERA).down_h)


def test_outages_are_sorted_and_lie_within_the_period(bench):
    outages = bench(300, skill="any", life=Law("exponential", 100.0)).run().of(Sort.CAMERA)
    order = np.lexsort((outages.down_h, outages.unit))
    assert np.array_equal(order, np.arange(len(outages)))
    assert np.all((outages.down_h >= 0) & (outages.down_h < 8760.0) & (outages.up_h > outages.down_h))
    same = outages.unit[1:] == outages.unit[:-1]
    assert np.all(outages.down_h[1:][same] >= outages.up_h[:-1][same])
    assert set(outages.cause.tolist()) == {Kind.CAMERA}


def test_one_seed_gives_the_same_bytes_and_another_does_not(bench):
    city = bench(400, skill="any")
    first, again, other = city.run(5, 2), city.run(5, 2), city.run(5, 3)
    for name in ("unit", "cause", "down_h", "up_h"):
        one = getattr(first.of(Sort.CAMERA), name)
        assert one.tobytes() == getattr(again.of(Sort.CAMERA), name).tobytes()
    assert first.log.done_h.tobytes() == again.log.done_h.tobytes()
    assert first.of(Sort.CAMERA).down_h.tobytes() != other.of(Sort.CAMERA).down_h.tobytes()


def test_a_kilometre_fails_by_its_rate(units, mode):
    from camproof.simulator.failing import UnitGroup, fail_and_repair
    from camproof.simulator.repair import RepairPlan

    km = np.repeat([1.0, 4.0], 3000)
    fibre = mode(kind=Kind.LINK, life=Law("exponential", 50_000.0), per_km=True)
    group = UnitGroup(number=0, mode=fibre, units=units(6000), length_km=km)
    found = fail_and_repair([group], [], [], RepairPlan(), period_h=8760.0, seed=1, replication=0)
    long = found.of(Sort.LINK).unit >= 3000
    for count, length in ((np.count_nonzero(~long), 1.0), (np.count_nonzero(long), 4.0)):
        expected = 3000 * 8760 * length / 50_000
        assert count == pytest.approx(expected, abs=5 * math.sqrt(expected) + 0.01 * expected)
