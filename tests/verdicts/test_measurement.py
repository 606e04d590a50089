from __future__ import annotations

import json
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.verdicts.errors import MeasurementError
from camproof.verdicts.measure import census_share, census_value, not_made, percentile_of, sampled_share
from camproof.verdicts.measurement import Measurement, MeasurementSpec

_ONLINE = MeasurementSpec("online rate", "share", "AVAIL-1", (10.0, 25.0), "district east")
_START = MeasurementSpec("time to first key frame", "s", "SHARE-5", percentile=95.0)


def test_titles() -> None:
    assert _ONLINE.title == "online rate, district east"
    assert _START.title == "time to first key frame p95"


def test_census_has_no_interval() -> None:
    made = census_share(_ONLINE, 98, 100, method="registrations at 25 s")
    assert (made.value, made.n, made.interval, made.census) == (0.98, 100, None, True)
    assert made.value_text == "98 % (census, n 100)"
    with pytest.raises(MeasurementError, match="census has no interval"):
        Measurement(_ONLINE, 0.5, 10, (0.4, 0.6), census=True)


def test_sample_has_wilsons_interval() -> None:
    made = sampled_share(_ONLINE, 12, 12, method="draw of 12")
    assert made.interval == pytest.approx((0.7575, 1.0), abs=1e-4)
    assert made.value_text == "100 % (95 % interval 75.75 % to 100 %, n 12)"


def test_nobody_to_look_at_is_no_pass() -> None:
    assert census_share(_ONLINE, 0, 0, method="m").value is None
    assert sampled_share(_ONLINE, 0, 0, method="m").value is None
    assert percentile_of(_START, [], method="m").value is None
    assert not_made(_ONLINE, "the platform has no list").detail == "the platform has no list"


def test_percentile_has_an_interval_when_n_allows() -> None:
    many = percentile_of(_START, [n / 100 for n in range(200)], method="INVITE to key frame")
    assert many.interval is not None
    assert many.value == 1.89
    few = percentile_of(_START, [0.5, math.inf], method="INVITE to key frame")
    assert (few.value, few.interval) == (math.inf, None)
    assert "too few samples" in few.method
    whole = percentile_of(_START, [n / 100 for n in range(200)], method="m", census=True)
    assert whole.interval is None


def test_a_percentile_must_be_declared() -> None:
    with pytest.raises(MeasurementError, match="no percentile was declared"):
        percentile_of(_ONLINE, [1.0], method="m")


@pytest.mark.parametrize(("good", "total"), [(-1, 5), (6, 5)])
def test_no_share_outside_0_and_1(good: int, total: int) -> None:
    with pytest.raises(MeasurementError):
        census_share(_ONLINE, good, total, method="m")


def test_share_needs_the_unit_share() -> None:
    with pytest.raises(MeasurementError, match="not as a share"):
        sampled_share(_START, 1, 2, method="m")


@pytest.mark.parametrize(
    ("value", "n", "interval"),
    [(math.nan, 1, None), (1.0, -1, None), (1.0, 3, (2.0, 1.0)), (1.0, 3, (math.nan, 1.0))],
)
def test_refuses_what_is_no_measurement(value: float, n: int, interval: tuple[float, float] | None) -> None:
    with pytest.raises(MeasurementError):
        Measurement(_START, value, n, interval)


@pytest.mark.parametrize(("unit", "at"), [("furlong", None), ("s", 0.0), ("s", 100.0)])
def test_refuses_what_is_no_declaration(unit: str, at: float | None) -> None:
    with pytest.raises(MeasurementError):
        MeasurementSpec("m", unit, "T-1", percentile=at)


_NUMBERS = st.floats(allow_nan=False)
_SPECS = st.builds(
    MeasurementSpec,
    st.text(),
    st.sampled_from(["share", "s", "ms"]),
    st.text(),
    st.none() | st.tuples(_NUMBERS.filter(math.isfinite), st.none() | _NUMBERS.filter(math.isfinite)),
    st.text(),
    st.none() | st.floats(1, 99),
    st.booleans(),
)
_MEASUREMENTS = st.builds(
    Measurement,
    _SPECS,
    st.none() | _NUMBERS,
    st.integers(0, 10**9),
    st.none() | st.tuples(_NUMBERS, _NUMBERS).map(lambda ends: (min(ends), max(ends))),
    st.text(),
    st.just(False),
    st.text(),
)


@given(_MEASUREMENTS)
def test_json_form_is_lossless(made: Measurement) -> None:
    text = json.dumps(made.as_dict(), allow_nan=False)
    assert Measurement.from_dict(json.loads(text)) == made


def test_census_value_may_be_never() -> None:
    spec = MeasurementSpec("recovery time to 99 %", "s", "AVAIL-11")
    assert census_value(spec, math.inf, 40, method="m").value_text == "never (census, n 40)"
