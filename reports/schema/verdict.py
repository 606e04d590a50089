"""The JSON schema of a verdict, as `camproof.verdicts` writes it."""

from __future__ import annotations

from typing import Any

from camproof.verdicts.limit import OPS
from camproof.verdicts.outcome import Outcome
from camproof.verdicts.requirement import GOALS, ORIGINS
from camproof.verdicts.values import UNITS

__all__ = ["VERDICT_SCHEMA"]

_TEXT = {"type": "string"}
_NUMBER = {"anyOf": [{"type": "number"}, {"enum": ["inf", "-inf"]}]}
_NUMBER_OR_NULL = {"anyOf": [{"type": "number"}, {"enum": ["inf", "-inf"]}, {"type": "null"}]}
_UNIT = {"enum": list(UNITS)}


def _table(**properties: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _pair(item: dict[str, Any], last: dict[str, Any]) -> dict[str, Any]:
    return {
        "anyOf": [
            {"type": "array", "prefixItems": [item, last], "minItems": 2, "maxItems": 2},
            {"type": "null"},
        ]
    }


_LIMIT = _table(op={"enum": list(OPS)}, value=_NUMBER, unit=_UNIT, tolerance=_NUMBER)

_SPEC = _table(
    name=_TEXT,
    unit=_UNIT,
    requirement_id=_TEXT,
    window=_pair({"type": "number"}, {"type": ["number", "null"]}),
    scope=_TEXT,
    percentile={"type": ["number", "null"]},
    required={"type": "boolean"},
    predicted=_NUMBER_OR_NULL,
)

_MEASUREMENT = _table(
    spec=_SPEC,
    value=_NUMBER_OR_NULL,
    n={"type": "integer", "minimum": 0},
    interval=_pair(_NUMBER, _NUMBER),
    method=_TEXT,
    census={"type": "boolean"},
    detail=_TEXT,
)

_REQUIREMENT = _table(
    id=_TEXT,
    text=_TEXT,
    term=_TEXT,
    clause=_TEXT,
    metric=_TEXT,
    limit=_LIMIT,
    origin={"enum": list(ORIGINS)},
    goal={"enum": list(GOALS)},
    sure={"type": "boolean"},
    camera_class={"type": ["string", "null"]},
    percentile={"type": ["number", "null"]},
    edition=_TEXT,
)

VERDICT_SCHEMA: dict[str, Any] = _table(
    measurement=_MEASUREMENT,
    requirement=_REQUIREMENT,
    limit=_LIMIT,
    overridden={"type": "boolean"},
    outcome={"enum": [outcome.value for outcome in Outcome]},
    reason=_TEXT,
)
"""One judgement: the measurement with its declaration, the requirement, the limit applied, the outcome."""
