"""When what is above the cameras keeps their recordings away, or loses them: by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from camproof.simulator.availability import Above, Infrastructure, above, parents_of, picture_above
from camproof.simulator.reach import reach_plan
from camproof.simulator.values import Kind, Network, Outages
from tests.simulator.conftest import NetworkOf
from tests.simulator.kit import inventory_of

PERIOD_H = 100.0
CORE, HUB, SWITCH = 0, 1, 2
UP, DOWN = 0, 1
"""The links: from the core to the hub, from the hub to the switch."""


@pytest.fixture
def line(network_of: NetworkOf) -> Network:
    """Core, hub and switch in a line, each a zone of its own."""
    return network_of([0, 1, 2], [(CORE, HUB), (HUB, SWITCH)], core=[CORE], camera_node=[])


def outages(*rows: tuple[int, float, float]) -> Outages:
    unit, down_h, up_h = zip(*rows, strict=True)
    return Outages(
        np.array(unit, np.int32),
        np.full(len(rows), Kind.LINK, np.int8),
        np.array(down_h, float),
        np.array(up_h, float),
    )


def played(
    network: Network,
    places: Sequence[tuple[int, int]],
    retention_d: float | Sequence[float] = 0.0,
    edge_h: float = 0.0,
    **down: Any,
) -> tuple[Above, np.ndarray]:
    """What is above cameras at nodes (the first of a pair), each with a recorder at a node (the second).

    :returns: that, and the group of each camera.
    """
    count = len(places)
    own = np.arange(count, dtype=np.int32)
    network = replace(
        network,
        camera_node=np.array([node for node, _ in places], np.int32),
        camera_km=np.zeros(count),
        camera_feeder=np.full(count, -1, np.int32),
        camera_battery_h=np.zeros(count),
        camera_mbit=np.ones(count),
        edge_storage_h=np.full(count, edge_h),
        camera_recorder=own,
        recorder_node=np.array([at for _, at in places], np.int32),
        recorder_disks=np.full(count, 4, np.int32),
        recorder_spares=np.ones(count, np.int32),
        camera_media=np.full(count, -1, np.int32),
        camera_sip=np.full(count, -1, np.int32),
    )
    inventory = replace(
        inventory_of(count), retention_d=np.broadcast_to(np.asarray(retention_d), count) * 1.0
    )
    parents = parents_of(inventory, network)
    given = (network, reach_plan(network), parents, Infrastructure(**down))
    found = above(*given, period_h=PERIOD_H)
    alone = picture_above(*given, period_h=PERIOD_H)
    assert [alone.of(row) for row in range(alone.owners)] == [
        found.picture.of(row) for row in range(alone.owners)
    ]
    return found, parents.of_camera


@pytest.mark.parametrize(
    ("camera", "recorder", "up", "down"),
    [
        (SWITCH, HUB, [], [(30, 40)]),  # at the anchor of the camera's zone: the core is not needed
        (SWITCH, CORE, [(10, 20)], [(30, 40)]),
        (HUB, HUB, [], []),  # at the camera's own node
        (HUB, CORE, [(10, 20)], []),
        (HUB, SWITCH, [(10, 20)], [(30, 40)]),  # neither: both must be reached from the core
    ],
)
def test_a_recorder_is_reached_over_what_lies_between(
    line: Network,
    camera: int,
    recorder: int,
    up: list[tuple[float, float]],
    down: list[tuple[float, float]],
) -> None:
    found, _ = played(line, [(camera, recorder)], links=outages((UP, 10, 20), (DOWN, 30, 40)))
    assert found.way.of(0) == found.recorded.of(0) == [*up, *down]
    behind = [(30, 40)] if camera == SWITCH else []
    assert found.offline.of(0) == [(10, 20), *behind]


@pytest.mark.parametrize("camera", [HUB, SWITCH])
def test_a_recorder_goes_down_with_its_node(line: Network, camera: int) -> None:
    found, _ = played(line, [(camera, HUB)], nodes=outages((HUB, 5, 9)))
    assert found.recorded.of(0) == found.way.of(0) == [(5, 9)]


def test_cameras_keep_the_last_hours_of_a_gap_themselves(line: Network) -> None:
    cut = outages((DOWN, 10, 13), (DOWN, 30, 40))
    found, _ = played(line, [(SWITCH, HUB)], edge_h=4.0, links=cut)
    assert found.way.of(0) == [(10, 13), (30, 40)]
    assert found.recorded.of(0) == [(30, 36)]


def test_lost_disks_take_what_was_kept_with_them_as_far_back_as_the_retention(line: Network) -> None:
    disks = outages((0, 40, 60), (1, 50, 55), (4, 70, 80), (9, 20, 30), (10, 25, 26))
    places = [(SWITCH, HUB)] * 3
    found, group = played(line, places, retention_d=[1.0, 1.0, 2.0], disks=disks)
    assert found.recorded.of(group[0]) == [(26, 55)]  # both down from 50 h on, a day is kept
    assert found.recorded.of(group[1]) == []  # the spare disk carries one
    assert found.recorded.of(group[2]) == [(0, 26)]  # nothing is lost before the period
    assert found.picture.begin.size == 0


def test_a_camera_without_a_recorder_is_never_recorded(line: Network) -> None:
    network = replace(
        line,
        camera_node=np.array([SWITCH], np.int32), camera_km=np.zeros(1),
        camera_feeder=np.full(1, -1, np.int32), camera_battery_h=np.zeros(1), camera_mbit=np.ones(1),
        edge_storage_h=np.full(1, 50.0), camera_recorder=np.full(1, -1, np.int32),
        camera_media=np.full(1, -1, np.int32), camera_sip=np.full(1, -1, np.int32),
        recorder_node=np.array([HUB], np.int32), recorder_disks=np.array([4], np.int32),
        recorder_spares=np.array([1], np.int32),
    )  # fmt: skip
    parents = parents_of(inventory_of(1), network)
    found = above(network, reach_plan(network), parents, Infrastructure(), period_h=PERIOD_H)
    assert found.recorded.of(0) == [(0, 100)]
