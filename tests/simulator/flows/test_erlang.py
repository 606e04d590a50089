"""Stream licences: Erlang's table and its inverse."""

from __future__ import annotations

import numpy as np
import pytest

from camproof.simulator.flows import blocking, licences_for


@pytest.mark.parametrize(
    ("load", "licences", "expected"), [(5.0, 10, 0.018385), (10.0, 10, 0.214582), (100.0, 120, 0.005694)]
)
def test_table(load: float, licences: int, expected: float) -> None:
    assert blocking(load, licences) == pytest.approx(expected, rel=2e-3)


def test_by_the_definition() -> None:
    terms = np.cumprod([1.0, *(7.0 / k for k in range(1, 13))])
    assert blocking(7.0, 12) == pytest.approx(terms[-1] / terms.sum())


def test_bounds() -> None:
    assert blocking(3.0, 0) == 1.0
    assert blocking(0.0, 5) == 0.0
    assert licences_for(0.0, 0.01) == 0


def test_inverse() -> None:
    licences = licences_for(200.0, 0.01)
    assert blocking(200.0, licences) <= 0.01 < blocking(200.0, licences - 1)
