from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.classes import CameraClass
from camproof.domain.errors import InputError, InventoryError
from camproof.domain.inventory import Inventory, InventoryOptions, parse_inventory, read_inventory
from camproof.domain.stream import StreamProfile
from camproof.protocols.gb28181.ids import DeviceCode

_REPOSITORY = Path(__file__).parents[3]
_SHARED = Path(os.environ.get("CAMPROOF_SHARED", _REPOSITORY.parent / "shared"))
_TRAFFORD = _SHARED / "data" / "trafford-cctv.csv"
_REGION = InventoryOptions(region="340200")
_CODE = "3402000000132000000"


def _read(text: str, options: InventoryOptions = _REGION) -> Inventory:
    return parse_inventory(text.encode(), "a.csv", options)


def _issues(inventory: Inventory) -> list[str]:
    return [issue.text for issue in inventory.issues]


@pytest.mark.skipif(not _TRAFFORD.exists(), reason="the Trafford inventory is not here (see CAMPROOF_SHARED)")
def test_ninety_eight_real_cameras() -> None:
    inventory = read_inventory(_TRAFFORD, region="340200", default_class=CameraClass.KEY_PUBLIC_AREA)
    assert len(inventory.records) == 98
    assert inventory.issues == ()
    first = inventory.records[0]
    assert (first.code, first.name) == ("34020000001320000001", "Trafford Wharf Road (Trafford Park)")
    assert (first.longitude, first.latitude) == (-2.284777, 53.464515)
    assert first.camera_class is CameraClass.KEY_PUBLIC_AREA
    assert len({record.code for record in inventory.records}) == 98
    assert inventory.columns["name"] == "location"
    assert (
        "98 codes are made from region 340200, type 132; their serial is column 'camera_id'"
        in inventory.notes
    )


def test_a_chinese_inventory() -> None:
    text = (
        "国标编码,名称,经度,纬度,类别,区县,国标版本,信令传输,主码流,管理单位\n"
        f"{_CODE}1,东门广场,118.376451,31.352859,重点公共区域,镜湖区,2022,TCP,1080p25 h265 2 Mbit/s,一所\n"
        f"{_CODE}2,西站进站口,118.385,31.36,二类,弋江区,2.0,udp,720p25 h264 1 Mbit/s,\n"
    )
    for encoding in ("utf-8", "utf-8-sig", "gb18030"):
        inventory = parse_inventory(text.encode(encoding), "a.csv", InventoryOptions())
        first, second = inventory.records
        assert (first.name, first.district, first.edition, first.sip_transport) == (
            "东门广场",
            "镜湖区",
            "2022",
            "tcp",
        )
        assert first.stream == StreamProfile("H265", 1920, 1080, 25, 2000)
        assert (first.camera_class, second.camera_class) == (
            CameraClass.KEY_PUBLIC_AREA,
            CameraClass.KEY_INDUSTRY,
        )
        assert (first.attribute("管理单位"), second.attribute("管理单位", "none")) == ("一所", "none")
        assert inventory.issues == ()
    assert "the file is read as gb18030" in inventory.notes


def test_every_default_is_stated() -> None:
    options = replace(_REGION, group="shops", default_district="east", edition="2022", sip_transport="tcp")
    inventory = _read("id,vendor\n7,Acme\n9,\n", options)
    first = inventory.records[0]
    assert (first.name, first.code, first.group) == ("camera 7", f"{_CODE}7", "shops")
    assert first.attributes == (("id", "7"), ("vendor", "Acme"))
    assert inventory.notes == (
        "id is read from column 'id'",
        "kept as attributes: 'vendor'",
        "2 codes are made from region 340200, type 132; their serial is column 'id'",
        "no column gives the class: every camera has class social",
        "no column gives the district: every camera has district 'east'",
        "no column gives the edition: every camera has edition 2022",
        "no column gives the transport: every camera has SIP over TCP",
        "no column gives the stream: every camera has stream 720p25 h264 1 Mbit/s",
        "no column gives the name: cameras are called by their number or code",
        "no column gives coordinates: no camera has any",
    )


def test_empty_cells_take_the_default_and_a_note_says_so() -> None:
    inventory = _read("name;class;district\na;social;east\nb;;\n\n")
    assert inventory.records[1].district == "all"
    assert "where the class is empty, a camera has class social" in inventory.notes
    assert "where the district is empty, a camera has district 'all'" in inventory.notes
    assert "its cells are parted by semicolon" in inventory.notes
    assert "blank lines passed over: 1" in inventory.notes


