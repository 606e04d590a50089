from __future__ import annotations

import dataclasses

import pytest

from camproof.reports.city import CityReport
from camproof.reports.city.judgement import headline, meets_text, needed_text, period_text, reasons, setting
from camproof.reports.city.rows import (
    cameras_by_class,
    causes,
    costs,
    crews,
    other_figures,
    rates,
    rates_by_district,
)
from camproof.reports.city.words import RATE_NAMES
from camproof.simulator.answers import Key, estimate
from camproof.verdicts import Outcome


def test_rates_hold_each_camera_once(report: CityReport) -> None:
    rows = rates(report.result)
    assert [row.camera_class for row in rows] == ["", "key-public-area", "key-industry", "social"]
    assert rows[0].cameras == 220 == sum(row.cameras for row in rows[1:])
    assert rows[1].cells[1] == report.result.estimates[Key("intact rate", "share", "key-public-area")]
    assert cameras_by_class(report.result.city).sum() == 220


def test_a_rate_of_all_is_the_mean_of_its_districts(report: CityReport) -> None:
    groups = rates_by_district(report.result)
    assert len(groups) == 3
    for at in range(len(RATE_NAMES)):
        whole = sum(group[0].cells[at].mean * group[0].cameras for group in groups) / 220
        assert whole == pytest.approx(rates(report.result)[0].cells[at].mean)


def test_the_worst_district_stands_first(report: CityReport) -> None:
    intact = [group[0].cells[1].mean for group in rates_by_district(report.result)]
    assert intact == sorted(intact)


def test_causes_are_ranked_by_what_they_cost(report: CityReport) -> None:
    rows = causes(report.result)
    hours = [row.hours.mean for row in rows]
    assert hours == sorted(hours, reverse=True)
    assert rows[0].kind == "camera"
    lost_h = (1 - report.result.estimates[Key("intact rate", "share")].mean) * 220 * 8760
    assert rows[0].share == pytest.approx(rows[0].hours.mean / lost_h)
    assert rows[0].outages is not None
    assert rows[0].outages.mean == pytest.approx(
        sum(row[Key("outages", "count", of="camera")] for row in report.result.rows) / 6
    )


def test_costs_add_up(report: CityReport) -> None:
    *parts, (name, whole) = costs(report.result)
    assert name == "in all"
    assert sum(found.mean for _, found in parts) == pytest.approx(whole.mean)
    assert dict(parts)["crews"].mean == 200_000
    assert [row.team for row in crews(report.result)] == ["day"]


def test_what_no_table_shows_is_left_for_the_last(report: CityReport) -> None:
    keys = {key.measure for key, _ in other_figures(report.result.estimates)}
    assert "parts used" in keys
    assert not keys & {*RATE_NAMES, "crew use", "yearly cost", "outages"}


def test_goals_in_words(report: CityReport) -> None:
    answers = report.result.goals
    assert [answer.verdict.outcome.value for answer in answers] == ["inconclusive", "fail", "pass"]
    assert headline(answers) == "Of 3 goals: 1 fail, 1 inconclusive, 1 pass."
    assert headline(answers[2:]) == "The goal is met."
    assert headline([answers[2]] * 2) == "Both goals are met."
    assert headline(()) == "The city file names no goal; figures only."
    assert "AVAIL-3 online rate" in reasons(answers)[0]
    assert f"({answers[0].needed} in all)" in reasons(answers)[1]
    assert meets_text(answers[2]) == "6 of 6: 61 to 100 %"


def test_what_would_decide_an_open_goal(report: CityReport) -> None:
    opened, _, met = report.result.goals
    assert needed_text(met) == ""
    assert needed_text(dataclasses.replace(opened, needed=7)) == "needs about 1 more replication (7 in all)"
    assert needed_text(dataclasses.replace(opened, needed=6)) == "a few more replications should decide it"
    assert "lies on the limit" in needed_text(dataclasses.replace(opened, needed=None))
    alone = dataclasses.replace(opened, estimate=estimate([0.98]), needed=None)
    assert needed_text(alone) == "one replication tells no spread: play more"


def test_the_setting(report: CityReport) -> None:
    assert setting(report.result) == "220 cameras, 1 year, 6 replications, seed 3"
    assert [period_text(hours) for hours in (8760.0, 21_900.0, 720.0)] == ["1 year", "2.5 years", "30 days"]
    assert report.result.outcome is Outcome.FAIL
