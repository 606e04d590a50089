"""Simulated queues against closed forms."""

from __future__ import annotations

import math

import numpy as np
import pytest

from camproof.simulator.queues import erlang_c, fifo_waits, mean_wait_s
from camproof.simulator.queues.fifo import _several

CUSTOMERS = 120_000


def arrivals(rate_s: float, seed: int = 1) -> np.ndarray:
    return np.cumsum(np.random.default_rng(seed).exponential(1.0 / rate_s, CUSTOMERS))


def exponential(mean_s: float, seed: int = 2) -> np.ndarray:
    return np.random.default_rng(seed).exponential(mean_s, CUSTOMERS)


def test_by_hand() -> None:
    waits = fifo_waits(np.array([0.0, 1.0, 2.0, 10.0]), np.array([3.0, 3.0, 1.0, 1.0]))
    assert waits.tolist() == [0.0, 2.0, 4.0, 0.0]
    assert fifo_waits(np.array([0.0, 1.0, 2.0]), np.array([3.0, 3.0, 1.0]), 2).tolist() == [0.0, 0.0, 1.0]


def test_one_of_several_is_one() -> None:
    at_s, service_s = arrivals(0.8)[:2_000], exponential(1.0)[:2_000]
    assert _several(at_s, service_s, 1) == pytest.approx(fifo_waits(at_s, service_s))


def test_mm1() -> None:
    assert fifo_waits(arrivals(0.7), exponential(1.0)).mean() == pytest.approx(0.7 / 0.3, rel=0.06)
    assert mean_wait_s(0.7, 1.0) == pytest.approx(0.7 / 0.3)


def test_md1() -> None:
    assert fifo_waits(arrivals(0.7), np.ones(CUSTOMERS)).mean() == pytest.approx(0.7 / 0.6, rel=0.05)
    assert mean_wait_s(0.7, 1.0, variation=0.0) == pytest.approx(0.7 / 0.6)


def test_mmc() -> None:
    waits = fifo_waits(arrivals(3.2), exponential(1.0), 4)
    assert waits.mean() == pytest.approx(mean_wait_s(3.2, 1.0, 4), rel=0.08)
    assert (waits > 0).mean() == pytest.approx(erlang_c(3.2, 4), rel=0.03)


def test_erlang_c_by_the_definition() -> None:
    load, workers = 3.2, 4
    terms = [load**k / math.factorial(k) for k in range(workers)]
    last = load**workers / math.factorial(workers) * workers / (workers - load)
    assert erlang_c(load, workers) == pytest.approx(last / (sum(terms) + last))


def test_too_much() -> None:
    assert mean_wait_s(2.0, 1.0) == math.inf
    assert erlang_c(2.0, 1) == 1.0


def test_littles_law() -> None:
    """Customers in the system, looked at at random moments, are arrivals a second times mean stay."""
    at_s, service_s = arrivals(0.6), exponential(1.0)
    leave_s = at_s + fifo_waits(at_s, service_s) + service_s
    moments = np.random.default_rng(3).uniform(1_000.0, at_s[-1], 20_000)
    inside = np.searchsorted(at_s, moments) - np.searchsorted(np.sort(leave_s), moments)
    assert inside.mean() == pytest.approx(0.6 * (leave_s - at_s).mean(), rel=0.03)
