"""Live requests that find no licence: against Erlang's formula B."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from camproof.simulator.flows import blocking, live_requests
from camproof.simulator.values import Traffic

RUNS, HOURS = 40, 60
T_99 = 2.708
"""Student's, 39 degrees of freedom, both sides."""


def shares(traffic: Traffic, hours: int = HOURS) -> np.ndarray:
    runs = (live_requests(np.random.default_rng(seed), traffic, hours) for seed in range(RUNS))
    return np.array([run.blocked for run in runs])


@pytest.mark.parametrize(
    ("viewers", "licences", "watched_h"), [(5, 22, 0.25), (5, 12, 0.25), (25, 100, 0.1), (5, 18, 2.0)]
)
def test_the_interval_of_what_is_refused_holds_erlang_b(
    viewers: int, licences: int, watched_h: float
) -> None:
    traffic = Traffic(viewers=viewers, streams_each=4.0, watched_h=watched_h, licences=licences)
    seen = shares(traffic)
    half = T_99 * seen.std(ddof=1) / sqrt(RUNS)
    assert abs(seen.mean() - blocking(viewers * 4.0, licences)) < half
    assert half < 0.1 * blocking(viewers * 4.0, licences)  # and is narrow enough to tell others apart
    assert abs(seen.mean() - blocking(viewers * 4.0, licences - 2)) > half


def test_bounds() -> None:
    rng = np.random.default_rng(1)
    assert live_requests(rng, Traffic(licences=0), 3).blocked == 1.0
    assert live_requests(rng, Traffic(licences=10_000_000), 3).refused == 0
    assert np.isnan(live_requests(rng, Traffic(viewers=0, licences=5), 3).blocked)


def test_requests_come_as_fast_as_keeps_the_streams() -> None:
    traffic = Traffic(viewers=50, streams_each=4.0, watched_h=0.5, licences=1000)
    asked = live_requests(np.random.default_rng(1), traffic, 1000).asked
    assert asked == pytest.approx(400_000, abs=4 * sqrt(400_000))
