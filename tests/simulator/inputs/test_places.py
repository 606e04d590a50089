from __future__ import annotations

import json

import numpy as np
import pytest

from camproof.domain.errors import InputError
from camproof.simulator.inputs import read_buildings, read_places
from camproof.simulator.values import PLACE_TYPES, PlaceType

ORIGIN = (118.0, 32.0)


def _collection(*features: tuple[dict, dict]) -> str:
    rows = [{"type": "Feature", "geometry": geometry, "properties": told} for geometry, told in features]
    return json.dumps({"type": "FeatureCollection", "features": rows})


def _square(west: float, south: float, side: float) -> dict:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


def test_points_of_a_csv_file_with_kinds_of_its_own(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text(
        "kind,name,longitude,latitude,weight\nschool,A,118,32,2\ncrossing,B,118,32.001,\nzoo,C,118,32,1\n"
    )
    found = read_places(path, ORIGIN, {"school": "key-site-entrance"})
    kinds = [PLACE_TYPES[each] for each in found.places.kind]
    assert kinds == [PlaceType.KEY_ENTRANCE, PlaceType.CROSSING, PlaceType.OTHER]
    assert found.places.weight.tolist() == [2, 1, 1]
    assert found.notes == ("'zoo' is no place type: 1 places count as other",)


def test_an_area_is_a_grid_that_weighs_as_one_place(tmp_path):
    path = tmp_path / "p.geojson"
    path.write_text(_collection((_square(118.0, 32.0, 0.01), {"name": "park", "kind": "crowded-place"})))
    found = read_places(path, ORIGIN, {}, grid_m=50).places
    assert len(found) == pytest.approx(944.6 * 1108.9 / 50**2, rel=0.06)
    assert found.weight.sum() == pytest.approx(1)
    assert set(found.place.tolist()) == {0}
    assert 0 <= found.x_m.min() < found.x_m.max() <= 946


def test_an_area_smaller_than_the_grid_is_one_point(tmp_path):
    path = tmp_path / "p.geojson"
    path.write_text(_collection((_square(118.00011, 32.00011, 1e-5), {})))
    assert len(read_places(path, ORIGIN, {}, grid_m=500).places) == 1


def test_many_places_at_one_point_are_told(tmp_path):
    path = tmp_path / "p.csv"
    path.write_text("kind,name,longitude,latitude\n" + "crossing,x,118,32\n" * 12)
    assert "12 places have the very same coordinates" in read_places(path, ORIGIN, {}).notes[0]


def test_buildings_and_their_heights(tmp_path):
    path = tmp_path / "b.geojson"
    path.write_text(
        _collection((_square(118.0, 32.0, 0.001), {"height": "12 m"}), (_square(118.1, 32.0, 0.001), {}))
    )
    found = read_buildings(path, ORIGIN)
    assert found.height_m.tolist() == [12, np.inf]
    assert found.outlines[0].area == pytest.approx(94.46 * 110.89, rel=0.001)


BOW_TIE = {"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [1, 0], [0, 1], [0, 0]]]}


@pytest.mark.parametrize(
    ("geometry", "told"),
    [
        ({"type": "Point", "coordinates": [1, 2]}, "not a Polygon"),
        (None, "not a Polygon"),
        (BOW_TIE, "not valid"),
        ({"type": "Polygon", "coordinates": [[["a", 1]]]}, "are numbers"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1]]]}, "no Polygon"),
        (_square(179.9, 0, 1), "outside"),
    ],
)
def test_what_is_no_building_is_named(tmp_path, geometry, told):
    path = tmp_path / "b.geojson"
    path.write_text(_collection((_square(118, 32, 0.001), {}), (geometry, {})))
    with pytest.raises(InputError) as wrong:
        read_buildings(path, ORIGIN)
    assert "field 'features.1'" in str(wrong.value)
    assert told in str(wrong.value)
