"""Intervals, decisions, and how many more replications are needed."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import stats

from camproof.simulator.answers import (
    Effort,
    Key,
    answer_goal,
    compare,
    estimate,
    estimates,
    figures,
    needed,
    play_until_decided,
    result_of,
)
from camproof.simulator.engines import Here, Replicas
from camproof.simulator.model import Asked, City, replicate
from camproof.simulator.values import Goal
from camproof.verdicts import Outcome

RATE = Key("intact rate", "share")


def goal(at_least: float, camera_class: str | None = None, requirement: str = "AVAIL-6") -> Goal:
    return Goal(measure="intact rate", at_least=at_least, camera_class=camera_class, requirement=requirement)


def test_the_interval_is_students() -> None:
    found = estimate([1.0, 2.0, 4.0])
    low, high = stats.t.interval(0.95, 2, loc=7 / 3, scale=stats.sem([1.0, 2.0, 4.0]))
    assert (found.mean, found.low, found.high) == pytest.approx((7 / 3, low, high))
    assert (found.least, found.most) == (1.0, 4.0)


def test_one_replication_decides_nothing() -> None:
    found = estimate([0.5])
    assert (found.low, found.high) == (-math.inf, math.inf)
    assert needed(found, 0.98) is None


@pytest.mark.soak
def test_intervals_hold_the_truth_as_often_as_they_say() -> None:
    rng = np.random.default_rng(8)
    held = 0
    for _ in range(2000):
        found = estimate(rng.normal(3.0, 2.0, 8).tolist())
        held += found.low <= 3.0 <= found.high
    assert abs(held / 2000 - 0.95) < 5 * math.sqrt(0.95 * 0.05 / 2000)


def test_as_many_as_are_said_to_be_needed_settle_it() -> None:
    found = estimate([0.979, 0.981, 0.9835, 0.9795])
    more = needed(found, 0.98)
    assert more is not None
    assert more > 4
    for n in (more - 1, more):
        half = stats.t.ppf(0.975, n - 1) * found.sd / math.sqrt(n)
        assert (half <= abs(found.mean - 0.98)) == (n == more)


def test_what_is_counted_counts_nought_where_it_did_not_happen() -> None:
    happened, mean = Key("outages", "count", of="disk"), Key("time to repair", "h")
    found = estimates([{happened: 4.0, mean: 6.0}, {}])
    assert found[happened].mean == 2.0
    assert (found[mean].n, found[mean].mean) == (1, 6.0)


@pytest.mark.parametrize(
    ("values", "outcome"),
    [
        ([0.99, 0.991, 0.992], Outcome.PASS),
        ([0.96, 0.961, 0.962], Outcome.FAIL),
        ([0.97, 0.98, 0.992], Outcome.INCONCLUSIVE),
    ],
)
def test_the_whole_interval_must_lie_on_one_side(values: list[float], outcome: Outcome) -> None:
    rows = [{RATE: value} for value in values]
    answer = answer_goal(goal(0.98), rows, estimates(rows))
    assert answer.verdict.outcome is outcome
    assert answer.meets == sum(value >= 0.98 for value in values)
    assert (answer.needed is not None) == (outcome is Outcome.INCONCLUSIVE)


def test_a_class_without_cameras_is_not_run() -> None:
    rows = [{RATE: 0.99}]
    answer = answer_goal(goal(0.95, "key-industry", "AVAIL-5"), rows, estimates(rows))
    assert answer.verdict.outcome is Outcome.NOT_RUN


@pytest.mark.parametrize("camera_class", [None, "key-public-area"])
def test_what_was_never_measured_is_inconclusive(camera_class: str | None) -> None:
    covered = Goal(
        measure="coverage in effect", at_least=0.99, camera_class=camera_class, requirement="COVER-1"
    )
    rows = [{RATE: 0.99}]
    assert answer_goal(covered, rows, estimates(rows)).verdict.outcome is Outcome.INCONCLUSIVE


def test_looks_do_not_depend_on_the_number_of_cores() -> None:
    assert list(Effort(least=10, most=40).looks()) == [10, 15, 22, 33, 40]
    assert list(Effort(least=5, most=5).looks()) == [5]


def test_playing_ends_when_two_looks_agree(small_city: Callable[..., City]) -> None:
    told: list[tuple[int, int]] = []
    easy = small_city(60, goals=(goal(0.5),))
    with Here(Replicas(easy, 1, Asked(causes=False))) as engine:
        done = play_until_decided(easy, engine, Effort(least=2, most=9), lambda *at: told.append(at))
    assert [each.number for each in done] == [0, 1, 2]
    assert told == [(1, 2), (2, 2), (3, 3)]
    result = result_of(easy, 1, done)
    assert result.outcome is Outcome.PASS
    assert result.camera_intact.mean() == pytest.approx(result.estimates[RATE].mean, abs=1e-6)


def test_common_random_numbers_make_differences_sharp(small_city: Callable[..., City]) -> None:
    rows: list[list[Any]] = []
    for crews in (2, 3):
        city = small_city(150, crews=crews)
        rows.append([figures(city, replicate(city, 4, number, Asked(causes=False))) for number in range(8)])
    change = {each.key: each for each in compare(rows[0], rows[1])}[RATE]
    assert change.change.mean == pytest.approx(change.second.mean - change.first.mean)
    assert change.change.mean > 0
    assert change.sure
    assert change.change.half < change.unpaired_half


def test_what_one_design_alone_counts_is_nought_in_the_other() -> None:
    disks, used = Key("outages", "count", of="disk"), Key("parts used", "count", of="lens")
    alone = Key("crew use", "share", of="night")
    found = compare([{disks: 4.0}, {disks: 6.0}], [{used: 3.0, alone: 0.5}, {}])
    changes = {each.key: each for each in found}
    assert set(changes) == {disks, used}
    assert (changes[disks].second.mean, changes[disks].change.mean) == (0.0, -5.0)
    assert (changes[used].first.mean, changes[used].change.mean) == (0.0, 1.5)


def test_designs_are_compared_pair_by_pair() -> None:
    with pytest.raises(ValueError, match="2 replications cannot be paired with 1"):
        compare([{}, {}], [{}])
