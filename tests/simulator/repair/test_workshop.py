import gc
from math import inf

import pytest

from camproof.simulator.repair import VOID, RepairPlan
from camproof.simulator.values import CrewTeam, Shift, Spares

ONE = CrewTeam(name="one", count=1, speed_km_h=inf)


def orders(*pairs, **same):
    return [{"known": known, "work": work, **same} for known, work in pairs]


def test_first_come_first_served(play):
    rows = play(RepairPlan(teams=(ONE,)), orders((1.0, 5.0), (2.0, 1.0), (3.0, 1.0))).rows
    assert [row["begun"] for row in rows.values()] == [1.0, 6.0, 7.0]
    assert [row["done"] for row in rows.values()] == [6.0, 7.0, 8.0]


def test_rank_goes_before_time_and_time_before_nothing(play):
    given = orders((1.0, 5.0), (2.0, 1.0), (3.0, 1.0), (4.0, 1.0))
    given[2]["rank"] = -1
    given[1]["rank"] = 1
    rows = play(RepairPlan(teams=(ONE,)), given).rows
    assert list(rows) == [0, 2, 3, 1]


def test_a_repair_that_was_begun_is_not_interrupted(play):
    given = orders((1.0, 50.0), (2.0, 1.0))
    given[1]["rank"] = -1
    assert play(RepairPlan(teams=(ONE,)), given).rows[1]["begun"] == 51.0


def test_a_crew_drives_from_the_depot_and_then_from_where_it_is(play):
    team = CrewTeam(name="one", count=1, depot_m=(0.0, 0.0), speed_km_h=20.0, detour=1.5)
    given = orders((0.0, 1.0), (0.5, 1.0), (10.0, 1.0))
    given[0] |= {"x": 4000.0}
    given[1] |= {"x": 4000.0, "y": 3000.0}
    given[2] |= {"x": 0.0, "y": 2000.0}
    rows = play(RepairPlan(teams=(team,)), given).rows
    assert [row["travel"] for row in rows.values()] == pytest.approx([0.3, 0.225, 0.15])
    assert rows[0]["done"] == pytest.approx(1.3)
    assert rows[1]["begun"] == pytest.approx(1.3)


def test_a_team_without_a_depot_starts_in_the_middle_of_its_districts():
    plan = RepairPlan(
        teams=(), districts=("east", "west", "north"), middles_m=((0.0, 0.0), (10.0, 0.0), (50.0, 90.0))
    )
    assert plan.depot_m(CrewTeam(name="a", count=1, districts=frozenset({"east", "west"}))) == (5.0, 0.0)
    assert plan.depot_m(CrewTeam(name="a", count=1)) == (20.0, 30.0)
    assert plan.depot_m(CrewTeam(name="a", count=1, depot_m=(1.0, 2.0))) == (1.0, 2.0)


def test_of_free_teams_the_nearest_goes(play):
    near = CrewTeam(name="near", count=1, depot_m=(1000.0, 0.0))
    far = CrewTeam(name="far", count=2, depot_m=(0.0, 0.0))
    rows = play(RepairPlan(teams=(far, near)), orders((0.0, 9.0), (1.0, 9.0), (2.0, 9.0), x=900.0)).rows
    assert [row["team"] for row in rows.values()] == [1, 0, 0]


def test_a_crew_serves_only_its_queues(play):
    teams = (ONE, CrewTeam(name="two", count=1, speed_km_h=inf))
    given = orders((0.0, 9.0), (1.0, 1.0), (2.0, 1.0), (3.0, 1.0))
    for order, queue in zip(given, (0, 0, 1, 2), strict=True):
        order["queue"] = queue
    rows = play(RepairPlan(teams=teams), given, queue_teams=[(0,), (1,), (0, 1)]).rows
    assert {job: row["team"] for job, row in rows.items()} == {0: 0, 1: 0, 2: 1, 3: 1}
    assert rows[3]["begun"] == 3.0


def test_none_is_begun_out_of_hours_and_what_was_begun_is_ended(play):
    day = CrewTeam(
        name="day", count=1, speed_km_h=inf, shift=Shift(start_h=8.0, end_h=17.0, days=(0, 1, 2, 3, 4))
    )
    known = [3.0, 9.0, 16.0, 18.0, 4 * 24 + 16.9, 4 * 24 + 16.95]
    rows = play(RepairPlan(teams=(day,)), orders(*((at_h, 3.0) for at_h in known))).rows
    assert [row["begun"] for row in rows.values()] == [8.0, 11.0, 16.0, 32.0, 4 * 24 + 16.9, 7 * 24 + 8.0]
    assert rows[2]["done"] == 19.0