def test_a_column_of_ids_that_are_codes_is_the_column_of_codes() -> None:
    inventory = _read(f"id,name\n{_CODE}1,a\n{_CODE}2,b\n", InventoryOptions())
    assert [record.code for record in inventory.records] == [f"{_CODE}1", f"{_CODE}2"]
    assert inventory.columns == {"name": "name", "code": "id"}


def test_bad_rows_are_all_named_with_their_lines() -> None:
    text = (
        "code,name,class\n"
        f"{_CODE}1,a,social\n"
        "34020,b,social\n"
        f"{_CODE}1,c,social\n"
        "3.4020000001320E+19,d,social\n"
        f"{_CODE}5,e,sozial\n"
        "34020000002000000001,f,social\n"
        f"{_CODE}7,g,social,h\n"
    )
    with pytest.raises(InventoryError) as caught:
        _read(text)
    assert str(caught.value).splitlines() == [
        "a.csv: 6 rows cannot be used (mend them, or skip bad rows)",
        "  a.csv, line 3, field 'code': '34020' is no code of 20 digits (it has 5 digits)",
        f"  a.csv, line 4, field 'code': code {_CODE}1 is already in line 2",
        "  a.csv, line 5, field 'code': '3.4020000001320E+19' is no code of 20 digits (a spreadsheet made a "
        "number of it: format the column as text and enter the code again)",
        "  a.csv, line 6, field 'class': 'sozial' is no camera class (did you mean 'social'?)",
        "  a.csv, line 7, field 'code': the type 200 in code 34020000002000000001 is no front-end device but "
        "central signalling control server (cameras have 131 or 132)",
        "  a.csv, line 8: the row has 4 cells, the header 3 (a cell that holds the delimiter must stand in "
        "quotation marks)",
    ]
    kept = _read(text, replace(_REGION, skip_bad_rows=True))
    assert [record.name for record in kept.records] == ["a"]
    assert [issue.line for issue in kept.refused] == [3, 4, 5, 6, 7, 8]


@pytest.mark.parametrize(
    ("header", "cell", "sentence"),
    [
        ("edition", "2011", "'2011' is no edition of GB/T 28181"),
        ("transport", "sctp", "'sctp' is no transport of SIP (known are udp, tcp)"),
        ("stream", "4k", "'4k' is no stream"),
    ],
)
def test_words_of_a_row(header: str, cell: str, sentence: str) -> None:
    with pytest.raises(InventoryError) as caught:
        _read(f"name,{header}\na,{cell}\n")
    assert sentence in str(caught.value)
    assert f"line 2, field '{header}'" in str(caught.value)


def test_no_usable_row_is_an_error_even_when_bad_rows_are_skipped() -> None:
    with pytest.raises(InventoryError, match="there is no camera in it") as caught:
        _read("code\n1\n", replace(_REGION, skip_bad_rows=True))
    assert len(caught.value.problems) == 1
    with pytest.raises(InventoryError, match="there is no camera in it"):
        _read("id,name\n")


def test_coordinates_never_cost_a_camera() -> None:
    text = (
        "name,longitude,latitude\na,118.1,31.1\nb,,\nc,31.2,118.2\nd,118.3,\ne,118.1,31.1\nf,118.4,31.4\n"
        "g,118.5,31.5\nh,31.6,118.6\ni,x,31\n"
    )
    inventory = _read(text)
    assert len(inventory.records) == 9
    assert [record.name for record in inventory.records if record.longitude is None] == [
        "b",
        "c",
        "d",
        "h",
        "i",
    ]
    assert _issues(inventory) == [
        "a.csv, line 3, field 'longitude': the camera has no coordinates",
        "a.csv, line 4, field 'latitude': latitude 118.2 is more than 90 degrees (the two look swapped)",
        "a.csv, line 5, field 'latitude': there is a longitude but no latitude",
        "a.csv, line 6, field 'longitude': the camera has the same coordinates as the one in line 2",
        "a.csv, line 9, field 'latitude': latitude 118.6 is more than 90 degrees (the two look swapped)",
        "a.csv, line 10, field 'longitude': 'x' is no number of degrees (write degrees such as 118.376451)",
    ]


