from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from camproof.simulator.coverage import candidates_at, coverage_of, propose, seen_by
from camproof.simulator.values import Places, PlaceType

MATRICES = st.integers(1, 7).flatmap(
    lambda points: st.lists(st.lists(st.booleans(), min_size=points, max_size=points), min_size=1, max_size=8)
)


def places(weights: list[float], kinds: list[int] | None = None) -> Places:
    count = len(weights)
    return Places(
        names=tuple(f"p{number}" for number in range(count)),
        place=np.arange(count, dtype=np.int32),
        kind=np.array(kinds or [0] * count, np.int8),
        x_m=np.zeros(count),
        y_m=np.zeros(count),
        weight=np.array(weights),
    )


def matrix(rows: list[list[bool]]) -> csr_matrix:
    return csr_matrix(np.array(rows, np.int8))


def test_shares_by_type_by_count_and_blind_spots():
    seen = matrix([[True, True, False, False], [True, False, False, False]])
    found = coverage_of(seen, places([1, 2, 3, 4], [0, 0, 1, 1]))
    assert found.share == pytest.approx(0.3)
    assert found.by_count == pytest.approx((0.3, 0.1))
    assert [found.at_least(count) for count in (0, 1, 2, 3)] == pytest.approx([1, 0.3, 0.1, 0])
    assert found.blind.tolist() == [3, 2]
    crossings, roads = found.by_kind
    assert (crossings.kind, crossings.places) == (PlaceType.CROSSING, 2)
    assert (crossings.seen, crossings.seen_twice) == pytest.approx((1, 1 / 3))
    assert (roads.seen, roads.seen_twice) == (0, 0)


def test_without_cameras_nothing_is_seen():
    found = coverage_of(csr_matrix((0, 3), dtype=np.int8), places([1, 1, 1]))
    assert (found.share, found.by_count, len(found.blind)) == (0, (), 3)


def _gain(rows, chosen, covered, weight):
    got = np.zeros(len(weight), bool)
    for row in chosen:
        got |= np.array(rows[row])
    return weight[got & ~covered].sum()


@given(MATRICES, st.integers(1, 4), st.integers(0, 2**31))
def test_greedy_keeps_its_bounds_against_every_choice(rows, count, seed):
    dice = np.random.default_rng(seed)
    weight = dice.integers(1, 9, len(rows[0])).astype(float)
    covered = dice.random(len(rows[0])) < 0.3
    found = propose(matrix(rows), covered, weight, count)
    best = max(
        _gain(rows, chosen, covered, weight)
        for chosen in itertools.combinations(range(len(rows)), min(count, len(rows)))
    )
    assert found.gain == pytest.approx(_gain(rows, found.rows, covered, weight))
    assert best <= found.best_possible + 1e-9
    assert found.gain >= (1 - 1 / np.e) * best - 1e-9
    assert found.gain >= found.guarantee * best - 1e-9


@given(MATRICES, st.integers(1, 8))
def test_lazy_greedy_is_greedy(rows, count):
    weight = np.arange(1.0, len(rows[0]) + 1)
    covered = np.zeros(len(weight), bool)
    found = propose(matrix(rows), covered, weight, count)
    chosen: list[int] = []
    for _ in range(count):
        gains = [
            _gain(rows, [*chosen, row], covered, weight) - _gain(rows, chosen, covered, weight)
            for row in range(len(rows))
        ]
        if max(gains) <= 0:
            break
        chosen.append(int(np.argmax(gains)))
    assert list(found.rows) == chosen


def test_candidates_with_a_view_try_headings():
    found = candidates_at(np.array([0.0]), np.array([0.0]), height_m=6, reach_m=50, view_deg=90, headings=4)
    x, y = np.array([20.0, 21.0, -20.0]), np.array([0.0, 0.0, 0.0])
    proposal = propose(seen_by(found.sights, x, y), np.zeros(3, bool), np.ones(3), 2)
    assert [found.sights.heading_deg[row] for row in proposal.rows] == [90, 270]
    assert (proposal.share_before, proposal.share_after, proposal.guarantee) == (0, 1, 1)
