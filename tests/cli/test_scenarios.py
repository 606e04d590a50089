"""`camproof scenarios`: the list for people and for machines, and the schema."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema

LISTED = """\
scenario: A small one
proves: It is listed.
tags: [smoke]
cameras: [{name: gates, count: 1}]
for: 90 s
variants: {udp: {}, tcp: {cameras.gates.sip: tcp}}
"""


def test_the_library_is_listed_within_80_columns(call) -> None:
    code, said = call("scenarios")
    assert code == 0
    assert "acceptance  60 cameras, 72.0 s" in said
    assert "Sixty cameras of two classes" in said
    assert "tags: acceptance, gb28181" in said
    assert max(map(len, said.splitlines()[:-1])) <= 80
    assert said.splitlines()[-1].endswith("library")


def test_the_scenarios_of_a_folder_are_listed_and_mistakes_told(call, tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "a.scenario.yaml").write_text(LISTED, encoding="utf-8")
    code, said = call("scenarios", ".")
    assert code == 0
    assert "a  1 camera, 90.0 s" in said
    assert "tags: smoke; variants: udp, tcp" in said
    assert "1 scenario in deep" in said
    (tmp_path / "b.scenario.yaml").write_text(LISTED.replace("count: 1", "cuont: 1"), encoding="utf-8")
    code, said = call("scenarios", ".")
    assert code == 2
    assert "a  1 camera" in said
    assert "b.scenario.yaml, line 4, column 25, field 'cameras.0.cuont'" in said


def test_the_list_for_machines(call, tmp_path: Path) -> None:
    (tmp_path / "a.scenario.yaml").write_text(LISTED, encoding="utf-8")
    code, said = call("scenarios", "--json", "a.scenario.yaml")
    assert code == 0
    assert json.loads(said) == [
        {
            "name": "a",
            "file": "a.scenario.yaml",
            "title": "A small one",
            "proves": "It is listed.",
            "tags": ["smoke"],
            "loops": ["sil"],
            "clocks": ["wall"],
            "variants": ["udp", "tcp"],
            "cameras": 1,
            "duration_s": 90.0,
            "phases": ["main"],
            "targets": 0,
        }
    ]


def test_a_place_without_scenarios(call, tmp_path: Path) -> None:
    code, said = call("scenarios", "nowhere")
    assert (code, "nowhere: there is no such file or folder" in said) == (2, True)
    code, said = call("scenarios", ".")
    assert (code, "there is no *.scenario.yaml in this folder" in said) == (2, True)


def test_the_schema_is_one(call) -> None:
    code, said = call("scenarios", "--schema")
    assert code == 0
    jsonschema.Draft7Validator.check_schema(json.loads(said))
