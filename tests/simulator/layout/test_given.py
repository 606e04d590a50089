from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.domain.errors import InputError
from camproof.simulator.examples import TRAFFORD
from camproof.simulator.inputs import open_city
from camproof.simulator.layout import broken_rules, lay_out
from camproof.simulator.values import ExplicitNetwork, Network, NetworkRules

NODES = """name,kind,longitude,latitude,feeder,battery
East,aggregation,-2.30,53.45,grid east,8 h
West,aggregation,-2.40,53.40,grid west,
HQ,core,-2.35,53.42,,
"""
LINKS = "from,to,km,rate\nEast,HQ,5.2,100 Gbit/s\nWest,HQ,,\nEast,West,9,\n"
CITY = open_city(TRAFFORD)
WORDS = st.sampled_from(
    (
        "access 1",
        "access 2",
        "core 1",
        "aggregation 1",
        "3",
        "5",
        "-1",
        "x",
        "",
        "core",
        "53.4",
        "nan",
        '"',
        "é",
    )
)
HEADERS = {
    "nodes": "name,kind,longitude,latitude,battery",
    "links": "from,to,km,rate",
    "cameras": "code,node,feeder",
}


def laid(folder: Path, rules: NetworkRules | None = None, **files: str) -> Network:
    paths = {}
    for name, text in files.items():
        paths[name] = folder / f"{name}.csv"
        paths[name].write_text(text, encoding="utf-8")
    network = lay_out(CITY.inventory, rules or NetworkRules(cameras_per_switch=8), ExplicitNetwork(**paths))
    assert broken_rules(network, CITY.inventory) == ()
    return network


def test_given_nodes_take_the_place_of_made_ones(tmp_path):
    network = laid(tmp_path, nodes=NODES)
    assert {"HQ", "East", "West", "access 1"} <= set(network.node_names)
    east = network.node_names.index("East")
    assert network.node_battery_h[east] == 8
    assert network.feeder_names[network.node_feeder[east]] == "grid east"
    assert (network.node_kind == 2).sum() == 1


def test_given_links_take_the_place_of_those_by_rule(tmp_path):
    network = laid(tmp_path, nodes=NODES, links=LINKS)
    names, columns = network.node_names, ("a", "b", "km", "mbit")
    values = zip(*(getattr(network, f"link_{each}") for each in columns), strict=True)
    found = {frozenset((names[a], names[b])): (km, mbit) for a, b, km, mbit in values}
    assert found[frozenset(("East", "HQ"))] == (5.2, 100_000)
    assert found[frozenset(("East", "West"))] == (9, 100_000)
    assert found[frozenset(("West", "HQ"))][0] > 1


def test_given_switches_get_the_nearest_cameras(tmp_path):
    nodes = "name,kind,longitude,latitude\nnorth,access,-2.30,53.47\nsouth,access,-2.35,53.38\n"
    network = laid(tmp_path, nodes=nodes)
    assert {network.node_names[node] for node in network.camera_node} == {"north", "south"}
    north = network.node_names.index("north")
    assert CITY.inventory.y_m[network.camera_node == north].min() > CITY.inventory.y_m.min()


def test_cameras_hang_where_the_file_says(tmp_path):
    network = laid(tmp_path, nodes=NODES, cameras="code,node,feeder\n3,East,\n5,,own line\n")
    codes = CITY.inventory.codes
    assert network.node_names[network.camera_node[codes.index("3")]] == "East"
    assert network.feeder_names[network.camera_feeder[codes.index("3")]] == "grid east"
    assert network.feeder_names[network.camera_feeder[codes.index("5")]] == "own line"


@pytest.mark.parametrize(
    ("files", "told"),
    [
        ({"links": "from,to\naccess 1,acces 2\n"}, "there is no node 'acces 2' (did you mean 'access 2'?)"),
        ({"links": "from,to\naccess 1,access 2\naccess 2,access 1\n"}, "joined in line 2 already"),
        ({"links": "from,to\naccess 1,access 1\n"}, "with itself"),
        ({"links": "from,to\naccess 1,access 2\naccess 2,access 3\n"}, "no way leads to the core"),
        ({"links": "from,km\naccess 1,3\n"}, "no column 'to'"),
        ({"nodes": "name,kind,longitude,latitude\nA,acess,1,2\n"}, "did you mean 'access'?"),
        ({"nodes": "name,kind,longitude,latitude\nA,core,-2.3,\n"}, "no latitude"),
        ({"nodes": "name,kind,longitude,latitude,battery\nA,core,-2.3,53,-4\n"}, "not between 0"),
        ({"cameras": "code,node\n9999,access 1\n"}, "no camera of the inventory is called '9999'"),
        ({"cameras": "code,node\n3,access 999\n"}, "there is no node 'access 999'"),
        ({"cameras": "code,node\n3,core 1\n"}, "is a core node"),
    ],
)  # fmt: skip
def test_mistakes_are_named(tmp_path, files, told):
    with pytest.raises(InputError) as wrong:
        laid(tmp_path, NetworkRules(cameras_per_switch=8, dual_homing=False), **files)
    assert told in str(wrong.value)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.sampled_from(("nodes", "links", "cameras")), st.lists(st.lists(WORDS, max_size=5), max_size=5))
def test_whatever_stands_in_a_file_only_input_errors_come_out(tmp_path, kind, rows):
    header = {
        "nodes": "name,kind,longitude,latitude,battery",
        "links": "from,to,km,rate",
        "cameras": "code,node,feeder",
    }
    text = "\n".join([header[kind], *(",".join(row) for row in rows)])
    try:
        network = laid(tmp_path, **{kind: text})
    except InputError:
        return
    assert np.isfinite(network.link_km).all()
