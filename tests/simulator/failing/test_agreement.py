"""Agreement with a plain SimPy model of a process a unit, on the same draws."""

import numpy as np
import pytest

from benchmarks.city.plain import plain_model
from camproof.simulator.draws import FIRST, SECOND, draw_for, prepared
from camproof.simulator.failing import Sort
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import CrewTeam, Law

UNITS = 400


def plain_outages(city, seed, crews):
    mode = city.modes[0]
    life = draw_for(seed, 0, "life and repair", mode.name, prepared(mode.life), FIRST)
    repair = draw_for(seed, 0, "life and repair", mode.name, prepared(mode.repair), SECOND)
    return sorted(plain_model(UNITS, life.one, repair.one, city.period_h, crews))


def our_outages(city, seed):
    outages = city.run(seed).of(Sort.CAMERA)
    ended = outages.up_h < city.period_h
    columns = (outages.unit[ended], outages.down_h[ended], outages.up_h[ended])
    return list(zip(*(column.tolist() for column in columns), strict=True))


@pytest.mark.parametrize("skill", [None, "any"])
def test_with_a_crew_for_everybody_every_outage_is_the_same_bit_for_bit(bench, skill):
    city = bench(UNITS, skill=skill, life=Law("weibull", 900.0, 1.7), repair=Law("log-normal", 20.0, 0.8))
    assert our_outages(city, 3) == plain_outages(city, 3, None)


@pytest.mark.parametrize("crews", [6, 8, 12])
def test_with_few_crews_every_outage_is_the_same_but_for_rounding(bench, crews):
    plan = RepairPlan(
        teams=(CrewTeam(name="all", count=crews, speed_km_h=float("inf")),),
        priority=(),
        infrastructure_first=False,
    )
    city = bench(
        UNITS, plan=plan, skill="any", life=Law("exponential", 1000.0), repair=Law("exponential", 20.0)
    )
    ours, plain = our_outages(city, 4), plain_outages(city, 4, crews)
    assert len(ours) == len(plain)
    assert len(ours) > 2000
    assert np.allclose(np.array(ours), np.array(plain), rtol=0, atol=1e-6)
