from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from camproof.reports.charts.bullet import bullet
from camproof.reports.charts.scale import Scale, round_ticks, step_path, thin
from camproof.reports.charts.timeline import timeline

FINITE = st.floats(-1e9, 1e9)


@given(FINITE, st.floats(1e-3, 1e9), st.integers(1, 12))
def test_ticks_are_round_few_and_inside(low, span, about):
    ticks = round_ticks(low, low + span, about)
    assert len(ticks) <= about * 2 + 2
    assert all(low - span * 1e-6 - 1e-6 <= tick <= low + span * (1 + 1e-6) + 1e-6 for tick in ticks)
    assert list(ticks) == sorted(ticks)


@given(FINITE, FINITE, FINITE)
def test_a_scale_never_leaves_its_box(low, high, value):
    assert 10 <= Scale(low, high, 10, 50)(value) <= 50


@given(st.lists(st.tuples(st.floats(0, 1e5), st.floats(0, 1)), max_size=300), st.integers(4, 50))
def test_thinning_keeps_the_extremes(points, at_most):
    points = sorted(points)
    kept = thin(points, at_most)
    assert len(kept) <= max(at_most + 2, 4)
    assert list(kept) == sorted(kept)
    if points:
        assert min(share for _, share in kept) == min(share for _, share in points)
        assert max(share for _, share in kept) == max(share for _, share in points)


def test_a_step_path_keeps_each_value_until_the_next():
    assert step_path([(0, 5), (10, 5), (20, 8)], 30) == "M0 5 L20 5 L20 8 L30 8"
    assert step_path([], 30) == ""


def test_a_bullet_shows_value_limit_and_interval(result):
    drawn = bullet(result.phases[2].verdicts[0])
    assert 0 < drawn.limit_x < drawn.value_x <= drawn.width
    assert drawn.interval[0] < drawn.value_x < drawn.interval[1]
    never = bullet(result.phases[1].verdicts[2])
    assert never.value_x == never.width
    assert bullet(result.phases[2].verdicts[3]) is None


def test_labels_fit_their_places(result):
    plot = timeline(result)
    assert [band.label for band in plot.bands] == ["join", "power cut east", "watch"]
    assert plot.bars[2].label.endswith("…")
    assert all(plot.left <= bar.x <= bar.x + bar.width <= plot.right + 3 for bar in plot.bars)
