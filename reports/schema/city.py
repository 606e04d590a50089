"""The JSON schemas of what `camproof city run` and `camproof city compare` write as `result.json`."""

from __future__ import annotations

from typing import Any

from camproof.reports.schema.verdict import VERDICT_SCHEMA
from camproof.verdicts.outcome import Outcome

__all__ = ["CITY_SCHEMA", "COMPARISON_SCHEMA"]

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_TEXT = {"type": "string"}
_NUMBER = {"type": "number"}
_OR_NULL = {"type": ["number", "null"]}
_COUNT = {"type": "integer", "minimum": 0}
_SHARE = {"type": "number", "minimum": 0, "maximum": 1}


def _table(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _list(item: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": item}


_KEY = {"measure": _TEXT, "unit": _TEXT, "camera_class": _TEXT, "district": _TEXT, "of": _TEXT}
_ESTIMATE = {
    "n": {"type": "integer", "minimum": 1},
    "mean": _NUMBER,
    "sd": _OR_NULL,
    "low": _OR_NULL,
    "high": _OR_NULL,
    "least": _NUMBER,
    "most": _NUMBER,
}
_GOAL = _table(
    measure=_TEXT,
    camera_class=_TEXT,
    at_least=_SHARE,
    verdict={"$ref": "#/$defs/verdict"},
    periods=_COUNT,
    met=_COUNT,
    met_low=_SHARE,
    met_high=_SHARE,
    needed={"type": ["integer", "null"]},
)
_DISTRIBUTIONS = {
    "type": "object",
    "properties": {
        "cameras by intact share": _table(
            **{"from": _list(_SHARE)},
            cameras={"type": "object", "additionalProperties": _list(_NUMBER)},
        ),
        "repairs by hours": _table(from_h=_list(_NUMBER), repairs=_list(_NUMBER), without_end=_NUMBER),
    },
    "required": ["cameras by intact share", "repairs by hours"],
    "additionalProperties": False,
}
_SPOTS = _list(_table(x_m=_NUMBER, y_m=_NUMBER, text=_TEXT))
_COVERAGE = _table(
    share=_SHARE,
    share_after=_SHARE,
    guarantee=_SHARE,
    kinds=_list(_table(kind=_TEXT, places=_COUNT, seen=_SHARE, seen_twice=_SHARE)),
    blind_points=_COUNT,
    blind=_SPOTS,
    proposed=_SPOTS,
)
_RESULT = _table(
    kind={"const": "city"},
    city=_TEXT,
    outcome={"enum": [outcome.value for outcome in Outcome]},
    seed=_COUNT,
    replications={"type": "integer", "minimum": 1},
    period_h={"type": "number", "exclusiveMinimum": 0},
    cameras={"type": "integer", "minimum": 1},
    goals=_list(_GOAL),
    figures=_list(_table(**_KEY, **_ESTIMATE)),
    distributions=_DISTRIBUTIONS,
    coverage={"anyOf": [_COVERAGE, {"type": "null"}]},
    inputs=_list(_table(group=_TEXT, name=_TEXT, value=_TEXT, source=_TEXT)),
    notes=_list(_TEXT),
    versions={"type": "object", "additionalProperties": _TEXT},
)
_DIFFERENCE = _table(
    **_KEY,
    first=_NUMBER,
    second=_NUMBER,
    change=_table(**_ESTIMATE),
    unpaired_half=_OR_NULL,
    sure={"type": "boolean"},
)

CITY_SCHEMA: dict[str, Any] = {
    "$schema": _DRAFT,
    "$id": "urn:camproof:city:1",
    "title": "What a city came to",
    **_RESULT,
    "$defs": {"verdict": VERDICT_SCHEMA},
}
"""One city: goals with their verdicts, every figure with its interval, distributions, inputs."""

COMPARISON_SCHEMA: dict[str, Any] = {
    "$schema": _DRAFT,
    "$id": "urn:camproof:city-comparison:1",
    "title": "Two designs of a city",
    **_table(
        kind={"const": "city comparison"},
        first={"$ref": "#/$defs/city"},
        second={"$ref": "#/$defs/city"},
        differences=_list(_DIFFERENCE),
    ),
    "$defs": {"verdict": VERDICT_SCHEMA, "city": _RESULT},
}
"""Both results, and B less A of each figure that both have."""
