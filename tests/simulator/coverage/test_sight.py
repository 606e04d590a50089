from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from camproof.simulator.coverage import Sights, seen_by, sight_areas
from camproof.simulator.coverage.shadows import hidden
from camproof.simulator.inputs import Buildings


def eyes(*rows: tuple[float, float, float, float, float], height: float = 6.0) -> Sights:
    x, y, heading, view, reach = (np.array(each, float) for each in zip(*rows, strict=True))
    return Sights(
        x_m=x, y_m=y, heading_deg=heading, view_deg=view, reach_m=reach, height_m=np.full(len(x), height)
    )


def buildings(*outlines: shapely.Polygon, height: float = np.inf) -> Buildings:
    found = np.empty(len(outlines), np.object_)
    found[:] = outlines
    return Buildings(found, np.full(len(outlines), height))


def test_a_disc_and_a_sector_have_the_areas_of_closed_forms():
    sights = eyes((0, 0, np.nan, 360, 100), (50, -20, 30, 90, 80))
    assert sights.area_m2 == pytest.approx([np.pi * 1e4, np.pi * 6400 / 4])
    assert [area.area for area in sight_areas(sights)] == pytest.approx(list(sights.area_m2), rel=3e-3)


def test_the_share_of_a_dense_grid_that_a_sector_sees_is_its_area():
    grid = np.arange(-150.0, 150.0, 1.0) + 0.5
    x, y = (each.ravel() for each in np.meshgrid(grid, grid))
    sights = eyes((0, 0, 200, 75, 120))
    assert seen_by(sights, x, y).nnz == pytest.approx(np.pi * 120**2 * 75 / 360, rel=0.005)


def test_headings_turn_clockwise_from_north():
    x, y = np.array([0.0, 10.0, 0.0, -10.0]), np.array([10.0, 0.0, -10.0, 0.0])
    for quarter in range(4):
        seen = seen_by(eyes((0, 0, 90.0 * quarter, 60, 20)), x, y)
        assert seen.indices.tolist() == [quarter]


def test_a_view_goes_through_north_and_sees_the_foot_of_its_mast():
    x, y = np.array([-1.0, 1.0, 0.0]), np.array([10.0, 10.0, 0.0])
    assert seen_by(eyes((0, 0, 350, 40, 20)), x, y).indices.tolist() == [0, 1, 2]


@given(
    st.lists(
        st.tuples(
            st.floats(-100, 100),
            st.floats(-100, 100),
            st.one_of(st.floats(0, 359.9), st.just(float("nan"))),
            st.floats(1, 359),
            st.floats(0, 90),
        ),
        min_size=1,
        max_size=6,
    ),
    st.lists(st.tuples(st.floats(-150, 150), st.floats(-150, 150)), min_size=1, max_size=20),
)
def test_the_matrix_is_what_pairs_say_one_by_one(rows, points):
    rows = [(x, y, heading, 360.0 if np.isnan(heading) else view, r) for x, y, heading, view, r in rows]
    x, y = (np.array(each, float) for each in zip(*points, strict=True))
    seen = seen_by(eyes(*rows), x, y).toarray()
    for row, (ex, ey, heading, view, reach) in enumerate(rows):
        for point in range(len(x)):
            far = np.hypot(x[point] - ex, y[point] - ey)
            turn = np.degrees(np.arctan2(x[point] - ex, y[point] - ey)) - heading
            off = abs((turn + 180) % 360 - 180)
            if abs(far - reach) < 1e-6 or (view < 360 and abs(off - view / 2) < 1e-6):
                continue
            expected = far <= reach and (view >= 360 or far <= 0.5 or off <= view / 2)
            assert seen[row, point] == expected


def test_a_wall_hides_what_is_behind_it_and_nothing_else():
    wall = buildings(shapely.box(40, -10, 45, 10))
    x, y = np.array([80.0, 30.0, 80.0, 42.0]), np.array([0.0, 0.0, 60.0, 0.0])
    assert seen_by(eyes((0, 0, np.nan, 360, 200)), x, y, wall).indices.tolist() == [1, 2, 3]


def test_a_camera_on_a_roof_sees_over_its_own_house():
    house = buildings(shapely.box(-10, -10, 10, 10))
    assert seen_by(eyes((0, 0, np.nan, 360, 200)), np.array([50.0]), np.array([0.0]), house).nnz == 1


def test_touching_a_wall_is_not_passing_through_it():
    wall = buildings(shapely.box(0, 0, 50, 10))
    eye = eyes((0, 0, np.nan, 360, 200))
    assert seen_by(eye, np.array([80.0, 25.0]), np.array([0.0, 20.0]), wall).indices.tolist() == [0]


@pytest.mark.parametrize(("roof", "seen"), [(2.9, True), (3.2, False)])
def test_a_low_building_hides_only_below_its_roof(roof, seen):
    """From 6 m down to 1.5 m over 100 m the line is 3.3 m high at 60 m, 3.075 m at 65 m."""
    low = buildings(shapely.box(60, -5, 65, 5), height=roof)
    found = seen_by(eyes((0, 0, np.nan, 360, 200)), np.array([100.0]), np.array([0.0]), low)
    assert bool(found.nnz) is seen


@settings(max_examples=25)
@given(
    st.lists(
        st.tuples(st.floats(-80, 80), st.floats(-80, 80), st.floats(2, 30), st.floats(2, 30)),
        min_size=1,
        max_size=4,
    ),
    st.integers(0, 2**31),
)
def test_shadows_and_lines_of_sight_tell_the_same(boxes, seed):
    walls = buildings(*(shapely.box(x, y, x + w, y + h) for x, y, w, h in boxes))
    if any(outline.distance(shapely.Point(0, 0)) < 2 for outline in walls.outlines):
        return
    dice = np.random.default_rng(seed)
    x, y = dice.uniform(-70, 70, (2, 200))
    area = sight_areas(eyes((0, 0, np.nan, 360, 120)), walls)[0]
    clear = ~hidden((np.zeros(200), np.zeros(200), np.full(200, 6.0)), (x, y), 1.5, walls)
    points = shapely.points(x, y)
    inside = np.any([shapely.contains(outline, points) for outline in walls.outlines], axis=0)
    edge = shapely.distance(area.boundary, points) < 0.15
    judged = ~inside & ~edge
    assert (shapely.contains(area, points)[judged] == clear[judged]).all()
