"""What each kind of failure costs: the short way gives the bits of the long one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.failing import Sort, fail_and_repair
from camproof.simulator.model import Asked, City, compose, figures_of, prepared
from camproof.simulator.values import Kind, Law, Outages, Shock

STORM = Shock(
    name="storm", kind=Kind.WEATHER, every=Law("fixed", 900.0), share=0.2, node_share=0.2,
    lasts=Law("fixed", 5.0), broken_share=0.3, skill="field",
)  # fmt: skip


@pytest.fixture(scope="module")
def stormy(small_city: Callable[..., City]) -> City:
    city = small_city(150, crews=3)
    return prepared(replace(city.spec, shocks=(STORM,)), city.inventory, city.network)


def test_only_what_a_kind_strikes_is_worked_out_anew_and_to_the_same_bits(stormy: City) -> None:
    city = stormy
    failing = fail_and_repair(
        city.groups, city.shocks, city.upkeep, city.repair,
        period_h=city.spec.period_h, seed=1, replication=0,
    )  # fmt: skip
    told = figures_of(city, failing, 1, 0, Asked(demand=False)).cause_h
    whole_h = float(compose(city, failing.outages).picture.hours.sum())
    happened = {Kind(int(cause)) for each in failing.outages.values() for cause in np.unique(each.cause)}
    assert {Kind.DISK, Kind.WEATHER, Kind.NODE, Kind.PICTURE, Kind.SIP_SERVER} <= happened
    assert list(told) == [kind.word for kind in sorted(happened)]
    for kind in happened:
        rest = compose(city, without(failing.outages, kind))
        assert told[kind.word] == whole_h - float(rest.picture.hours.sum()), kind
    assert told["disk"] == 0.0 < told["weather"]


def without(outages: Mapping[Sort, Outages], kind: Kind) -> dict[Sort, Outages]:
    columns = ("unit", "cause", "down_h", "up_h")
    return {
        sort: replace(each, **{name: getattr(each, name)[each.cause != kind] for name in columns})
        for sort, each in outages.items()
    }
