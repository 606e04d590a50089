from math import inf

import numpy as np
import pytest

from camproof.simulator.failing import Sort, UpkeepGroup
from camproof.simulator.values import CrewTeam, Kind, Law, Upkeep


@pytest.fixture
def visited(bench):
    def make(count, every_h=1000.0, teams=None, **given):
        city = bench(count, teams or (CrewTeam(name="all", count=count, speed_km_h=inf),), **given)
        upkeep = Upkeep(every_h=every_h, lasts_h=0.5)
        group = UpkeepGroup(number=1, upkeep=upkeep, cameras=city.units)
        return city, city.but(more={"upkeep": [group]})

    return make


def of_cause(found, kind):
    outages = found.of(Sort.CAMERA)
    mine = outages.cause == kind
    return outages.unit[mine], outages.down_h[mine], outages.up_h[mine]


def test_each_camera_is_visited_once_in_each_interval(visited):
    _, city = visited(40, life=Law())
    unit, down_h, up_h = of_cause(city.run(), Kind.MAINTENANCE)
    assert np.all(np.isin(np.bincount(unit, minlength=40), (8, 9)))
    assert np.allclose(np.diff(down_h)[unit[1:] == unit[:-1]], 1000.0)
    assert np.allclose(up_h - down_h, 0.5)


def test_visits_stand_in_the_log_and_take_crew_hours(visited):
    _, city = visited(40, life=Law())
    log = city.run().log
    assert set(log.mode.tolist()) == {1}
    assert log.team_busy_h[0] == pytest.approx(0.5 * len(log.mode), abs=0.5)


def test_a_visit_ends_a_picture_fault(visited):
    nobody = (CrewTeam(name="cleaners", count=40, skills=frozenset({"cleaning"}), speed_km_h=inf),
              CrewTeam(name="nobody", count=0))  # fmt: skip
    _, city = visited(40, kind=Kind.PICTURE, skill="lens", life=Law("exponential", 700.0), teams=nobody)
    found = city.run()
    unit, down_h, up_h = of_cause(found, Kind.PICTURE)
    visit_unit, _, visited_h = of_cause(found, Kind.MAINTENANCE)
    visits = set(zip(visit_unit.tolist(), visited_h.tolist(), strict=True))
    ended = np.isfinite(up_h)
    assert np.count_nonzero(ended) > 100
    assert all(pair in visits for pair in zip(unit[ended].tolist(), up_h[ended].tolist(), strict=True))
    assert np.all(up_h[ended] - down_h[ended] <= 1000.5)


def test_a_visit_ends_no_other_fault(visited):
    nobody = (CrewTeam(name="cleaners", count=40, skills=frozenset({"cleaning"}), speed_km_h=inf),
              CrewTeam(name="nobody", count=0))  # fmt: skip
    _, city = visited(40, kind=Kind.CAMERA, skill="lens", life=Law("exponential", 700.0), teams=nobody)
    assert np.all(np.isinf(of_cause(city.run(), Kind.CAMERA)[2]))


def test_visits_keep_wear_out_away(visited):
    law = Law("weibull", 3000.0, 4.0)
    without, city = visited(300, life=law, ages=True, skill="any", repair=Law("fixed", 5.0))
    worn = len(of_cause(without.run(), Kind.CAMERA)[0])
    kept = len(of_cause(city.run(), Kind.CAMERA)[0])
    assert kept < worn / 5
    assert kept > 0


def test_visits_change_nothing_where_nothing_ages(visited):
    without, city = visited(300, skill="any", life=Law("exponential", 3000.0))
    for one, other in zip(
        of_cause(without.run(), Kind.CAMERA), of_cause(city.run(), Kind.CAMERA), strict=True
    ):
        assert np.array_equal(one, other)


def test_memoryless_lives_fail_as_often_with_visits_that_renew_them(visited):
    without, city = visited(
        400, life=Law("weibull", 2000.0, 1.0), ages=True, skill="any", repair=Law("fixed", 1.0)
    )
    plain = [len(of_cause(without.run(replication=row), Kind.CAMERA)[0]) for row in range(4)]
    renewed = [len(of_cause(city.run(replication=row), Kind.CAMERA)[0]) for row in range(4)]
    expected = 400 * 8760 / 2000
    assert np.mean(plain) == pytest.approx(expected, abs=5 * np.sqrt(expected / 4))
    assert np.mean(renewed) == pytest.approx(expected, abs=5 * np.sqrt(expected / 4))


def test_repairs_go_before_visits(visited):
    one = (CrewTeam(name="one", count=1, speed_km_h=inf),)
    _, city = visited(
        200, every_h=80.0, teams=one, skill="any", life=Law("exponential", 8000.0), repair=Law("fixed", 2.0)
    )
    log = city.run().log
    repairs, visits = (log.begun_h - log.known_h)[log.mode == 0], (log.begun_h - log.known_h)[log.mode == 1]
    assert np.nanmedian(repairs) < 2.6
    assert np.nanmedian(visits) > 20 * np.nanmedian(repairs)


def test_a_visit_that_comes_late_counts_for_those_due_by_then(visited):
    one = (CrewTeam(name="one", count=1, speed_km_h=inf),)
    _, city = visited(200, every_h=80.0, teams=one, life=Law(), skill="any")
    log = city.run().log
    begun = log.team >= 0
    assert np.count_nonzero(begun) < 200 * 8760 / 80
    assert log.team_busy_h[0] == pytest.approx(8760.0, rel=0.01)
