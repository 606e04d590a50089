"""The order of cameras in an inventory changes neither their network nor what becomes of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from camproof.simulator.answers import figures
from camproof.simulator.examples import TRAFFORD
from camproof.simulator.inputs import open_city
from camproof.simulator.layout import lay_out
from camproof.simulator.layout.by_code import CAMERA_COLUMNS, code_order
from camproof.simulator.made import made_city
from camproof.simulator.model import Asked, prepared, replicate
from camproof.simulator.values import CitySpec, Inventory, NetworkRules

RULES = NetworkRules(
    cameras_per_switch=4,
    switches_per_ring=5,
    cameras_per_recorder=7,
    disks_per_recorder=2,
    cameras_per_media_group=15,
    cameras_per_sip_group=25,
)


@pytest.fixture(scope="module")
def spec() -> CitySpec:
    return replace(open_city(TRAFFORD).spec, rules=RULES, period_h=4000.0)


@pytest.fixture(scope="module")
def inventory() -> Inventory:
    """98 cameras, of which each ten stand on one mast."""
    found = open_city(TRAFFORD).inventory
    mast = np.arange(98) // 10 * 10
    return replace(found, x_m=found.x_m[mast], y_m=found.y_m[mast])


@pytest.fixture(scope="module")
def mixed() -> np.ndarray:
    return np.random.default_rng(4).permutation(98)


def test_each_camera_hangs_where_it_did(inventory: Inventory, mixed: np.ndarray) -> None:
    one, other = lay_out(inventory, RULES), lay_out(inventory.rows(mixed), RULES)
    for name in CAMERA_COLUMNS:
        assert np.array_equal(getattr(one, name)[mixed], getattr(other, name)), name
    for name in ("node_x_m", "node_feeder", "link_a", "link_b", "link_km", "recorder_node"):
        assert np.array_equal(getattr(one, name), getattr(other, name)), name


def test_the_totals_are_the_same(spec: CitySpec, inventory: Inventory, mixed: np.ndarray) -> None:
    found = []
    for each in (inventory, inventory.rows(mixed)):
        city = prepared(spec, each, lay_out(each, RULES))
        found.append(figures(city, replicate(city, 3, 0, Asked(demand=False))))
    assert found[0].keys() == found[1].keys()
    for key, value in found[0].items():
        assert found[1][key] == pytest.approx(value, rel=1e-6, abs=1e-6), key.title


def test_codes_count_by_their_length_first(inventory: Inventory) -> None:
    codes = tuple(str(98 - row) for row in range(98))
    assert code_order(replace(inventory, codes=codes)).tolist() == list(range(97, -1, -1))
    assert code_order(inventory) is None
    assert code_order(made_city(20, 1)) is None
