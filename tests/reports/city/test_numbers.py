from __future__ import annotations

import math

import pytest

from camproof.reports.city.numbers import (
    change_text,
    ends_text,
    estimate_text,
    figure_beside,
    figure_text,
    percent_text,
    round_text,
    tick_text,
)
from camproof.simulator.answers import Estimate, estimate

THIN = "\u202f"


def of(mean: float, half: float) -> Estimate:
    return Estimate(9, mean, 1.0, mean - half, mean + half, mean, mean)


@pytest.mark.parametrize(
    ("value", "unit", "text"),
    [
        (0.98, "share", "98 %"),
        (0.99996, "share", "99.996 %"),
        (50_000.0, "h", f"50{THIN}000 h"),
        (8.0, "h", "8 h"),
        (7.114, "h", "7.11 h"),
        (0.0123, "h", "0.0123 h"),
        (270.4, "cameras", "270 cameras"),
        (3.0, "count", "3"),
        (1_295_450.0, "CNY", f"1{THIN}295{THIN}450 CNY"),
        (-0.0001, "CNY", "−0.00010 CNY"),
    ],
)
def test_figures(value: float, unit: str, text: str) -> None:
    assert figure_text(value, unit) == text


@pytest.mark.parametrize(
    ("mean", "half", "unit", "text", "ends"),
    [
        (0.98712, 0.00043, "share", "98.712 % ± 0.043", "98.669 to 98.755 %"),
        (0.98712, 0.02, "share", "98.7 % ± 2.0", "96.7 to 100.0 %"),
        (0.9996, 0.0000093, "share", "99.9600 % ± 0.0009", "99.95907 to 99.96093 %"),
        (0.9996, 0.0000012, "share", "99.96000 % ± 0.00012", "99.95988 to 99.96012 %"),
        (0.9, 0.0, "share", "90 %", "90 %"),
        (65_725.0, 7_158.0, "CNY", f"65{THIN}725 CNY ± 7{THIN}158", f"58{THIN}567 to 72{THIN}883 CNY"),
        (9.368, 0.2264, "h", "9.37 h ± 0.23", "9.14 to 9.59 h"),
        (29.2, 64.0, "h", "29 h ± 64", "−35 to 93 h"),
    ],
)
def test_a_mean_has_the_digits_that_its_interval_deserves(
    mean: float, half: float, unit: str, text: str, ends: str
) -> None:
    assert estimate_text(of(mean, half), unit) == text
    assert ends_text(of(mean, half), unit) == ends


def test_a_load_is_told_above_its_room_and_a_part_of_a_whole_is_not() -> None:
    """2.06 of what a link carries is an interval about 206 %, not one that ends below where it begins."""
    assert ends_text(of(2.06, 0.025), "share", "peak link load") == "203.5 to 208.5 %"
    assert ends_text(of(0.98, 0.04), "share", "crew use") == "94.0 to 102.0 %"
    assert ends_text(of(0.98, 0.04), "share", "streams refused") == "94.0 to 100.0 %"
    assert ends_text(of(0.02, 0.04), "share", "peak link load") == "0.0 to 6.0 %"


def test_one_replication_tells_no_interval() -> None:
    alone = estimate([0.97])
    assert estimate_text(alone, "share") == "97 %"
    assert ends_text(alone, "share") == "one replication tells no interval"
    assert change_text(estimate([0.01]), "share") == "+1 points"
    assert math.isinf(alone.high)


def test_rounding_of_floats_is_no_spread() -> None:
    assert estimate_text(estimate([4.1, 4.1, 4.1 * (1 + 1e-15)]), "share") == "410 %"


@pytest.mark.parametrize(
    ("mean", "half", "unit", "text"),
    [
        (0.0031, 0.0003, "share", "+0.310 ± 0.030 points"),
        (-0.686, 0.131, "h", "−0.69 ± 0.13 h"),
        (500_000.0, 0.0, "CNY", f"+500{THIN}000 CNY"),
        (0.0, 0.0, "CNY", "0 CNY"),
    ],
)
def test_changes_have_a_sign(mean: float, half: float, unit: str, text: str) -> None:
    assert change_text(of(mean, half), unit) == text


def test_figures_beside_a_change_show_it() -> None:
    assert figure_beside(0.99926, "share", of(0.00005, 0.00001)) == "99.9260 %"
    assert figure_beside(7.114, "h", of(-0.686, 0.131)) == "7.11 h"
    assert figure_beside(3.0, "count", of(0.0, 0.0)) == "3"


def test_round_figures_and_ticks() -> None:
    assert round_text(99_189_545.0, "CNY") == f"99{THIN}200{THIN}000 CNY"
    assert round_text(0.0, "CNY") == "0 CNY"
    assert [tick_text(value) for value in (0.5, 2000.0, 20_000.0)] == ["0.5", "2000", f"20{THIN}000"]


def test_a_part_that_is_there_is_not_told_as_nothing() -> None:
    assert [percent_text(value) for value in (0.0, 0.0001, 0.0006, 0.371)] == [
        "0.0 %",
        "< 0.1 %",
        "0.1 %",
        "37.1 %",
    ]
