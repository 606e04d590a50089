from __future__ import annotations

import math

import pytest

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.limit import Limit, Op


@pytest.mark.parametrize(
    ("op", "limit", "tolerance", "value", "holds"),
    [
        ("at-least", 0.98, 0, 0.98, True),
        ("at-least", 0.98, 0, 0.9799, False),
        ("at-least", 0.3, 0, 0.1 + 0.2 - 1e-17, True),
        ("at-least", 25, 0.25, 24.8, True),
        ("at-most", 3, 0.3, 3.3, True),
        ("at-most", 3, 0.3, 3.31, False),
        ("at-most", 0.3, 0, 0.1 + 0.2, True),
        ("at-most", 0, 0, 1e-12, False),
        ("at-most", 60, 0, math.inf, False),
        ("at-least", 1, 0, -math.inf, False),
        ("equal", 5, 0, 5, True),
        ("equal", 5, 0.5, 5.4, True),
        ("equal", 5, 0.5, 5.6, False),
    ],
)
def test_holds(op: Op, limit: float, tolerance: float, value: float, holds: bool) -> None:
    assert Limit(op, limit, "s", tolerance).holds(value) is holds


def test_text() -> None:
    assert Limit("at-least", 0.98, "share").text == "at least 98 %"
    assert Limit("at-most", 3, "intervals", 0.3).text == "at most 3 intervals (+ 0.3 intervals tolerance)"
    assert Limit("equal", 0, "count").text == "exactly 0"


@pytest.mark.parametrize(
    ("op", "value", "unit", "tolerance"),
    [("above", 1, "s", 0), ("equal", 1, "furlong", 0), ("equal", math.nan, "s", 0), ("equal", 1, "s", -1)],
)
def test_refuses_what_is_no_limit(op: Op, value: float, unit: str, tolerance: float) -> None:
    with pytest.raises(MeasurementError):
        Limit(op, value, unit, tolerance)


def test_dict_is_lossless() -> None:
    for limit in (
        Limit("at-most", 3, "intervals", 0.3),
        Limit("at-most", math.inf, "s"),
        Limit("equal", 0, "s"),
    ):
        assert Limit.from_dict(limit.as_dict()) == limit
