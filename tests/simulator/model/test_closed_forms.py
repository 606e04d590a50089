"""The composed model against exact answers: graph reliability, a Markov chain, intervals that hold."""

from __future__ import annotations

import itertools
import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from scipy.linalg import expm

from camproof.simulator.answers import Key, estimate, figures
from camproof.simulator.model import Asked, City, prepared, replicate
from camproof.simulator.values import FailureMode, Kind, Law, NodeKind

ONLINE = Key("online rate", "share")
PLAIN = Asked(causes=False, demand=False)
LINKS = [(0, 1), (0, 2), (1, 2), (1, 3), (2, 3)]


def mode(kind: Kind, life_h: float, repair_h: float, node: str | None = None) -> FailureMode:
    return FailureMode(
        name=kind.word,
        kind=kind,
        life=Law("exponential", life_h),
        repair=Law("exponential", repair_h),
        node_kind=node,
    )


def on_network(city: City, network: Any, modes: tuple[FailureMode, ...], period_h: float) -> City:
    spec = replace(city.spec, modes=modes, period_h=period_h)
    return prepared(spec, city.inventory, network)


def rates(city: City, count: int, seed: int = 5) -> list[float]:
    return [figures(city, replicate(city, seed, number, PLAIN))[ONLINE] for number in range(count)]


def test_a_bridge_of_links_is_as_reliable_as_its_states_say(
    network_of: Any, small_city: Callable[..., City]
) -> None:
    """Two-terminal reliability by all 32 states of five links, averaged over the period from all up."""
    city = small_city(8, crews=1)
    network = network_of([0, 0, 0, 0], LINKS, camera_node=[3] * 8)
    life_h, repair_h, period_h = 200.0, 40.0, 20_000.0
    model = on_network(city, network, (mode(Kind.LINK, life_h, repair_h),), period_h)
    rate = 1 / life_h + 1 / repair_h
    steady = life_h / (life_h + repair_h)
    moments = (np.arange(4000) + 0.5) * period_h / 4000
    up = steady + (1 - steady) * np.exp(-rate * moments)
    exact = np.zeros(len(moments))
    for state in itertools.product((False, True), repeat=5):
        if _joined(state):
            exact += np.prod([up if works else 1 - up for works in state], axis=0)
    found = estimate(rates(model, 40))
    assert abs(found.mean - exact.mean()) < 5 * found.sd / math.sqrt(40)
    assert 0.85 < exact.mean() < 0.97


def _joined(state: tuple[bool, ...]) -> bool:
    reached = {0}
    for _ in range(3):
        for (a, b), works in zip(LINKS, state, strict=True):
            if works and (a in reached or b in reached):
                reached |= {a, b}
    return 3 in reached


def test_camera_switch_and_feeder_are_the_markov_chain_of_their_states(
    network_of: Any, small_city: Callable[..., City]
) -> None:
    """Eight states of a camera, its switch and its feeder; the chain is solved by its matrix."""
    city = small_city(6, crews=1)
    zero = np.zeros(6, np.int32)
    network = replace(
        network_of([0, 1], [(0, 1)], camera_node=[1] * 6),
        camera_feeder=zero,
        feeder_x_m=np.zeros(1),
        feeder_y_m=np.zeros(1),
        node_kind=np.array([NodeKind.CORE, NodeKind.ACCESS], np.int8),
    )
    times = (
        (Kind.CAMERA, 300.0, 30.0, None),
        (Kind.NODE, 500.0, 20.0, "access"),
        (Kind.FEEDER, 700.0, 50.0, None),
    )
    period_h = 400.0
    model = on_network(city, network, tuple(mode(*each) for each in times), period_h)
    chain = np.zeros((8, 8))
    for state in range(8):
        for bit, (_, life_h, repair_h, _) in enumerate(times):
            chain[state, state ^ (1 << bit)] = 1 / repair_h if state >> bit & 1 else 1 / life_h
    np.fill_diagonal(chain, -chain.sum(axis=1))
    grown = np.zeros((9, 9))
    grown[:8, :8], grown[0, 8] = chain.T * period_h, 0.0
    grown[8, 0] = period_h  # the time spent in the state in which all work
    share = expm(grown)[8, 0] / period_h
    found = estimate(rates(model, 200))
    assert abs(found.mean - share) < 5 * found.sd / math.sqrt(200)


@pytest.mark.soak
def test_intervals_of_the_model_hold_the_truth_as_often_as_they_say(
    small_city: Callable[..., City], pytestconfig: pytest.Config
) -> None:
    """200 times in `make soak`, 20 times otherwise."""
    repeats = 200 if pytestconfig.getoption("--hypothesis-profile") == "soak" else 20
    city = small_city(400, crews=1)
    life_h, repair_h = 3000.0, 60.0
    spec = replace(city.spec, modes=(mode(Kind.CAMERA, life_h, repair_h),), period_h=2000.0)
    model = prepared(spec, city.inventory, city.network)
    rate = 1 / life_h + 1 / repair_h
    steady = life_h / (life_h + repair_h)
    truth = steady + (1 - steady) * (1 - math.exp(-rate * 2000.0)) / (rate * 2000.0)
    held = 0
    for number in range(repeats):
        found = estimate(rates(model, 10, seed=1000 + number))
        held += found.low <= truth <= found.high
    assert abs(held / repeats - 0.95) < 4 * math.sqrt(0.95 * 0.05 / repeats)
