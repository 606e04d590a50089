from math import comb, factorial, inf, isnan, sqrt

import numpy as np
import pytest

from camproof.simulator.failing import INFRASTRUCTURE, Sort, UnitGroup, fail_and_repair
from camproof.simulator.repair import NoCrewError, RepairPlan, UnknownSpareError
from camproof.simulator.values import CrewTeam, Kind, Law, Shift, Spares

PERIOD_H = 8000.0


def crews(count, **given):
    return CrewTeam(name="all", count=count, speed_km_h=inf, **given)


def repairman(units, servers, fail, mend):
    """Mean number of machines down in M/M/c//N, by the birth-and-death chain."""
    weights = [
        comb(units, n) * (fail / mend) ** n
        * (1 if n <= servers else factorial(n) / (factorial(servers) * servers ** (n - servers)))
        for n in range(units + 1)
    ]  # fmt: skip
    return sum(n * weight for n, weight in enumerate(weights)) / sum(weights)


@pytest.mark.parametrize(("units", "servers"), [(10, 1), (30, 2), (60, 6)])
def test_few_crews_and_many_units_are_the_machine_repairman(bench, units, servers):
    city = bench(
        units, (crews(servers),), skill="any", life=Law("exponential", 100.0), repair=Law("exponential", 8.0)
    ).but(period_h=PERIOD_H)
    down = [city.down_h(city.run(replication=row)) / PERIOD_H for row in range(10)]
    exact = repairman(units, servers, 1 / 100.0, 1 / 8.0)
    assert np.mean(down) == pytest.approx(exact, abs=5 * np.std(down, ddof=1) / sqrt(len(down)))


def test_more_crews_help_on_average(bench):
    city = bench(80, skill="any", life=Law("weibull", 300.0, 1.5), repair=Law("log-normal", 8.0, 0.8))
    down = {}
    for count in (2, 3, 4, 10):
        plan = RepairPlan(teams=(crews(count),))
        down[count] = [city.down_h(city.but(plan=plan).run(replication=row)) for row in range(4)]
    means = [np.mean(down[count]) for count in (2, 3, 4, 10)]
    assert means == sorted(means, reverse=True)


def test_two_designs_share_the_fates_of_units(bench):
    """Common random numbers: the difference of two designs varies far less than each of them."""
    city = bench(60, skill="any", life=Law("exponential", 300.0), repair=Law("exponential", 8.0))
    few, many = (city.but(plan=RepairPlan(teams=(crews(n),))) for n in (3, 4))
    one = np.array([few.down_h(few.run(replication=row)) for row in range(12)])
    two = np.array([many.down_h(many.run(replication=row)) for row in range(12)])
    strange = np.array([many.down_h(many.run(seed=99, replication=row)) for row in range(12)])
    assert np.var(one - two) < np.var(one - strange) / 3


def test_the_log_says_what_the_outages_say(bench):
    city = bench(
        300, (crews(3),), skill="any", life=Law("exponential", 800.0), repair=Law("exponential", 8.0),
        notice=Law("fixed", 1.5),
    )  # fmt: skip
    found = city.run()
    log, outages = found.log, found.of(Sort.CAMERA)
    begun = log.team >= 0
    assert len(log.mode) >= len(outages)
    assert np.all(np.diff(log.begun_h[begun]) >= 0)
    assert np.allclose(log.known_h, log.failed_h + 1.5)
    assert np.all(log.begun_h[begun] >= log.known_h[begun])
    ended = ~np.isnan(log.done_h)
    assert sorted(log.done_h[ended].tolist()) == sorted(outages.up_h[outages.up_h < city.period_h].tolist())
    assert isnan(log.done_h[~ended].max(initial=np.nan)) or not np.any(~ended)
    in_period = np.minimum(np.where(ended, log.done_h, city.period_h), city.period_h) - log.begun_h
    assert log.team_busy_h[0] == pytest.approx(float(in_period[begun].sum()))
    assert log.team_shift_h.tolist() == [3 * city.period_h]


