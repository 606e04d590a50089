"""The cameras of a scenario: valid codes used once, places of their own, inventories as they are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sil_kit import read

from camproof.protocols.gb28181.ids import DeviceCode
from camproof.scenarios.schema import CameraGroup, CameraSource, load_scenario
from camproof.scenarios.sil.records import camera_records, defects_of, records_of
from camproof.scenarios.vocabulary import vocabulary

ROOT = Path(__file__).resolve().parents[3]
ACCEPTANCE = ROOT / "scenarios" / "library" / "acceptance.scenario.yaml"
TRAFFORD = ROOT.parent / "shared" / "data" / "trafford-cctv.csv"
TEXT = """\
scenario: Some cameras
proves: That they are there.
platform: {domain: "1101050000"}
cameras:
  - {name: gates, count: 3, district: [east, west], edition: ["2016", "2022"], defects: [frozen-picture]}
  - {name: walls, count: 2, region: "44030600"}
  - {name: roofs, count: 1}
for: 1 s
timeline: [{at: 0 s, do: watch}]
"""


def is_valid(code: str) -> bool:
    return not DeviceCode(code).deviations()


def test_made_cameras_have_valid_codes_names_and_traits(tmp_path: Path) -> None:
    records = camera_records(read(tmp_path, TEXT))
    assert [record.code[:8] for record in records] == ["11010500"] * 3 + ["44030600"] * 2 + ["11010500"]
    assert all(is_valid(record.code) for record in records)
    assert len({record.code for record in records}) == 6
    assert [record.name for record in records] == [
        "gates 001",
        "gates 002",
        "gates 003",
        "walls 001",
        "walls 002",
        "roofs 001",
    ]
    assert [record.group for record in records] == ["gates"] * 3 + ["walls"] * 2 + ["roofs"]
    assert {record.district for record in records[:3]} == {"east", "west"}
    assert camera_records(read(tmp_path, TEXT)) == records


def test_defects_belong_to_the_cameras_of_their_group(tmp_path: Path) -> None:
    scenario = read(tmp_path, TEXT)
    records = camera_records(scenario)
    assert defects_of(scenario.cameras, records) == {r.code: ("frozen-picture",) for r in records[:3]}


@given(st.lists(st.integers(1, 40), min_size=1, max_size=4), st.sampled_from(["3402000000", "11010500"]))
def test_codes_and_places_are_never_shared(counts: list[int], domain: str) -> None:
    groups = [CameraGroup(name=f"g{i}", count=count) for i, count in enumerate(counts)]
    records = records_of(groups, domain)
    assert len(records) == sum(counts)
    assert len({record.code for record in records}) == len(records)
    assert len({(record.longitude, record.latitude) for record in records}) == len(records)
    assert all(is_valid(record.code) for record in records)
    assert all(-180 <= (record.longitude or 999) <= 180 for record in records)


def test_codes_of_an_inventory_are_not_made_again(tmp_path: Path) -> None:
    made = camera_records(read(tmp_path, TEXT))
    rows = "\n".join(f"{record.code},Door {i}" for i, record in enumerate(made[:2]))
    (tmp_path / "doors.csv").write_text(f"code,name\n{rows}\n", encoding="utf-8")
    text = TEXT.replace("- {name: roofs, count: 1}", "- {name: doors, inventory: doors.csv}")
    records = camera_records(read(tmp_path, text))
    assert [record.name for record in records[-2:]] == ["Door 0", "Door 1"]
    assert [record.code for record in records[-2:]] == [record.code for record in made[:2]]
    assert len({record.code for record in records}) == len(records) == 7


needs_trafford = pytest.mark.skipif(not TRAFFORD.is_file(), reason="../shared/data is not there")


@needs_trafford
@pytest.mark.parametrize("region", ["", "340203", "34020300"])
def test_the_98_cameras_of_a_borough_take_the_places_of_the_scenarios(region: str) -> None:
    scenario = load_scenario(ACCEPTANCE, known=vocabulary(), cameras=CameraSource(TRAFFORD, region=region))
    records = camera_records(scenario)
    assert len(records) == scenario.count == 98
    assert len({record.code for record in records}) == 98
    assert all(is_valid(record.code) for record in records)
    assert all(record.code.startswith(region or "34020000") for record in records)
    assert all(record.name for record in records)
    assert all(-2.5 < (record.longitude or 0) < -2.2 for record in records)
    assert all(53.3 < (record.latitude or 0) < 53.5 for record in records)


@needs_trafford
def test_a_given_inventory_is_dealt_over_the_groups_in_proportion() -> None:
    scenario = load_scenario(ACCEPTANCE, known=vocabulary(), cameras=CameraSource(TRAFFORD, region="340203"))
    assert {group.name: group.count for group in scenario.cameras} == {"crossings": 59, "plants": 39}
    records = camera_records(scenario)
    assert [record.group for record in records] == ["crossings"] * 59 + ["plants"] * 39
    assert {record.district for record in records} == {"east", "west", "north"}
    assert {record.edition for record in records} == {"2016", "2022"}
    assert {record.sip_transport for record in records} == {"udp", "tcp"}
    assert {str(r.camera_class) for r in records if r.group == "plants"} == {"key-industry"}
    assert any("98 cameras" in note for group in scenario.cameras for note in group.notes)
    assert records[0].name.startswith("Trafford Wharf Road")
