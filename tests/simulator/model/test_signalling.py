"""What keepalives and renewed registrations take of the SIP servers, against the sum by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.answers import LOADS, Key, figures
from camproof.simulator.layout import lay_out
from camproof.simulator.model import Asked, City, prepared, replicate, signalling_notes, sip_loads
from camproof.simulator.values import ServiceTimes

SERVICE = ServiceTimes(
    keepalive_s=0.4, keepalive_interval_s=60.0, register_s=3.6, registration_expires_s=3600.0
)
EACH = 0.4 / 60 + 3.6 / 3600


def served(city: City, service: ServiceTimes, **rules: int) -> City:
    traffic = replace(city.spec.traffic, service=service)
    spec = replace(city.spec, traffic=traffic, rules=replace(city.spec.rules, **rules))
    return prepared(spec, city.inventory, lay_out(city.inventory, spec.rules))


def loads(city: City) -> dict[str, float]:
    found = figures(city, replicate(city, 1, 0, Asked(causes=False, demand=False)))
    return {key.of: value for key, value in found.items() if key.measure == "peak SIP server load"}


def test_one_group_has_one_load(small_city: Callable[..., City]) -> None:
    city = served(small_city(300), SERVICE)
    joined = int(city.inventory.networked.sum())
    assert loads(city) == {"": pytest.approx(joined * EACH)}
    twice = served(city, replace(SERVICE, workers=2), sip_needed=2)
    assert loads(twice) == {"": pytest.approx(joined * EACH / 4)}


def test_several_groups_have_one_each(small_city: Callable[..., City]) -> None:
    city = served(small_city(300), SERVICE, cameras_per_sip_group=100)
    found = loads(city)
    counts = np.bincount(city.network.camera_sip)
    assert len(counts) > 1
    assert sip_loads(city.network, SERVICE) == pytest.approx(counts * EACH)
    assert found.pop("") == pytest.approx(counts.max() * EACH)
    assert list(found.values()) == pytest.approx(counts * EACH)


def test_what_can_never_keep_up_is_told(small_city: Callable[..., City]) -> None:
    city = served(small_city(300), SERVICE)
    assert sip_loads(city.network, SERVICE)[0] > 1
    (note,) = signalling_notes(city.network, SERVICE)
    assert note.startswith("SIP servers, group 1: keepalives and registrations of 300 cameras take 230 %")
    assert "can never keep up" in note
    assert signalling_notes(city.network, ServiceTimes()) == ()


@pytest.mark.parametrize(("share", "told"), [(0.79, ""), (0.81, "5.3 times as long"), (0.95, "20.0 times")])
def test_what_only_just_keeps_up_is_told(small_city: Callable[..., City], share: float, told: str) -> None:
    near = replace(SERVICE, keepalive_s=60.0 * share / 300, register_s=0.0)
    found = signalling_notes(served(small_city(300), near).network, near)
    assert [told in note for note in found] == ([True] if told else [])


def test_it_may_be_above_all_that_there_is() -> None:
    assert Key("peak SIP server load", "share").measure in LOADS
