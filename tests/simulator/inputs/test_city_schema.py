from __future__ import annotations

import jsonschema
import pytest
import yaml

from camproof.simulator.examples import TRAFFORD
from camproof.simulator.inputs import city_schema

SCHEMA = city_schema()


def test_the_schema_is_one_and_the_example_fits_it():
    jsonschema.Draft7Validator.check_schema(SCHEMA)
    text = TRAFFORD.read_text(encoding="utf-8").replace("start: 2026-01-01", "start: '2026-01-01'")
    jsonschema.validate(yaml.safe_load(text), SCHEMA)


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"city": "a", "camera": {}},
        {"city": "a", "network": {"access": "rng"}},
        {"city": "a", "failures": [{"life": "5 h"}]},
        {"city": "a", "failures": [{"of": "camera", "life": "often"}]},
        {"city": "a", "shocks": [{"kind": "weather"}]},
        {"city": "a", "goals": [{"measure": "intact rate", "at least": 98}]},
    ],
)
def test_mistakes_show_in_an_editor(wrong):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(wrong, SCHEMA)


def test_every_field_has_a_sentence():
    bare = [
        f"{table.get('title')}: {name}"
        for table in (SCHEMA, *SCHEMA["definitions"].values())
        for name, field in table.get("properties", {}).items()
        if "description" not in field
    ]
    assert bare == []
