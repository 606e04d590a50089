"""Crews as servers of a queue, against the closed forms."""

import itertools
from math import factorial, inf

import numpy as np
import pytest

from camproof.simulator.repair import RepairPlan
from camproof.simulator.values import CrewTeam


def crews(count: int) -> RepairPlan:
    return RepairPlan(teams=(CrewTeam(name="all", count=count, speed_km_h=inf),))


def waits_h(play, count, known_h, work_h):
    orders = [{"known": at_h, "work": h} for at_h, h in zip(known_h.tolist(), work_h.tolist(), strict=True)]
    rows = play(crews(count), orders, period_h=known_h[-1] * 10).rows
    return np.array([rows[job]["begun"] for job in range(len(orders))]) - known_h


def batch_error(values, batches=50):
    """Standard error of the mean of a correlated series, by batch means."""
    means = values[: len(values) // batches * batches].reshape(batches, -1).mean(axis=1)
    return means.std(ddof=1) / np.sqrt(batches)


def erlang_c(servers: int, load: float) -> float:
    """Probability of waiting in M/M/c."""
    last = load**servers / factorial(servers) * servers / (servers - load)
    return last / (sum(load**n / factorial(n) for n in range(servers)) + last)


@pytest.mark.parametrize(("servers", "load"), [(1, 0.6), (3, 2.1), (10, 8.0)])
def test_waits_of_poisson_orders_are_erlangs(play, servers, load):
    rng = np.random.default_rng(servers)
    count, work = 40_000, 4.0
    known_h = np.cumsum(rng.exponential(work / load, count))
    waits = waits_h(play, servers, known_h, rng.exponential(work, count))
    waiting = erlang_c(servers, load)
    assert np.mean(waits > 1e-9) == pytest.approx(waiting, abs=5 * batch_error((waits > 1e-9).astype(float)))
    assert waits.mean() == pytest.approx(waiting * work / (servers - load), abs=5 * batch_error(waits))


@pytest.mark.parametrize("shape", ["fixed", "log-normal"])
def test_one_crew_waits_by_pollaczek_and_khinchine(play, shape):
    rng = np.random.default_rng(9)
    count, work, load = 40_000, 4.0, 0.7
    known_h = np.cumsum(rng.exponential(work / load, count))
    sigma = 0.8
    work_h = np.full(count, work) if shape == "fixed" else work * rng.lognormal(-(sigma**2) / 2, sigma, count)
    squared = work**2 * (1.0 if shape == "fixed" else np.exp(sigma**2))
    exact = load / work * squared / (2 * (1 - load))
    waits = waits_h(play, 1, known_h, work_h)
    assert waits.mean() == pytest.approx(exact, abs=5 * batch_error(waits))


def test_orders_in_the_house_are_rate_times_stay(play):
    """Little's law, exactly, over a time in which the house empties."""
    rng = np.random.default_rng(2)
    known_h = np.sort(rng.uniform(0, 500, 800))
    work_h = rng.exponential(2.0, 800)
    orders = [{"known": a, "work": w} for a, w in zip(known_h.tolist(), work_h.tolist(), strict=True)]
    rows = play(crews(3), orders, period_h=10_000.0).rows
    done_h = np.array([rows[job]["done"] for job in range(800)])
    edges = np.sort(np.concatenate((known_h, done_h)))
    inside = [np.count_nonzero(known_h <= at_h) - np.count_nonzero(done_h <= at_h) for at_h in edges[:-1]]
    area = float(np.dot(inside, np.diff(edges)))
    assert area == pytest.approx(float((done_h - known_h).sum()), rel=1e-9)
    assert np.all(done_h >= known_h + work_h - 1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_another_crew_never_ends_a_repair_later(play, seed):
    """A theorem for first come, first served, alike crews, and work tied to the order (Kiefer, Wolfowitz)."""
    rng = np.random.default_rng(seed)
    known_h = np.sort(rng.uniform(0, 300, 400))
    work_h = rng.lognormal(1.0, 1.2, 400)
    ends = []
    for count in (2, 3, 4, 8):
        waits = waits_h(play, count, known_h, work_h)
        ends.append(known_h + waits + work_h)
    for fewer, more in itertools.pairwise(ends):
        assert np.all(more <= fewer + 1e-9)
    assert ends[-1].sum() < ends[0].sum()
