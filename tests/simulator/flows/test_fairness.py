"""Max-min fair shares against brute force, linear programming and closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from camproof.simulator.flows import max_min


def rising_water(crossed: np.ndarray, capacity: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """All rates rise together, one bottleneck after the other."""
    rate, open_ = np.zeros(len(demand)), crossed.sum(1) > 0
    rate[~open_] = demand[~open_]
    while open_.any():
        used = crossed.T @ rate
        crowd = crossed[open_].sum(0)
        rises = [(capacity[a] - used[a]) / crowd[a] for a in np.flatnonzero(crowd)]
        rise = max(0.0, min(*rises, *(demand - rate)[open_]))
        rate[open_] += rise
        full = crossed.T @ rate >= capacity - 1e-9
        open_ &= (rate < demand - 1e-9) & ~(crossed[:, full] > 0).any(1)
    return rate


def by_programs(crossed: np.ndarray, capacity: np.ndarray, demand: np.ndarray) -> np.ndarray:
    """Raise the least rate as far as it goes, fix those that cannot go on, again (linear programs)."""
    flows = len(demand)
    fixed = np.full(flows, np.nan)
    while np.isnan(fixed).any():
        level = _best(crossed, capacity, demand, fixed, None)
        for flow in np.flatnonzero(np.isnan(fixed)):
            if (
                _best(crossed, capacity, demand, np.where(np.isnan(fixed), np.nan, fixed), (flow, level))
                <= level + 1e-7
            ):
                fixed[flow] = level
    return fixed


def _best(
    crossed: np.ndarray,
    capacity: np.ndarray,
    demand: np.ndarray,
    fixed: np.ndarray,
    alone: tuple[int, float] | None,
) -> float:
    """The highest common rate of the free flows; or of one, while the others keep theirs."""
    flows = len(demand)
    bounds = [
        (value, value) if not np.isnan(value) else (0.0 if alone is None else alone[1] - 1e-9, wish)
        for value, wish in zip(fixed, demand, strict=True)
    ]
    goal = np.zeros(flows + 1)
    rows = [np.append(column, 0.0) for column in crossed.T]
    limits = list(capacity)
    if alone is None:
        goal[-1] = -1.0
        for flow in np.flatnonzero(np.isnan(fixed)):
            row = np.zeros(flows + 1)
            row[flow], row[-1] = -1.0, 1.0
            rows.append(row)
            limits.append(0.0)
    else:
        goal[alone[0]] = -1.0
    found = linprog(goal, A_ub=np.array(rows), b_ub=limits, bounds=[*bounds, (0.0, None)])
    assert found.status == 0
    return float(-found.fun)


@st.composite
def nets(draw: st.DrawFn) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    arcs, flows = draw(st.integers(1, 5)), draw(st.integers(1, 7))
    crossed = np.array(
        draw(
            st.lists(
                st.lists(st.integers(0, 3), min_size=arcs, max_size=arcs), min_size=flows, max_size=flows
            )
        )
    )
    capacity = np.array(draw(st.lists(st.integers(1, 40), min_size=arcs, max_size=arcs)), float)
    demand = np.array(draw(st.lists(st.integers(1, 12), min_size=flows, max_size=flows)), float)
    return crossed.astype(float), capacity, demand


@given(nets())
def test_as_rising_water(net: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    crossed, capacity, demand = net
    rate = max_min(csr_matrix(crossed), capacity, demand)
    assert rate == pytest.approx(rising_water(crossed, capacity, demand), abs=1e-6)


@settings(max_examples=25)
@given(nets())
def test_as_linear_programs(net: tuple[np.ndarray, np.ndarray, np.ndarray]) -> None:
    crossed, capacity, demand = net
    rate = max_min(csr_matrix(crossed), capacity, demand)
    assert rate == pytest.approx(by_programs(crossed, capacity, demand), abs=1e-5)


def test_parking_lot() -> None:
    """One long flow over two links, a short one on each: the textbook's example."""
    crossed = csr_matrix(np.array([[1.0, 1.0], [1.0, 0.0], [0.0, 1.0]]))
    rate = max_min(crossed, np.array([10.0, 4.0]), np.full(3, 100.0))
    assert rate.tolist() == [2.0, 8.0, 2.0]


def test_no_more_than_the_demand() -> None:
    rate = max_min(csr_matrix(np.ones((4, 1))), np.array([100.0]), np.array([4.0, 4.0, 60.0, 90.0]))
    assert rate.tolist() == [4.0, 4.0, 46.0, 46.0]


def test_a_dead_link_carries_nothing() -> None:
    assert max_min(csr_matrix(np.ones((2, 1))), np.zeros(1), np.full(2, 4.0)).tolist() == [0.0, 0.0]
