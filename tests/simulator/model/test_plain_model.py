"""The city against a plain SimPy model with a process for each unit, on the same city and the same draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from camproof.simulator.layout import lay_out
from camproof.simulator.model import City, prepared, replicate
from camproof.simulator.values import FailureMode, Kind, Law
from tests.simulator.model.plain import Plain

MEDIA = FailureMode(
    name="media server", kind=Kind.MEDIA_SERVER, life=Law("exponential", 800.0), repair=Law("fixed", 40.0)
)


def city_of(small_city: Callable[..., City], edge_storage_h: float) -> City:
    """Rings with both ends at one node, so that a camera's recorder is at the one way out of its ring."""
    city = small_city(120)
    modes = (
        *(replace(mode, life=Law("exponential", 600.0)) if mode.kind is Kind.DISK else mode
          for mode in city.spec.modes),
        MEDIA,
    )  # fmt: skip
    service = replace(city.spec.traffic.service, failover_s=0.0)
    spec = replace(
        city.spec,
        modes=modes,
        period_h=1500.0,
        rules=replace(city.spec.rules, dual_homing=False, edge_storage_h=edge_storage_h),
        traffic=replace(city.spec.traffic, service=service),
    )
    inventory = replace(city.inventory, retention_d=city.inventory.retention_d / 6)
    return prepared(spec, inventory, lay_out(inventory, spec.rules))


@pytest.mark.parametrize(("number", "edge_storage_h"), [(0, 0.0), (1, 5.0)])
def test_hours_lost_are_those_of_a_process_for_each_unit(
    small_city: Callable[..., City], number: int, edge_storage_h: float
) -> None:
    city = city_of(small_city, edge_storage_h)
    plain = Plain(city, 11, number)
    replication = replicate(city, 11, number)
    for found_h, truth_h in (
        (replication.offline_h, plain.hours("offline")),
        (replication.lost_h, plain.hours("picture")),
        (replication.unrecorded_h, plain.unrecorded_h()),
    ):
        assert found_h.sum() > 100
        assert found_h.sum() == pytest.approx(truth_h.sum(), rel=1e-9)
    assert replication.camera_lost_h == pytest.approx(plain.hours("picture"), rel=1e-5)
    assert plain.hours("disks").any(), "disks were too few at some time"
    assert (plain.hours("picture") > plain.hours("offline")).any()
