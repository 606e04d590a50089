import math

import numpy as np
import pytest
from scipy import stats

from camproof.simulator.draws import FIRST, draw_for, prepared, unit_keys
from camproof.simulator.fitting import MaintenanceLogError, fit_laws
from camproof.simulator.fitting.laws import fitted
from camproof.simulator.fitting.log import Spans
from camproof.simulator.values import Law

HEAD = "kind,unit,installed,failed,repaired,until\n"


@pytest.fixture
def log(tmp_path):
    def write(text, head=HEAD):
        path = tmp_path / "log.csv"
        path.write_text(head + text, encoding="utf-8")
        return path

    return write


def censored_sample(law: Law, count: int, end_h: float) -> Spans:
    times_h = draw_for(11, 0, "life", law.form, prepared(law), FIRST).many(unit_keys(count), 0)
    ended = times_h < end_h
    return Spans(times_h[ended].tolist(), [end_h] * int(np.count_nonzero(~ended)))


LAWS = [
    Law("exponential", 900.0),
    Law("weibull", 900.0, 2.5),
    Law("weibull", 900.0, 0.6),
    Law("log-normal", 900.0, 0.9),
]


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.form} {law.shape:g}")
def test_the_law_that_made_the_times_is_found_again(law):
    found = fitted("camera", "life", censored_sample(law, 1500, 1200.0), "made.csv")
    assert found.law is not None
    best = found.candidates[0]
    assert best.form == law.form or law.form == "exponential"
    same = next(each for each in found.candidates if each.form == law.form)
    assert same.mean_interval_h[0] < law.mean_h < same.mean_interval_h[1]
    if law.form != "exponential":
        assert same.shape_interval[0] < law.shape < same.shape_interval[1]
    assert found.law.source == f"fitted to made.csv: {found.ended} ended, {found.censored} censored"


@pytest.mark.parametrize("law", LAWS, ids=lambda law: f"{law.form} {law.shape:g}")
def test_the_likelihood_is_as_high_as_scipys(law):
    spans = censored_sample(law, 400, 1200.0)
    found = {each.form: each for each in fitted("camera", "life", spans, "made.csv").candidates}
    data = stats.CensoredData(uncensored=spans.ended_h, right=spans.censored_h)
    shape, _, scale = stats.weibull_min.fit(data, floc=0)
    assert found["weibull"].shape == pytest.approx(shape, rel=1e-3)
    assert found["weibull"].mean_h == pytest.approx(scale * math.gamma(1 + 1 / shape), rel=1e-3)
    sigma, _, median = stats.lognorm.fit(data, floc=0)
    assert found["log-normal"].shape == pytest.approx(sigma, rel=1e-3)
    assert found["log-normal"].mean_h == pytest.approx(median * math.exp(sigma**2 / 2), rel=1e-3)
    total = sum(spans.ended_h) + sum(spans.censored_h)
    assert found["exponential"].mean_h == pytest.approx(total / len(spans.ended_h), rel=1e-6)


def test_the_interval_of_an_exponential_mean_is_that_of_its_failures():
    spans = Spans([10.0, 20.0, 30.0, 40.0], [50.0])
    found = next(each for each in fitted("c", "life", spans, "x").candidates if each.form == "exponential")
    assert found.mean_h == pytest.approx(150 / 4, rel=1e-6)
    low, high = found.mean_interval_h
    assert high / low == pytest.approx(math.exp(2 * 1.96 / math.sqrt(4)), rel=1e-3)


def test_intervals_cover_the_truth_about_as_often_as_they_say():
    law, covered, tries = Law("weibull", 900.0, 1.8), 0, 60
    keys = unit_keys(120)
    for row in range(tries):
        times_h = draw_for(3, row, "life", "cover", prepared(law), FIRST).many(keys, 0)
        spans = Spans(times_h[times_h < 1000].tolist(), [1000.0] * int(np.count_nonzero(times_h >= 1000)))
        found = next(each for each in fitted("c", "life", spans, "x").candidates if each.form == "weibull")
        covered += found.shape_interval[0] < law.shape < found.shape_interval[1]
    assert covered >= tries * 0.95 - 4 * math.sqrt(tries * 0.95 * 0.05)


