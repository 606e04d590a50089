import itertools

from hypothesis import given
from hypothesis import strategies as st

from camproof.simulator.repair import on_duty
from camproof.simulator.values import Shift

WEEK_H = 168.0
hours = st.integers(0, 24).map(float)


def test_around_the_clock_is_one_span():
    assert on_duty(Shift(), 0.0, 1000.0) == [(0.0, 1000.0)]
    assert on_duty(Shift(), 77.5, 1000.0) == [(0.0, 1000.0)]


def test_office_hours_of_a_week_that_begins_on_a_saturday_noon():
    shift = Shift(start_h=8.0, end_h=17.0, days=(0, 1, 2, 3, 4))
    spans = on_duty(shift, 5 * 24 + 12.0, 100.0)
    assert spans == [(44.0, 53.0), (68.0, 77.0), (92.0, 100.0)]


def test_a_night_shift_belongs_to_the_day_on_which_it_begins():
    shift = Shift(start_h=22.0, end_h=6.0, days=(6,))
    assert on_duty(shift, 0.0, WEEK_H) == [(0.0, 6.0), (166.0, 168.0)]


@given(
    start=hours, end=hours, days=st.sets(st.integers(0, 6)), begin=st.floats(0, 168), weeks=st.integers(1, 4)
)
def test_whole_weeks_hold_the_hours_of_the_shift(start, end, days, begin, weeks):
    shift = Shift(start_h=start, end_h=end, days=tuple(sorted(days)))
    spans = on_duty(shift, begin, weeks * WEEK_H)
    length = end - start if end >= start else end - start + 24
    assert abs(sum(b - a for a, b in spans) - weeks * len(days) * length) < 1e-6
    assert all(a < b for a, b in spans)
    assert all(b < c for (_, b), (c, _) in itertools.pairwise(spans))
