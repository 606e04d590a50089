from __future__ import annotations

import json
import math

import jsonschema
import pytest

from camproof.reports import ResultError, from_json, published_schema, to_json
from camproof.reports.codec import make_schema


def test_json_and_back_is_the_same(result):
    assert from_json(to_json(result)) == result


def test_infinity_survives(result):
    never = result.phases[1].verdicts[2].measurement
    assert never.value == math.inf
    assert from_json(to_json(result)).phases[1].verdicts[2].measurement.value == math.inf


def test_hostile_strings_survive_or_are_replaced(hostile, hostile_text):
    read = from_json(to_json(hostile))
    assert read.scenario == hostile_text.encode("utf-8", "replace").decode()


def test_the_result_meets_the_published_schema(result, hostile):
    validator = jsonschema.Draft202012Validator(published_schema())
    validator.check_schema(published_schema())
    for each in (result, hostile):
        validator.validate(json.loads(to_json(each)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (["outcome"], "good"),
        (["seed"], "x"),
        (["phases", 0, "verdicts", 0, "limit", "op"], ">"),
        (["phases", 0, "verdicts", 0, "measurement", "n"], -1),
        (["phases", 0, "verdicts", 0, "requirement"], None),
        (["findings", 0, "finding"], {}),
    ],
)
def test_the_schema_refuses_what_is_no_result(result, path, value):
    data = json.loads(to_json(result))
    at = data
    for step in path[:-1]:
        at = at[step]
    at[path[-1]] = value
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, published_schema())
    with pytest.raises(ResultError, match="This is no result of camproof: "):
        from_json(json.dumps(data))


def test_the_published_schema_is_the_one_of_the_code():
    assert published_schema() == make_schema()


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"scenario": 5}', b"\xff"])
def test_what_is_no_result_is_one_clear_error(text):
    with pytest.raises(ResultError):
        from_json(text)


def test_not_a_number_becomes_null(result):
    import dataclasses

    from camproof.reports import LoadSample

    odd = dataclasses.replace(result, load=(LoadSample(t_s=0.0, cpu_share=math.nan),))
    assert from_json(to_json(odd)).load[0].cpu_share is None