def test_a_log_is_read_into_lives_and_repairs(log):
    path = log(
        "camera,a,2025-01-01,2025-01-11,2025-01-11 06:00,\n"
        "camera,a,,2025-01-21 06:00,2025-01-21 18:00,\n"
        "camera,b,2025-01-01,,,2025-01-06\n"
        "switch,s,2025-01-01,,,\n"
        "camera,c,2025-01-01,2025-02-10,,\n"
    )
    lives, repairs, switch, nothing = fit_laws(path)
    assert (lives.kind, lives.what, lives.ended, lives.censored) == ("camera", "life", 3, 2)
    assert (repairs.ended, repairs.censored) == (2, 0)
    exponential = next(each for each in lives.candidates if each.form == "exponential")
    watched = 240 + 240 + 5 * 24 + 40 * 24 + (20 * 24 - 18)
    assert exponential.mean_h == pytest.approx(watched / 3, rel=1e-6)
    assert switch.law is None
    assert switch.note == "no life was seen to end, in 960 h of 1"
    assert nothing.note == "no repair was seen to end, in 0 h of 0"


def test_a_repair_that_has_not_ended_is_censored(log):
    path = log("camera,a,2025-01-01,2025-01-11,,\ncamera,b,2025-01-01,2025-01-21,2025-01-22,\n")
    repairs = fit_laws(path)[1]
    assert (repairs.ended, repairs.censored) == (1, 1)
    assert repairs.law is not None
    assert repairs.law.mean_h == pytest.approx(24.0 + 11 * 24, rel=1e-6)


def test_rows_may_stand_in_any_order(log):
    rows = ["camera,a,,2025-01-21 06:00,2025-01-21 18:00,\n", "camera,a,2025-01-01,2025-01-11,2025-01-12,\n"]
    assert fit_laws(log("".join(rows))) == fit_laws(log("".join(reversed(rows))))


@pytest.mark.parametrize(
    ("row", "field", "words"),
    [
        (",a,2025-01-01,2025-01-11,,", "kind", "is empty"),
        ("camera,,2025-01-01,2025-01-11,,", "unit", "is empty"),
        ("camera,a,yesterday,2025-01-11,,", "installed", "'yesterday' is no time such as"),
        ("camera,a,2025-01-01T00:00+08:00,2025-01-11,,", "installed", "time zone"),
        ("camera,a,2025-02-01,2025-01-11,,", "failed", "lies before the begin"),
        ("camera,a,2025-01-01,2025-01-01,,", "failed", "give the time of day"),
        ("camera,a,2025-01-01,2025-01-11,2025-01-10,", "repaired", "lies before the failure"),
        ("camera,a,2025-01-01,,2025-01-10,", "failed", "names a repair"),
        ("camera,a,,2025-01-11,,", "installed", "no earlier row"),
        ("camera,z,2025-01-05,2025-01-09,,", "failed", "still down"),
        ("camera,y,2025-01-02,2025-01-20,,", "installed", "before the unit's repair"),
    ],
)
def test_a_row_that_cannot_be_used_is_named(log, row, field, words):
    path = log("camera,z,2025-01-01,2025-01-03,,\ncamera,y,2025-01-01,2025-01-04,2025-01-08,\n" + row + "\n")
    with pytest.raises(MaintenanceLogError) as caught:
        fit_laws(path)
    (problem,) = caught.value.problems
    assert (problem.line, problem.field) == (4, field)
    assert words in str(problem)
    assert "1 problems" in str(caught.value)


def test_all_problems_are_named_at_once(log):
    with pytest.raises(MaintenanceLogError) as caught:
        fit_laws(log("camera,a,x,y,,\n,b,2025-01-01,,,\n"))
    assert [(problem.line, problem.field) for problem in caught.value.problems] == [
        (2, "installed"), (2, "failed"), (3, "kind"),
    ]  # fmt: skip


def test_a_missing_column_is_named_with_what_may_be_meant(log):
    with pytest.raises(MaintenanceLogError, match=r"'failed' is missing.*faild"):
        fit_laws(log("camera,a,2025-01-01,,\n", head="kind,unit,installed,faild,repaired\n"))


def test_an_empty_or_absent_log_is_refused(log, tmp_path):
    with pytest.raises(MaintenanceLogError, match="no rows"):
        fit_laws(log(""))
    with pytest.raises(MaintenanceLogError, match="cannot be read"):
        fit_laws(tmp_path / "none.csv")
