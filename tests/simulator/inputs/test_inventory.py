from __future__ import annotations

import json
import math
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camproof.domain.errors import InputError, InventoryError
from camproof.simulator.inputs import InventoryOptions, Projection, parse_inventory
from camproof.simulator.values import PLACE_TYPES, PlaceType

FULL = """code,name,longitude,latitude,class,district,place type,vendor,installed,retention,height,heading,fov,range,HD,networked,phase
A1,Main St,118.10,32.00,一类,east,crossing,Acme,2021-01-01,90 d,6 m,NE,60°,100 m,yes,yes,0
A2,Square,118.11,32.01,2,west,人员密集场所,Other,2026,30,8.5,PTZ,90,0.2 km,标清,否,1
"""  # noqa: E501


def read(text: str | bytes, name: str = "a.csv", **options: object):
    data = text.encode() if isinstance(text, str) else text
    return parse_inventory(data, Path(name), InventoryOptions(**options))


def test_every_column_is_read():
    found = read(FULL).inventory
    assert found.codes == ("A1", "A2")
    assert found.names == ("Main St", "Square")
    assert found.camera_class.tolist() == [0, 1]
    assert [found.districts[each] for each in found.district] == ["east", "west"]
    assert [found.vendors[each] for each in found.vendor] == ["Acme", "Other"]
    assert [PLACE_TYPES[each] for each in found.place] == [PlaceType.CROSSING, PlaceType.CROWDED]
    assert found.age_h.tolist() == [(date(2026, 1, 1) - date(2021, 1, 1)).days * 24, 0]
    assert found.retention_d.tolist() == [90, 30]
    assert found.height_m.tolist() == [6, 8.5]
    assert found.heading_deg[0] == 45
    assert math.isnan(found.heading_deg[1])
    assert found.field_of_view_deg.tolist() == [60, 90]
    assert found.range_m.tolist() == [100, 200]
    assert (found.hd.tolist(), found.networked.tolist()) == ([True, False], [True, False])
    assert found.phase.tolist() == [0, 1]


@pytest.mark.parametrize("cell", ["1,000 m", "12,500 m"])
def test_thousands_are_not_taken_for_decimals(cell: str) -> None:
    with pytest.raises(InventoryError, match=f"may be {cell.replace(',', '')} or"):
        read(FULL.replace(",100 m,", f',"{cell}",'))


@pytest.mark.parametrize(("cell", "metres"), [("120,5 m", 120.5), ("0,125 km", 125.0), ("1,2500 km", 1250.0)])
def test_a_comma_before_decimals_is_read(cell: str, metres: float) -> None:
    assert read(FULL.replace(",100 m,", f',"{cell}",')).inventory.range_m[0] == metres


def test_metres_are_metres():
    """One minute of latitude is about 1.85 km; the geodesic on WGS 84 at 32 degrees is 1848.0 m."""
    found = read(FULL.replace("118.11,32.01", f"118.10,{32 + 1 / 60:.9f}")).inventory
    assert np.ptp(found.y_m) == pytest.approx(1848.0, abs=0.5)
    longitude, latitude = Projection(found.origin).to_degrees(found.x_m, found.y_m)
    assert longitude == pytest.approx([118.10, 118.10], abs=1e-8)
    assert latitude == pytest.approx([32.0, 32 + 1 / 60], abs=1e-8)


