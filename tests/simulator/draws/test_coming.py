"""What comes again and again comes as often as it says."""

from __future__ import annotations

import numpy as np
import pytest

from camproof.simulator.draws import LawError, moments
from camproof.simulator.values import Law


def coming(every: Law, period_h: float = 8760.0, replications: int = 200) -> list[list[float]]:
    return [list(moments(1, number, "comes", "it", every, period_h)) for number in range(replications)]


def test_two_a_year_come_twice_in_each_year() -> None:
    found = coming(Law("fixed", 4380.0))
    assert {len(each) for each in found} == {2}
    firsts = np.array([each[0] for each in found])
    assert np.allclose([each[1] - each[0] for each in found], 4380.0)
    assert firsts.mean() == pytest.approx(2190.0, abs=5 * 4380 / np.sqrt(12 * 200))


@pytest.mark.parametrize("every_h", [1000.0, 6000.0, 20_000.0])
def test_what_is_fixed_comes_at_its_rate(every_h: float) -> None:
    counts = [len(each) for each in coming(Law("fixed", every_h))]
    rate = 8760.0 / every_h
    assert set(counts) <= {int(rate), int(rate) + 1}
    assert np.mean(counts) == pytest.approx(rate, abs=5 * 0.5 / np.sqrt(200))


def test_other_laws_begin_with_one_of_their_times() -> None:
    assert coming(Law("observed", 3000.0, observed_h=(3000.0,)), replications=1) == [[3000.0, 6000.0]]
    assert coming(Law(), replications=1) == [[]]
    with pytest.raises(LawError):
        coming(Law("fixed", 0.0), replications=1)
