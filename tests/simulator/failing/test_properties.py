"""What must hold for any small city."""

from math import inf

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from camproof.simulator.draws import unit_keys
from camproof.simulator.failing import Sort, UnitGroup, Units, fail_and_repair
from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import CrewTeam, FailureMode, Kind, Law, Shift, Spares

PERIOD_H = 400.0
positive = st.floats(5.0, 300.0)
laws = st.one_of(
    st.builds(Law, st.just("exponential"), positive),
    st.builds(Law, st.just("weibull"), positive, st.floats(0.6, 4.0)),
    st.builds(Law, st.just("log-normal"), positive, st.floats(0.2, 1.5)),
    st.builds(Law, st.just("fixed"), positive),
)
modes = st.builds(
    FailureMode, name=st.just("mode"), kind=st.just(Kind.CAMERA), life=laws, repair=laws, notice=laws,
    skill=st.sampled_from(["a", "b", None]), spare=st.sampled_from(["part", None]), ages=st.booleans(),
)  # fmt: skip
shifts = st.sampled_from(
    [Shift(), Shift(start_h=8, end_h=17, days=(0, 1, 2, 3, 4)), Shift(start_h=22, end_h=6)]
)
teams = st.builds(
    CrewTeam, name=st.just("team"), count=st.integers(0, 4),
    skills=st.sampled_from([frozenset(), frozenset({"a", "b"})]), shift=shifts,
    speed_km_h=st.sampled_from([25.0, inf]), depot_m=st.just((0.0, 0.0)),
)  # fmt: skip


def city(order, mode, crews, stock):
    count = len(order)
    places = np.linspace(0, 9000, count)[order]
    units = Units(
        keys=unit_keys([f"unit {row}" for row in order]), x_m=places, y_m=places,
        district=np.zeros(count, np.int32),
        camera_class=(np.array(order) % 3).astype(np.int8), vendor=np.zeros(count, np.int32),
        age_h=np.linspace(0, 100, count)[order],
    )  # fmt: skip
    plan = RepairPlan(teams=tuple(crews), spares=(Spares(name="part", stock=stock, lead_h=50.0),))
    group = UnitGroup(number=0, mode=mode, units=units)
    return fail_and_repair([group], [], [], plan, period_h=PERIOD_H, seed=5, replication=1)


@given(mode=modes, crews=st.lists(teams, min_size=1, max_size=3), stock=st.integers(0, 4), data=st.data())
def test_any_city_is_consistent_and_blind_to_the_order_of_units(mode, crews, stock, data):
    count = 12
    found = city(list(range(count)), mode, crews, stock)
    outages, log = found.of(Sort.CAMERA), found.log
    same = outages.unit[1:] == outages.unit[:-1]
    assert np.all(outages.down_h[1:][same] >= outages.up_h[:-1][same])
    assert np.all(log.team_busy_h <= [team.count * PERIOD_H + 1e-6 for team in crews])
    begun = log.team >= 0
    assert np.all(log.known_h[begun] + log.waited_for_spare_h[begun] <= log.begun_h[begun] + 1e-9)
    mixed = data.draw(st.permutations(range(count)))
    other = city(mixed, mode, crews, stock).of(Sort.CAMERA)
    here = sorted(zip(outages.unit.tolist(), outages.down_h.tolist(), outages.up_h.tolist(), strict=True))
    there = sorted(
        (mixed[unit], down_h, up_h)
        for unit, down_h, up_h in zip(
            other.unit.tolist(), other.down_h.tolist(), other.up_h.tolist(), strict=True
        )
    )
    assert here == there
