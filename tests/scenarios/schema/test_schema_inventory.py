from __future__ import annotations

import pytest

from camproof.domain.classes import CameraClass
from camproof.scenarios.schema import InputErrors

SCENARIO = """\
scenario: Shops
proves: Cameras of an inventory join.
cameras:
  - {name: made, count: 2, district: north}
  - {name: shops, inventory: shops.csv, class: key-industry, district: [east, west], edition: [2016, 2022]}
for: 5 s
timeline: [{at: 0 s, do: watch, on: {group: Gate}}]
network: {west: {delay: 1 ms}}
"""
CSV = "编号,名称,经度,纬度\n1,Gate,118.35,31.35\n2,Hall,118.36,31.36\n3,Yard,118.37,31.37\n"


def test_traits_without_a_column_are_dealt(load, tmp_path):
    (tmp_path / "shops.csv").write_text(CSV)
    group = load(SCENARIO).cameras[1]
    assert group.count == 3
    assert [record.name for record in group.records] == ["Gate", "Hall", "Yard"]
    assert [record.district for record in group.records] == ["east", "west", "east"]
    assert {record.edition for record in group.records} == {"2016", "2022"}
    assert {record.camera_class for record in group.records} == {CameraClass.KEY_INDUSTRY}
    assert {record.group for record in group.records} == {"shops"}
    assert all(record.code.startswith("34020000") for record in group.records)
    assert group.notes


def test_what_the_file_says_is_the_files(load, tmp_path):
    (tmp_path / "shops.csv").write_text("id,name,district,group\n1,Gate,west,a\n2,Hall,south,shops\n")
    group = load(SCENARIO).cameras[1]
    assert [record.district for record in group.records] == ["west", "south"]
    assert [record.attribute("group") for record in group.records] == ["a", ""]


def test_columns_can_be_named(load, tmp_path):
    (tmp_path / "shops.csv").write_text("n,what\n1,Gate\n2,Hall\n")
    text = SCENARIO.replace("inventory: shops.csv", "inventory: shops.csv, columns: {name: what, id: n}")
    assert [record.name for record in load(text).cameras[1].records] == ["Gate", "Hall"]


@pytest.mark.parametrize(
    ("old", "new", "file", "line", "field", "what"),
    [
        ("shops.csv", "shop.csv", "a.scenario.yaml", 5, "cameras.1.inventory", "there is no file 'shop.csv'"),
        ("shops.csv", '"a\\0b"', "a.scenario.yaml", 5, "cameras.1.inventory", "there is no file"),
        ("shops.csv", "shops.csv, count: 2", "a.scenario.yaml", 5, "cameras.1.count", "has its own count"),
        ("shops.csv", "shops.csv, columns: {nam: a}", "a.scenario.yaml", 5, "cameras.1.columns.nam", "'nam'"),
        (
            "shops.csv",
            "shops.csv, columns: {name: nam}",
            "a.scenario.yaml",
            5,
            "cameras.1.columns.name",
            "'nam' is no column of the file",
        ),
        (
            "{group: Gate}",
            "{group: Gat}",
            "a.scenario.yaml",
            7,
            "timeline.0.on.group",
            "no camera group or camera",
        ),
        ("west: {", "south: {", "a.scenario.yaml", 8, "network.south", "no camera is in a district"),
    ],
)
def test_mistakes(load, tmp_path, old, new, file, line, field, what):
    (tmp_path / "shops.csv").write_text(CSV)
    with pytest.raises(InputErrors) as caught:
        load(SCENARIO.replace(old, new))
    error = caught.value.errors[0]
    assert error.file.endswith(file)
    assert error.line == line
    assert error.field == field
    assert error.column
    assert what in error.what


def test_rows_that_cannot_be_used_are_named_with_file_and_line(load, tmp_path):
    (tmp_path / "shops.csv").write_text("code,name\n34020000001320000001,Gate\n3402,Hall\n99,Yard\n")
    with pytest.raises(InputErrors) as caught:
        load(SCENARIO)
    lines = [error.line for error in caught.value.errors if error.file.endswith("shops.csv")]
    assert lines == [3, 4]
    skipping = SCENARIO.replace("shops.csv,", "shops.csv, skip-bad-rows: true,").replace("west: {", "east: {")
    assert load(skipping.replace("{group: Gate}", "{group: shops}")).cameras[1].count == 1
