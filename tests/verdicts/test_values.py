from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts.values import UNITS, from_json, show, to_json


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.98, "share", "98 %"),
        (0.001, "share", "0.1 %"),
        (0.29, "share", "29 %"),
        (0.99996, "share", "99.996 %"),
        (0.9999999, "share", "99.99999 %"),
        (2.0, "s", "2 s"),
        (0.0123456, "s", "0.01235 s"),
        (1234567.0, "count", "1234567"),
        (math.inf, "s", "never"),
        (math.inf, "count", "inf"),
        (-math.inf, "s", "-inf"),
        (None, "s", "no value"),
        (0.0, "ms", "0 ms"),
        (-1.5, "s", "-1.5 s"),
    ],
)
def test_show(value: float | None, unit: str, text: str) -> None:
    assert show(value, unit) == text


@given(st.floats(min_value=0.9, max_value=1, exclude_max=True))
def test_less_than_everything_never_reads_as_everything(share: float) -> None:
    if 1 - share > 1e-8:
        assert show(share, "share") != "100 %"


@given(st.floats(allow_nan=False), st.sampled_from(sorted(UNITS)))
def test_every_number_can_be_shown(value: float, unit: str) -> None:
    assert show(value, unit)


@given(st.none() | st.floats(allow_nan=False))
def test_json_keeps_every_value(value: float | None) -> None:
    assert from_json(json.loads(json.dumps(to_json(value), allow_nan=False))) == value