def test_names_stay_as_they_are() -> None:
    inventory = _read("name\n东门&广场<1>\nČáslavská\n,\n")
    assert [record.name for record in inventory.records] == ["东门&广场<1>", "Čáslavská"]
    assert _issues(inventory) == [
        "a.csv, line 3, field 'name': 'Č' in the name is not in GB 2312 "
        "(that is the character set of the 2016 edition)"
    ]
    assert _read("name\nČáslavská\n", replace(_REGION, edition="2022")).issues == ()


def test_made_codes_pass_over_those_in_use() -> None:
    options = replace(_REGION, taken=frozenset({f"{_CODE}1"}))
    inventory = _read(f"code,name\n,a\n{_CODE}2,b\n,c\n", options)
    assert [record.code[-1] for record in inventory.records] == ["3", "2", "4"]
    assert _issues(inventory)[0] == f"a.csv, line 2, field 'code': the camera has no code; it got {_CODE}3"
    with pytest.raises(InventoryError, match="already another camera's"):
        _read(f"code\n{_CODE}1\n", options)


def test_numbers_given_twice_are_named_and_not_used_as_serials() -> None:
    inventory = _read("id,name\n5,a\n5,b\n")
    assert [record.code[-1] for record in inventory.records] == ["1", "2"]
    assert _issues(inventory) == ["a.csv, line 3, field 'id': number '5' is already in line 2"]
    assert (
        "2 codes are made from region 340200, type 132; their serial is a running number" in inventory.notes
    )


def test_codes_cannot_be_made_without_a_region() -> None:
    with pytest.raises(InventoryError, match="give a region of 6 or 8 digits"):
        _read("name\na\n", InventoryOptions())
    with pytest.raises(InputError, match="'34' is no region"):
        _read("name\na\n", InventoryOptions(region="34"))


def test_odd_codes_are_used_and_named() -> None:
    inventory = _read("code\n99020000001320000001\n")
    assert "unknown province" in _issues(inventory)[0]


def test_files_that_are_not_there(tmp_path: Path) -> None:
    with pytest.raises(InventoryError, match="cannot be read"):
        read_inventory(tmp_path / "none.csv")
    with pytest.raises(InventoryError, match="cannot be read"):
        read_inventory(tmp_path)


def test_mapping_and_other_options_reach_the_reader(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes("Bezeichnung|Länge|Breite\nTor|8.5|50.1\n".encode("latin-1"))
    mapping = {"name": "Bezeichnung", "longitude": "Länge", "latitude": "Breite"}
    inventory = read_inventory(path, region="340200", mapping=mapping, encoding="latin-1", delimiter="|")
    record = inventory.records[0]
    assert (record.name, record.longitude, record.latitude) == ("Tor", 8.5, 50.1)


_CELLS = st.sampled_from(
    ["", "1", "a", "东门", f"{_CODE}1", "118.3", "31.3", "social", '"', ",", "\n", "1e9", "é"]
)
_HEADS = st.sampled_from(["id", "code", "name", "经度", "latitude", "class", "区县", "x", "", "edition"])


@given(
    st.lists(_HEADS, min_size=1, max_size=6),
    st.lists(st.lists(_CELLS, max_size=7), max_size=6),
    st.booleans(),
)
def test_each_row_is_a_camera_or_named(heads: list[str], rows: list[list[str]], skip: bool) -> None:
    quoted = ['"' + cell.replace('"', '""') + '"' for row in [heads, *rows] for cell in row]
    cells = iter(quoted)
    text = "\r\n".join(",".join(next(cells) for _ in row) for row in [heads, *rows])
    filled = sum(any(cell.strip() for cell in row) for row in rows)
    try:
        inventory = _read(text, replace(_REGION, skip_bad_rows=skip))
    except InputError:
        return
    lines = {issue.line for issue in inventory.refused}
    if any(head for head in heads):
        assert len(inventory.records) + len(lines) == filled
    codes = [DeviceCode(record.code) for record in inventory.records]
    assert len(set(codes)) == len(codes)
    assert all(record.name for record in inventory.records)


@given(st.binary(max_size=200) | st.binary(max_size=150).map(lambda tail: b"id,name,longitude\n" + tail))
def test_any_bytes_give_an_inventory_or_the_rooms_error(data: bytes) -> None:
    try:
        inventory = parse_inventory(data, "a.csv", _REGION)
    except InputError:
        return
    assert all(len(camera.code) == 20 for camera in inventory.records)
