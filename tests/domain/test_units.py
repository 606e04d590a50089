from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import InputError, QuantityError, UnknownWordError
from camproof.domain.units import KINDS, Kind, format_quantity, parse_delay, parse_in_unit, parse_quantity
from camproof.verdicts.values import UNITS
from camproof.verdicts.words import Place


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("200 ms", "duration", 0.2),
        ("15s", "duration", 15.0),
        ("1 min 30 s", "duration", 90.0),
        ("1h30min", "duration", 5400.0),
        ("2 days", "duration", 172800.0),
        ("1e-3 s", "duration", 0.001),
        (".5 s", "duration", 0.5),
        ("0", "duration", 0.0),
        (0, "duration", 0.0),
        ("-90 s", "offset", -90.0),
        ("−8 h", "offset", -28800.0),
        ("+5 s", "offset", 5.0),
        ("30 %", "share", 0.3),
        ("0.1 %", "share", 0.001),
        ("100％", "share", 1.0),
        ("5 ‰", "share", 0.005),
        ("2 Mbit/s", "rate", 2000.0),
        ("512 kbps", "rate", 512.0),
        ("1 Gbit/s", "rate", 1_000_000.0),
        ("25 fps", "fps", 25.0),
        (12.5, "fps", 12.5),
        ("3 intervals", "intervals", 3.0),
        ("3", "intervals", 3.0),
        (40, "count", 40.0),
    ],
)
def test_reads(text: object, kind: Kind, expected: float) -> None:
    assert parse_quantity(text, kind) == expected


@pytest.mark.parametrize(
    ("text", "kind", "sentence"),
    [
        ("5", "duration", "'5' has no unit (write a duration such as 200 ms"),
        ("0.3", "share", "'0.3' has no unit (write a share such as 30 %"),
        ("150 %", "share", "more than 100 %"),
        ("-5 s", "duration", "less than 0"),
        ("5 parsec", "duration", "'parsec' is no unit of a duration (did you mean 'sec'?)"),
        ("5 mbit", "rate", "did you mean 'mbit/s'?"),
        ("2,5 s", "duration", "is no duration"),
        ("1e999 s", "duration", "too large"),
        ("1 % 2 %", "share", "is no share"),
        ("2.5", "count", "no whole number"),
        ("", "duration", "'' is no duration"),
        ("s", "duration", "is no duration"),
        ("5 s - 1 s", "duration", "is no duration"),
        (None, "share", "None is no share"),
        (True, "count", "True is no count"),
        ([5], "count", "[5] is no count"),
        (math.nan, "count", "'nan' is no count"),
        (math.inf, "fps", "'inf' is no fps"),
        ("9" * 100 + " s", "duration", "is no duration"),
        ("٣ s", "duration", "is no duration"),
    ],
)
def test_refuses_and_says_what_is_accepted(text: object, kind: Kind, sentence: str) -> None:
    with pytest.raises(QuantityError) as caught:
        parse_quantity(text, kind, Place("a.yaml", 3, None, "for"))
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("a.yaml, line 3, field 'for': ")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("5 ms ± 2 ms", (5, 2)), ("0.1 s +/- 20 ms", (100, 20)), ("7 ms", (7, 0)), (0, (0, 0))],
)
def test_delay(text: object, expected: tuple[float, float]) -> None:
    assert parse_delay(text) == expected


@pytest.mark.parametrize("text", ["5 ms ± 6 ms", "5 ms ± 1 ms ± 1 ms", "5 ms ±", "± 1 ms", 5])
def test_no_delay(text: object) -> None:
    with pytest.raises(QuantityError):
        parse_delay(text)


def test_in_the_unit_of_a_measurement() -> None:
    assert parse_in_unit("2 s", "ms") == 2000
    assert parse_in_unit("98 %", "share") == 0.98
    with pytest.raises(UnknownWordError, match="did you mean 'ms'"):
        parse_in_unit("2 s", "msec")
    for unit in UNITS:
        assert parse_in_unit("0", unit) == 0


@given(st.floats(0, 1e12), st.sampled_from(["duration", "offset", "rate", "fps", "intervals"]))
def test_round_trip(value: float, kind: Kind) -> None:
    assert parse_quantity(format_quantity(value, kind), kind) == value


@given(st.floats(-1e12, 0))
def test_round_trip_of_offsets(value: float) -> None:
    assert parse_quantity(format_quantity(value, "offset"), "offset") == value


@given(st.floats(0, 1))
def test_round_trip_of_shares(value: float) -> None:
    assert parse_quantity(format_quantity(value, "share"), "share") == pytest.approx(value, rel=1e-15)


@given(st.integers(0, 10**15))
def test_round_trip_of_counts(value: int) -> None:
    assert parse_quantity(format_quantity(float(value), "count"), "count") == value


@given(st.text(max_size=80) | st.text("0123456789.eE+-± %smhd", max_size=30), st.sampled_from(KINDS))
def test_any_text_gives_a_finite_number_or_the_rooms_error(text: str, kind: Kind) -> None:
    try:
        assert math.isfinite(parse_quantity(text, kind))
    except InputError:
        return


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("50 000 h", 180_000_000), ("2 weeks", 1_209_600), ("1 year", 31_536_000), ("1 000.5 s", 1000.5)],
)  # fmt: skip
def test_thousands_may_be_set_apart_and_long_times_have_units(text, seconds):
    assert parse_quantity(text, "duration") == seconds


@pytest.mark.parametrize("text", ["50 00 h", "5 0000 h", "1 000 000", "50,000 h"])
def test_thousands_come_in_threes(text):
    with pytest.raises(QuantityError):
        parse_quantity(text, "duration")