def test_a_crew_still_at_work_from_yesterday_is_no_second_crew(play):
    day = CrewTeam(name="day", count=1, speed_km_h=inf, shift=Shift(start_h=8.0, end_h=17.0))
    rows = play(RepairPlan(teams=(day,)), orders((16.0, 20.0), (20.0, 1.0), (21.0, 1.0))).rows
    assert [row["begun"] for row in rows.values()] == [16.0, 36.0, 37.0]


def test_a_team_that_comes_on_duty_takes_as_many_as_it_has_crews(play):
    day = CrewTeam(name="day", count=2, speed_km_h=inf, shift=Shift(start_h=8.0, end_h=17.0))
    rows = play(RepairPlan(teams=(day,)), orders((1.0, 1.0), (2.0, 3.0), (3.0, 1.0))).rows
    assert [row["begun"] for row in rows.values()] == [8.0, 8.0, 9.0]


def test_a_part_that_is_missing_is_waited_for(play):
    plan = RepairPlan(teams=(ONE,), spares=(Spares(name="camera", stock=1, lead_h=100.0),))
    played = play(plan, orders((1.0, 2.0), (2.0, 2.0), (3.0, 2.0), (150.0, 2.0), spare=0))
    assert [row["begun"] for row in played.rows.values()] == [1.0, 101.0, 103.0, 150.0]
    assert played.shop.spares_used == [4]
    assert played.shop.part_ready_h == {1: 101.0, 2: 102.0}


def test_an_order_that_waits_for_a_part_keeps_no_crew(play):
    plan = RepairPlan(teams=(ONE,), spares=(Spares(name="camera", stock=0, lead_h=100.0),))
    given = orders((1.0, 2.0), (2.0, 2.0))
    given[0]["spare"] = 0
    rows = play(plan, given).rows
    assert rows[1]["begun"] == 2.0
    assert rows[0]["begun"] == 101.0


def test_what_is_no_longer_needed_is_not_begun(play):
    played = play(
        RepairPlan(teams=(ONE,)),
        orders((0.0, 5.0), (1.0, 5.0), (2.0, 5.0)),
        on_done_with=lambda book: book.state.__setitem__(1, VOID),
    )
    assert list(played.rows) == [0, 2]


def test_what_comes_up_from_a_repair_is_an_order_like_others(play):
    def again(book):
        if len(book) > 2:
            return ()
        return (
            book.add(
                group=0, row=0, k=1, failed_h=8.0, known_h=9.0, work_h=1.0, life_h=inf, rank=0, queue=0,
                spare=-1, x_m=0.0, y_m=0.0,
            ),
        )  # fmt: skip

    rows = play(RepairPlan(teams=(ONE,)), orders((0.0, 5.0), (20.0, 5.0)), on_done_with=again).rows
    assert {job: row["begun"] for job, row in rows.items()} == {0: 0.0, 2: 9.0, 1: 20.0}


def test_nothing_is_begun_behind_the_period(play):
    rows = play(
        RepairPlan(teams=(ONE,)), orders((1.0, 5.0), (2.0, 5.0), (9.0, 1.0), (12.0, 1.0)), period_h=10.0
    ).rows
    assert list(rows) == [0, 1]
    assert rows[1]["done"] == 11.0


def test_without_crews_nothing_is_begun(play):
    assert play(RepairPlan(teams=(CrewTeam(name="none", count=0),)), orders((1.0, 5.0))).rows == {}


@pytest.mark.parametrize("on", [True, False])
def test_the_collector_is_left_as_it_was(play, on):
    was_on, seen = gc.isenabled(), []
    try:
        (gc.enable if on else gc.disable)()
        play(
            RepairPlan(teams=(ONE,)),
            orders((0.0, 1.0)),
            on_done_with=lambda book: seen.append(gc.isenabled()),
        )
        assert seen == [False]
        assert gc.isenabled() is on
    finally:
        (gc.enable if was_on else gc.disable)()
