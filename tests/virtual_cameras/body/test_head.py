from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.virtual_cameras.body.axis import Axis
from camproof.virtual_cameras.body.head import Head, HomePosition, Position


def place(head: Head, now_s: float) -> tuple[float, float, float]:
    here = head.at(now_s)
    return round(here.pan, 6), round(here.tilt, 6), round(here.zoom, 6)


def test_a_motion_takes_time_and_goes_on_until_the_stop() -> None:
    head = Head()
    head.run(0.5, 0.0, 0.0, 10.0)
    assert place(head, 10.0) == (0.0, 0.0, 1.0)
    assert place(head, 12.0) == (90.0, 0.0, 1.0)
    assert head.moving(12.0)
    head.stop(12.0)
    assert place(head, 100.0) == (90.0, 0.0, 1.0)
    assert not head.moving(100.0)


def test_up_is_a_smaller_tilt_and_stops_at_the_end() -> None:
    head = Head()
    head.run(0.0, 1.0, 0.0, 0.0)
    assert place(head, 0.25)[1] == -15.0
    assert place(head, 60.0)[1] == -30.0
    assert not head.moving(60.0)


def test_pan_goes_round() -> None:
    head = Head()
    head.run(-1.0, 0.0, 0.0, 0.0)
    assert place(head, 1.0)[0] == 270.0
    assert place(head, 5.0)[0] == 270.0


def test_a_preset_is_reached_the_short_way_round() -> None:
    head = Head(start=Position(350.0, 0.0, 1.0))
    head.presets[2] = ("gate", Position(10.0, 20.0, 2.0))
    assert head.call_preset(2, 0.0)
    assert 350.0 < place(head, 0.1)[0] < 360.0
    assert place(head, 10.0) == (10.0, 20.0, 2.0)
    assert not head.call_preset(77, 10.0)


def test_presets_are_set_and_deleted() -> None:
    head = Head()
    head.run(1.0, 0.0, 0.0, 0.0)
    head.stop(1.0)
    head.set_preset(5, "", 1.0)
    assert head.presets[5][0] == "预置位5"
    assert head.presets[5][1].pan == pytest.approx(90.0)
    head.delete_preset(5)
    assert 5 not in head.presets


def test_a_head_left_alone_goes_home() -> None:
    head = Head()
    head.set_home(HomePosition(enabled=True, reset_time_s=30, preset=1), 0.0)
    head.run(1.0, 0.0, 0.0, 10.0)
    head.stop(11.0)
    assert place(head, 40.0)[0] == pytest.approx(90.0)
    assert place(head, 41.5)[0] == pytest.approx(45.0)
    assert place(head, 60.0)[0] == pytest.approx(0.0)
    assert place(head, 600.0)[0] == pytest.approx(0.0)


def test_a_cruise_visits_its_presets_in_turn() -> None:
    head = Head()
    head.presets[2] = ("b", Position(90.0, 0.0, 1.0))
    head.change_track(1, presets=(1, 2), stay_s=10, speed=15)
    assert head.start_track(1, 0.0)
    assert place(head, 5.0)[0] == 0.0
    assert place(head, 15.0)[0] == 90.0
    assert place(head, 26.0)[0] == 0.0
    head.stop(26.0)
    assert place(head, 500.0)[0] == 0.0
    assert not head.start_track(9, 500.0)


def test_a_scan_goes_between_its_ends() -> None:
    head = Head()
    assert not head.start_scan(0, 0.0)
    head.set_scan(0, 0.0, side="left")
    head.run(1.0, 0.0, 0.0, 0.0)
    head.stop(1.0)
    head.set_scan(0, 1.0, side="right", speed=1.0)
    assert head.start_scan(0, 1.0)
    assert place(head, 2.5)[0] == pytest.approx(0.0)
    assert place(head, 4.5)[0] == pytest.approx(90.0)


def test_drag_zoom_in_and_out_are_inverse_in_zoom() -> None:
    head = Head()
    head.drag((800, 600), (600, 300), (400, 300), zoom_in=True, now_s=0.0)
    assert place(head, 10.0) == (15.0, 0.0, 2.0)
    head.drag((800, 600), (400, 300), (400, 300), zoom_in=False, now_s=10.0)
    assert place(head, 20.0) == (15.0, 0.0, 1.0)


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["run", "go"]), st.floats(-400, 400), st.floats(0.1, 100), st.floats(0, 50)
        ),
        max_size=8,
    ),
    st.booleans(),
)
def test_an_axis_never_leaves_its_range(
    orders: list[tuple[str, float, float, float]], round_trip: bool
) -> None:
    axis = Axis(10.0, 0.0, 360.0, round_trip=round_trip)
    now_s = 0.0
    for order, amount, speed, wait_s in orders:
        if order == "run":
            axis.run(amount, now_s)
        else:
            axis.go(amount, speed, now_s)
        now_s += wait_s
        assert 0.0 <= axis.at(now_s) <= 360.0
        assert axis.at(now_s) == axis.at(now_s)
