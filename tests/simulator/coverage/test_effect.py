from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_matrix

from camproof.simulator.coverage import effect_of, share_over_time

PERIOD_H = 20.0


def _effect(rows, outages, weight):
    seen = csr_matrix(np.array(rows, np.int8))
    unit, down, up = (np.array(each) for each in zip(*outages, strict=True)) if outages else ([], [], [])
    return effect_of(
        seen, weight, np.array(unit, np.int32), np.array(down, float), np.array(up, float), PERIOD_H
    )


def test_a_point_with_two_cameras_is_dark_while_both_are_down():
    weight = np.array([1.0, 3.0])
    found = _effect([[1, 1], [1, 0]], [(0, 2, 8), (1, 5, 12)], weight)
    assert found.dark_h.tolist() == [3, 6]
    assert found.share == pytest.approx(1 - (1 * 3 + 3 * 6) / (4 * PERIOD_H))
    assert found.worst(1).tolist() == [1]
    assert [each.tolist() for each in found.spans] == [[0, 1], [5, 2], [8, 8]]


def test_a_point_without_a_camera_is_always_dark():
    found = _effect([[1, 0]], [], np.array([1.0, 1.0]))
    assert found.dark_h.tolist() == [0, PERIOD_H]
    assert share_over_time(found, np.array([1.0, 1.0]), PERIOD_H, 5.0).tolist() == [0.5] * 4


def test_outages_that_follow_at_once_and_reach_beyond_the_period():
    found = _effect([[1]], [(0, -3, 2), (0, 2, 4), (0, 18, 30)], np.ones(1))
    assert found.dark_h.tolist() == [6]


def test_one_camera_of_known_availability():
    found = _effect([[1]], [(0, 5, 6)], np.ones(1))
    assert found.share == pytest.approx(1 - 1 / PERIOD_H)
    assert share_over_time(found, np.ones(1), PERIOD_H, 4.0) == pytest.approx([1, 0.75, 1, 1, 1])


def test_a_camera_that_is_down_throughout_counts_once():
    weight = np.array([1.0, 1.0])
    found = _effect([[1, 0]], [(0, 0, PERIOD_H)], weight)
    assert share_over_time(found, weight, PERIOD_H, 10.0) == pytest.approx([0, 0])


@st.composite
def _cities(draw):
    cameras, points = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    rows = draw(
        st.lists(
            st.lists(st.integers(0, 1), min_size=points, max_size=points), min_size=cameras, max_size=cameras
        )
    )
    outages = []
    for camera in range(cameras):
        edges = sorted(draw(st.lists(st.integers(-2, 24), max_size=6)))
        outages += [(camera, edges[at], edges[at + 1]) for at in range(0, len(edges) - 1, 2)]
    return rows, outages


@given(_cities(), st.randoms(use_true_random=False))
def test_it_is_what_looking_every_quarter_of_an_hour_tells(city, dice):
    """All edges are whole hours, so that the middles of quarters tell exactly."""
    rows, outages = city
    weight = np.arange(1.0, len(rows[0]) + 1)
    dice.shuffle(outages)
    found = _effect(rows, outages, weight)
    dark = np.zeros(len(weight))
    over_time = []
    for hour in range(int(PERIOD_H)):
        works = [
            not any(unit == camera and down <= hour < up for unit, down, up in outages)
            for camera in range(len(rows))
        ]
        sees = np.array(
            [any(r[p] and w for r, w in zip(rows, works, strict=True)) for p in range(len(weight))]
        )
        dark += ~sees
        over_time.append(weight[sees].sum() / weight.sum())
    assert found.dark_h == pytest.approx(dark)
    assert found.share == pytest.approx(np.mean(over_time))
    assert share_over_time(found, weight, PERIOD_H, 1.0) == pytest.approx(over_time)
