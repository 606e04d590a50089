"""The JSON schema for editors: it takes what the readers take, and marks what they refuse."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from camproof.domain.errors import InputError
from camproof.scenarios.finding import library, scenario_files
from camproof.scenarios.ready import ready_scenario
from camproof.scenarios.schema.editors import scenario_schema
from camproof.scenarios.vocabulary import vocabulary


class Core(yaml.SafeLoader):
    """YAML 1.2, as editors read it: `on` is a word, 1:30 is no number."""


Core.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("bool", r"^(?:true|false)$", "tf"),
    ("null", r"^(?:~|null|)$", ["~", "n", ""]),
    ("int", r"^[-+]?[0-9]+$", "-+0123456789"),
    ("float", r"^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$", "-+0123456789."),
):
    Core.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), list(first))

GOOD = """\
scenario: Tried
proves: The schema marks mistakes.
cameras:
  - {name: gates, count: 4, district: [east, west], edition: 2022, stream: 720p25 h264 1 Mbit/s}
network:
  east: {delay: 5 ms ± 2 ms, loss: 1 %}
variants:
  tcp: {cameras.gates.sip: tcp}
phases:
  - name: all
    for: 20 s
    timeline:
      - {at: 0, do: query-catalog}
      - {at: 1 s, do: watch, on: {share: 50 %}, transport: udp, for: 4 s}
      - {at: 2 s, fault: link.loss, on: {district: east}, loss: 5 %, for: 3 s}
    targets:
      - {measure: online rate, at least: 98 %, window: 5 s .. 8 s}
      - {measure: jitter, percentile: 95, at most: 50 ms}
"""


@pytest.fixture(scope="module")
def schema() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(json.dumps(scenario_schema(vocabulary())))
    return found


@pytest.fixture(scope="module")
def validator(schema: dict[str, Any]) -> jsonschema.Draft7Validator:
    jsonschema.Draft7Validator.check_schema(schema)
    return jsonschema.Draft7Validator(schema)


def tables(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "a scenario", schema
    for name, definition in schema["definitions"].items():
        if definition.get("type") == "object":
            yield name, definition


@pytest.mark.parametrize("file", scenario_files([library()]), ids=lambda file: file.name)
def test_the_library_is_valid(validator, file: Path) -> None:
    validator.validate(yaml.load(file.read_text(encoding="utf-8"), Core))


def test_a_good_file_is_valid(validator) -> None:
    validator.validate(yaml.load(GOOD, Core))


BAD = [
    ("proves:", "provs:"),
    ("name: gates, ", ""),
    ("count: 4, ", ""),
    ("count: 4", "count: four"),
    ("count: 4", "count: 0"),
    ("district: [east", "distrct: [east"),
    ("edition: 2022", "edition: 2020"),
    ("720p25 h264", "720p25 h266"),
    ("± 2 ms", "± 2"),
    ("loss: 1 %", "loss: 1"),
    ("at: 0, ", ""),
    ("at: 0,", "at: 3,"),
    ("do: query-catalog", "do: query-catalogue"),
    ("do: query-catalog", "do: query-catalog, for: 1 s"),
    ("do: watch", "do: watch, fault: power.cut"),
    ("transport: udp", "transport: tcp"),
    ("transport: udp", "transprt: udp"),
    ("fault: link.loss", "fault: link.los"),
    ("loss: 5 %", "loss: 5 ms"),
    ("share: 50 %", "shares: 50 %"),
    ("measure: online rate", "measure: onlin rate"),
    ("measure: online rate", "measure: online rate, percentile: 95"),
    ("at least: 98 %", "at least: 98 ms"),
    ("at least: 98 %", "at last: 98 %"),
    ("at least: 98 %", "requirement: AVIAL-1"),
    ("5 s .. 8 s", "5 s"),
    ("for: 20 s\n", "for: 20 mn\n"),
    ("    for: 20 s\n", ""),
    ("tcp: {cameras.gates.sip: tcp}", "tcp: [cameras.gates.sip]"),
]


@pytest.mark.parametrize(("old", "new"), BAD, ids=[f"{old} to {new}" for old, new in BAD])
def test_what_the_readers_refuse_the_schema_marks(validator, tmp_path: Path, old: str, new: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    (tmp_path / "a.scenario.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(InputError):
        ready_scenario(tmp_path / "a.scenario.yaml")
    assert not validator.is_valid(yaml.load(text, Core))


@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_what_the_readers_take_the_schema_takes(validator, tmp_path: Path, data) -> None:
    words = [
        "5 s",
        "0",
        "10 %",
        '"2016"',
        "on",
        "tcp",
        "[east]",
        "{}",
        "3",
        "'4'",
        "1.5",
        "udp, for: 2 s",
        "[1, 2]",
    ]
    places = [(match.start(1), match.end(1)) for match in re.finditer(r": ([^,{}\[\]\n]+)(?=[,}\n])", GOOD)]
    start, end = data.draw(st.sampled_from(places))
    text = GOOD[:start] + data.draw(st.sampled_from(words)) + GOOD[end:]
    path = tmp_path / "a.scenario.yaml"
    path.write_text(text, encoding="utf-8")
    try:
        ready_scenario(path)
    except InputError:
        return
    validator.validate(yaml.load(text, Core))


def test_every_field_is_described(schema) -> None:
    bare = [
        f"{name}: {field}"
        for name, table in tables(schema)
        for field, told in table["properties"].items()
        if not told.get("description")
    ]
    assert bare == [], "write a sentence in scenarios/schema/editors/descriptions.py"


def test_every_word_is_offered(schema) -> None:
    known = vocabulary()
    told = {
        kind: {
            table["properties"][kind]["const"] for _, table in tables(schema) if kind in table["properties"]
        }
        for kind in ("measure", "do", "fault")
    }
    assert told["measure"] == {measure.name for measure in known.measures}
    assert told["do"] == {action.name for action in known.actions}
    assert told["fault"] == set(known.faults.rows)
    group = schema["definitions"]["camera-group"]["properties"]
    assert group["defects"]["anyOf"][0]["enum"] == list(known.defects)
    target = schema["definitions"]["target-on-online-rate"]["properties"]
    assert target["requirement"]["enum"] == [row.id for row in known.requirements]
    assert {"at least", "at most", "exactly", "window", "of"} < set(target)


def test_what_must_be_there_is_known_from_the_readers(schema) -> None:
    definitions = schema["definitions"]
    assert set(schema["required"]) == {"scenario", "proves", "cameras"}
    assert definitions["camera-group"]["required"] == ["name"]
    assert definitions["camera-group"]["anyOf"] == [{"required": ["count"]}, {"required": ["inventory"]}]
    assert definitions["phase"]["required"] == ["for", "name"]
    assert definitions["action-watch"]["required"] == ["do", "at"]
    assert "for" not in definitions["action-query-catalog"]["properties"]
    assert "percentile" not in definitions["target-on-online-rate"]["properties"]


def test_nothing_is_defined_twice(schema) -> None:
    assert [name for name in schema["definitions"] if re.search(r"-\d$", name)] == ["selection-of-cameras-2"]
