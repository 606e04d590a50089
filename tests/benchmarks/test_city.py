"""The figures of the city's benchmark that are worked out and not measured."""

from __future__ import annotations

import pytest

from benchmarks.city.growth import exponent_of


def test_the_exponent_of_a_power_law_is_found() -> None:
    sizes = (1e5, 1e6, 1e7)
    assert exponent_of(sizes, [3e-6 * size for size in sizes]) == pytest.approx(1.0)
    assert exponent_of(sizes, [1e-9 * size**1.3 for size in sizes]) == pytest.approx(1.3)


def test_one_size_shows_no_growth() -> None:
    with pytest.raises(ValueError, match="one size"):
        exponent_of([1e5, 1e5], [1.0, 1.1])
