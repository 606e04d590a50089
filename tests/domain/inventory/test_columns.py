from __future__ import annotations

import pytest

from camproof.domain.errors import InventoryError, UnknownWordError
from camproof.domain.inventory.columns import _ALIASES, FIELDS, recognise
from camproof.verdicts.words import Place

_PLACE = Place("a.csv", 1)


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        (["camera_id", "location", "longitude", "latitude"], ["id", "name", "longitude", "latitude"]),
        (["编号", "名称", "经度", "纬度", "类别", "区县", "国标编码"],
         ["id", "name", "longitude", "latitude", "class", "district", "code"]),
        (["Device ID", "Camera-Name", "LON", "Lat.", "Point Type"],
         ["code", "name", "longitude", "latitude", "class"]),
        (["序号", "点位名称", "经度(°)", "纬度（WGS84）", "所属区县"],
         ["id", "name", "longitude", "latitude", "district"]),
    ],
)  # fmt: skip
def test_usual_names(header: list[str], expected: list[str]) -> None:
    columns = recognise(header, {}, _PLACE)
    assert sorted(columns.index, key=lambda field: columns.index[field]) == expected


def test_the_better_name_wins_and_the_other_is_kept() -> None:
    columns = recognise(["location", "name", "lon", "lat"], {}, _PLACE)
    assert columns.index["name"] == 1
    assert columns.others == (0,)


def test_cells_of_short_rows_and_absent_fields_are_empty() -> None:
    columns = recognise(["id", "name"], {}, _PLACE)
    assert columns.cell(("1",), "name") == columns.cell(("1",), "class") == ""


def test_mapping_goes_first() -> None:
    columns = recognise(["id", "name", "Bezeichnung"], {"name": "Bezeichnung"}, _PLACE)
    assert columns.index == {"id": 0, "name": 2}


def test_columns_without_a_name_get_one() -> None:
    assert recognise(["id", "", "name"], {}, _PLACE).names == ("id", "column 2", "name")


@pytest.mark.parametrize(
    ("header", "mapping", "kind", "sentence"),
    [
        (
            ["id", "name"],
            {"nme": "name"},
            UnknownWordError,
            "'nme' is no field of a camera (did you mean 'name'?)",
        ),
        (["id", "name"], {"name": "nam"}, UnknownWordError, "did you mean 'name'?"),
        (["id", "name"], {"name": "id", "code": "id"}, InventoryError, "uses column 'id' twice"),
        (["id", "id"], {}, InventoryError, "'id' stands twice"),
        (["1", "-2.28", "53.46"], {}, InventoryError, "the first line must name the columns"),
    ],
)
def test_errors(header: list[str], mapping: dict[str, str], kind: type[Exception], sentence: str) -> None:
    with pytest.raises(kind) as caught:
        recognise(header, mapping, _PLACE)
    assert sentence in str(caught.value)
    assert str(caught.value).startswith("a.csv, line 1")


def test_no_name_means_two_fields() -> None:
    seen: dict[str, str] = {}
    for field in FIELDS:
        for alias in _ALIASES[field]:
            assert seen.setdefault(alias, field) == field