def test_an_outage_that_nobody_comes_to_is_endless(bench):
    city = bench(50, (crews(0),), skill="any", life=Law("exponential", 100.0))
    found = city.run()
    assert np.all(np.isinf(found.of(Sort.CAMERA).up_h))
    assert set(found.log.team.tolist()) == {-1}
    assert np.all(np.isnan(found.log.begun_h))
    assert city.down_h(found) > 0


def test_shifts_and_travel_lengthen_outages(bench):
    city = bench(
        200, (crews(20),), skill="any", life=Law("exponential", 3000.0), repair=Law("exponential", 8.0)
    )
    office = crews(20, shift=Shift(start_h=8.0, end_h=17.0, days=(0, 1, 2, 3, 4)))
    slow = CrewTeam(name="all", count=20, depot_m=(30_000.0, 0.0), speed_km_h=30.0, detour=1.0)
    base = city.down_h(city.run())
    assert city.down_h(city.but(plan=RepairPlan(teams=(office,))).run()) > 1.5 * base
    away = city.but(plan=RepairPlan(teams=(slow,))).run()
    assert away.log.travel_h[away.log.team >= 0].max() == pytest.approx(1.0)
    assert city.down_h(away) > base


def test_a_spare_that_never_comes_soon_enough(bench):
    plan = RepairPlan(teams=(crews(20),), spares=(Spares(name="camera", stock=2, lead_h=400.0),))
    city = bench(100, plan=plan, skill="any", spare="camera", life=Law("exponential", 3000.0))
    found = city.run()
    assert found.log.spares_used[0] == np.count_nonzero(found.log.known_h < city.period_h)
    assert found.log.waited_for_spare_h.max() > 0
    assert np.count_nonzero(found.log.waited_for_spare_h == 0) >= 2


def test_infrastructure_goes_first_then_the_class_then_the_time(units, mode):
    classes = np.array([2, 1, 0, 0], np.int8)
    at_once = Law("fixed", 10.0)
    given = {"life": at_once, "repair": Law("fixed", 1.0), "skill": "s"}
    cameras = UnitGroup(number=0, mode=mode(**given), units=units(4, camera_class=classes))
    alone = units(1, camera_class=np.array([INFRASTRUCTURE], np.int8))
    switches = UnitGroup(number=1, mode=mode(name="switch", kind=Kind.NODE, **given), units=alone)
    plan = RepairPlan(teams=(crews(1, shift=Shift(start_h=12.0, end_h=24.0)),))
    found = fail_and_repair([cameras, switches], [], [], plan, period_h=22.0, seed=1, replication=0)
    assert found.of(Sort.NODE).up_h.tolist() == [13.0]
    ends_h = found.of(Sort.CAMERA).up_h
    assert sorted(ends_h[2:].tolist()) == [14.0, 15.0]
    assert ends_h[:2].tolist() == [17.0, 16.0]


def test_a_skill_that_nobody_has_is_refused(bench):
    plan = RepairPlan(teams=(crews(1, skills=frozenset({"fibre"})),), districts=("east",))
    with pytest.raises(NoCrewError, match=r"skill 'camera' in 'east', where 'camera' must be mended"):
        bench(10, plan=plan, skill="camera").run()


def test_a_district_that_nobody_serves_is_refused(bench, units):
    plan = RepairPlan(teams=(crews(1, districts=frozenset({"east"})),), districts=("east", "west"))
    city = bench(10, plan=plan, skill="camera")
    assert len(city.run().of(Sort.CAMERA))
    with pytest.raises(NoCrewError, match="'west'"):
        city.but(units=units(10, district=np.ones(10, np.int32))).run()


def test_a_part_that_no_shelf_holds_is_refused(bench):
    plan = RepairPlan(teams=(crews(1),), spares=(Spares(name="camera", stock=1),))
    with pytest.raises(UnknownSpareError, match=r"'camra'.*camera"):
        bench(10, plan=plan, skill="any", spare="camra").run()