def test_geojson_says_the_same_as_csv():
    plain = read(FULL)
    rows = [line.split(",") for line in FULL.splitlines()]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [float(row[2]), float(row[3])]},
            "properties": {
                name: cell for name, cell in zip(rows[0], row, strict=True) if "itude" not in name
            },
        }
        for row in rows[1:]
    ]
    found = read(json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson")
    for name in ("codes", "names", "districts", "vendors"):
        assert getattr(found.inventory, name) == getattr(plain.inventory, name)
    for name in ("x_m", "y_m", "age_h", "range_m", "hd", "place"):
        assert np.array_equal(getattr(found.inventory, name), getattr(plain.inventory, name))


def test_what_is_assumed_is_said():
    notes = " ".join(read("name,longitude,latitude\na,1,2\nb,1.1,2\n").notes)
    for word in ("district", "vendor", "class", "date of installation", "heading", "resolution"):
        assert f"no column gives the {word}: every camera has" in notes


SEVEN = "".join(f"n{row},118.{row}1,32.0{row},6\n" for row in range(5))


@pytest.mark.parametrize(
    ("row", "field", "told"),
    [
        ("x,,32.0,6", "longitude", "there is a latitude but no longitude"),
        ("x,,,6", "longitude", "the camera has no coordinates"),
        ("x,0,0,6", "longitude", "0, 0 is no place of a camera"),
        ("x,32.01,118.2,6", "latitude", "look swapped"),
        ("x,east,32,6", "longitude", "no number of degrees"),
        ("x,nan,32,6", "longitude", "no number of degrees"),
        ("x,190,32,6", "longitude", "more than 180 degrees"),
        ("x,118.2,32,-6", "height", "the height -6 is not between 0 and 500"),
        ("x,118.2,32,six", "height", "'six' is no height"),
        ("n1,118.2,32,6", "code", "the code 'n1' is already in line 3"),
    ],
)
def test_each_bad_row_is_named_and_none_is_lost(row, field, told):
    text = f"code,longitude,latitude,height\n{SEVEN}{row}\n"
    with pytest.raises(InventoryError) as wrong:
        read(text)
    assert f"a.csv, line 7, field {field!r}" in str(wrong.value)
    assert told in str(wrong.value)
    found = read(text, skip_bad_rows=True)
    assert (found.rows, found.refused, len(found.inventory)) == (6, 1, 5)
    assert [issue.place.line for issue in found.issues if issue.refused] == [7]


def test_swapped_coordinates_within_range_are_found_by_the_others():
    text = f"code,longitude,latitude,height\n{SEVEN}x,32.0,-2.0,6\n".replace("118.", "-2.")
    with pytest.raises(InventoryError, match="look swapped"):
        read(text)


def test_unknown_districts_and_twins_are_named():
    text = "code,district,longitude,latitude\na,east,1,2\nb,esat,1,2.1\n"
    with pytest.raises(InventoryError, match=r"line 3.*'esat' is no district \(did you mean 'east'\?\)"):
        read(text, districts=("east", "west"))
    twins = read("code,longitude,latitude\na,1,2\nb,1,2\n")
    assert [issue.text for issue in twins.issues] == [
        "a.csv, line 3, field 'longitude': the camera has the same coordinates as the one in line 2"
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "not JSON"),
        ('{"type": "Point"}', "no GeoJSON FeatureCollection"),
        ('{"type": "Feature", "crs": {"properties": {"name": "EPSG:27700"}}}', "27700"),
        ('{"type": "FeatureCollection", "features": 3}', "no list of features"),
        ('{"type": "FeatureCollection", "features": []}', "no feature"),
        ('{"type": "Feature", "geometry": {"type": "LineString"}}', "features.0"),
        ("[" * 100_000, ""),
    ],
)
def test_broken_geojson_is_an_input_error(text, told):
    with pytest.raises(InputError) as wrong:
        read(text, "a.geojson")
    assert told in str(wrong.value)


CELLS = st.sampled_from(
    ["", "118.1", "32", "-1", "nan", "1e400", "x", '"', "east", "0", "90°", "PTZ", "2020-02-30", "一类", "é"]
)


@given(st.lists(st.lists(CELLS, max_size=18), max_size=8))
def test_whatever_a_csv_holds_rows_in_are_cameras_and_refused(rows):
    text = "\n".join([FULL.splitlines()[0], *(",".join(row) for row in rows)])
    try:
        found = read(text, skip_bad_rows=True)
    except InputError:
        return
    assert found.rows == len(found.inventory) + found.refused
    assert found.refused == len({issue.place.line for issue in found.issues if issue.refused})
    assert np.isfinite(found.inventory.x_m).all()


KEYS = st.sampled_from(["type", "geometry", "properties", "coordinates", "features", "code"])
JSONS = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.text(max_size=5)
    | st.sampled_from(["Point", "Polygon", "Feature", "FeatureCollection"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(KEYS, inner),
    max_leaves=12,
)  # fmt: skip


@given(st.lists(JSONS, max_size=4), st.binary(max_size=30))
def test_whatever_a_geojson_holds_only_input_errors_come_out(features, noise):
    features = [
        {"type": "Feature", "properties": {}, "geometry": each}
        for each in features
        if each is None or isinstance(each, dict)
    ]
    for data in (json.dumps({"type": "FeatureCollection", "features": features}).encode(), noise):
        try:
            read(data, "a.json")
        except InputError:
            continue
