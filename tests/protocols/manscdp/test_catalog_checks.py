from dataclasses import replace

import pytest

from camproof.protocols.gb28181.edition import Edition
from camproof.protocols.manscdp import CatalogItem, Node, check_catalog_item

CODE = "34020000001320000001"
GOOD = CatalogItem(
    device_id=CODE,
    name="东门",
    manufacturer="甲",
    model="M",
    civil_code="340200",
    address="路",
    parental=0,
    parent_id="34020000001180000001",
    register_way=1,
    secrecy=0,
    status="ON",
    longitude=118.3,
    latitude=31.3,
    ptz_type=1,
)


def whats(item, edition=Edition.GB2022):
    return [deviation.what for deviation in check_catalog_item(item, edition)]


@pytest.mark.parametrize(
    "item",
    [
        GOOD,
        CatalogItem(device_id="3402", name="芜湖"),
        CatalogItem(device_id="34020000002000000001", name="平台"),
        CatalogItem(device_id="34020000002160000001", name="组织", parent_id="34020000002150000001"),
    ],
)
def test_items_as_the_standard_wants_them(item):
    assert whats(item) == []


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"device_id": "12345"}, "no DeviceID"),
        ({"name": ""}, "no Name"),
        ({"manufacturer": ""}, "no Manufacturer"),
        ({"parental": None}, "no Parental"),
        ({"parental": 2}, "unknown Parental"),
        ({"status": "OK"}, "unknown Status"),
        ({"direction_type": 9}, "unknown DirectionType"),
        ({"ptz_type": 8}, "unknown PTZType"),
        ({"longitude": 1183.0}, "longitude"),
        ({"latitude": -91.0}, "latitude"),
        ({"civil_code": "340"}, "CivilCode"),
    ],
)
def test_what_is_missing_or_wrong(change, what):
    (found,) = whats(replace(GOOD, **change))
    assert what in found


def test_a_group_needs_a_parent():
    assert whats(CatalogItem(device_id="34020000002150000001", name="组")) == [
        "catalogue item has no ParentID"
    ]


def test_ptz_types_of_2022_are_unknown_in_2016():
    assert whats(replace(GOOD, ptz_type=6)) == []
    assert whats(replace(GOOD, ptz_type=6), Edition.GB2016) == ["catalogue item has an unknown PTZType"]


def test_what_was_noted_at_reading_comes_first():
    item = CatalogItem.from_nodes((*GOOD.to_nodes(), Node("Port", "x")))
    assert whats(item) == ["MANSCDP Port is not a number"]
