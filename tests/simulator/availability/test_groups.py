"""Servers that stand in for each other, and what a camera's own storage saves."""

from __future__ import annotations

import numpy as np
import pytest

from camproof.simulator.availability import failovers, own_dead
from camproof.simulator.reach import Intervals, merged
from camproof.simulator.values import Kind, Outages

PERIOD_H = 100.0


def outages(*rows: tuple[int, Kind, float, float]) -> Outages:
    unit, cause, down_h, up_h = zip(*rows, strict=True)
    return Outages(
        np.array(unit, np.int32), np.array(cause, np.int8), np.array(down_h, float), np.array(up_h, float)
    )


def sets(owners: int, *rows: tuple[int, float, float]) -> Intervals:
    owner, begin, end = zip(*rows, strict=True)
    return merged(np.array(owner), np.array(begin, float), np.array(end, float), owners, PERIOD_H)


def test_only_servers_that_serve_must_be_taken_over_from() -> None:
    # two groups: one of two servers needed; two of three needed
    down = outages(
        (0, Kind.SIP_SERVER, 10, 20), (1, Kind.SIP_SERVER, 30, 40),
        (2, Kind.SIP_SERVER, 50, 60), (4, Kind.SIP_SERVER, 70, 80),
    )  # fmt: skip
    found = failovers(down, np.array([2, 3], np.int32), np.array([1, 2], np.int32), 0.5, PERIOD_H)
    assert found.of(0) == [(10.0, 10.5)]
    assert found.of(1) == [(50.0, 50.25)]  # half of the group


def test_a_group_without_a_spare_server_has_nobody_to_take_over() -> None:
    down = outages((0, Kind.SIP_SERVER, 10, 20))
    found = failovers(down, np.array([1], np.int32), np.array([1], np.int32), 0.5, PERIOD_H)
    assert found.of(0) == []


@pytest.mark.parametrize(("edge_h", "lost"), [(0.0, [(0, 14)]), (6.0, [(0, 8)]), (20.0, [])])
def test_own_storage_lasts_over_one_gap(edge_h: float, lost: list[tuple[float, float]]) -> None:
    """Port down from 0 to 10 h, the way of its switch from 8 to 14 h: one gap of 14 h."""
    own = outages((0, Kind.ACCESS_LINK, 0, 10), (1, Kind.PICTURE, 0, 50))
    way = sets(1, (0, 8, 14))
    found = own_dead(own, np.full(2, edge_h), way, np.zeros(2, np.int64), PERIOD_H)
    assert found.of(0) == lost
    assert found.of(1) == []


def test_a_camera_that_is_dead_keeps_nothing() -> None:
    own = outages((0, Kind.CAMERA, 5, 9), (0, Kind.ACCESS_LINK, 8, 12))
    found = own_dead(own, np.array([10.0]), sets(1, (0, 90, 91)), np.zeros(1, np.int64), PERIOD_H)
    assert found.of(0) == [(5, 9)]
