"""Two designs are played until their goals are told apart, or are seen to be untouched."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from camproof.simulator.answers import (
    Effort,
    compare,
    figures,
    may_differ_share,
    play_until_apart,
    same_fates,
)
from camproof.simulator.engines import Here, Replicas
from camproof.simulator.model import Asked, City, Replication
from camproof.simulator.values import Goal

GOAL = Goal(measure="intact rate", at_least=0.5, requirement="AVAIL-4")
EFFORT = Effort(least=4, most=12)


def played(first: City, second: City) -> tuple[list[Replication], list[Replication]]:
    asked = Asked(causes=False, demand=False)
    with Here(Replicas(first, 1, asked)) as one, Here(Replicas(second, 1, asked)) as two:
        return play_until_apart(((first, one), (second, two)), EFFORT)


@pytest.fixture(scope="module")
def city(small_city: Callable[..., City]) -> City:
    return small_city(80, crews=40, goals=(GOAL,))


def test_a_goal_that_no_design_touches_is_settled_at_the_second_look(city: City, small_city) -> None:
    """Of 40 crews none is ever short, so that a 41st mends nothing sooner."""
    other = small_city(80, crews=41, goals=(GOAL,))
    assert not same_fates(city.spec, other.spec)
    done = played(city, other)
    assert [len(each) for each in done] == [6, 6]
    rows = [[figures(city, each) for each in side] for side in done]
    intact = next(each for each in compare(*rows) if each.key.title == "intact rate")
    assert intact.untouched
    assert intact.first.sd > 0  # the figure itself is no constant


def test_designs_that_differ_in_money_only_need_one_look(city: City) -> None:
    costs = replace(city.spec.costs, truck_roll=999.0)
    teams = tuple(replace(team, cost_per_year=5.0) for team in city.spec.teams)
    dear = replace(city, spec=replace(city.spec, name="dear", costs=costs, teams=teams))
    assert same_fates(city.spec, dear.spec)
    assert [len(each) for each in played(city, dear)] == [4, 4]


def test_without_a_goal_nothing_ends_it_early(city: City) -> None:
    aimless = replace(city, spec=replace(city.spec, goals=()))
    assert [len(each) for each in played(aimless, aimless)] == [12, 12]


def test_how_rare_a_difference_must_be_that_was_never_seen() -> None:
    assert may_differ_share(1) == pytest.approx(0.95)
    assert (1 - may_differ_share(15)) ** 15 == pytest.approx(0.05)
    with pytest.raises(ValueError, match="no replication"):
        may_differ_share(0)
