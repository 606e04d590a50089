"""A result as JSON and back, and the published JSON schema of `result.json`."""

from __future__ import annotations

import json
import math
from importlib import resources
from typing import Any

from pydantic import TypeAdapter, ValidationError

from camproof.reports.errors import ResultError
from camproof.reports.model import RunResult

__all__ = ["from_json", "make_schema", "published_schema", "to_json"]

_ADAPTER: TypeAdapter[RunResult] = TypeAdapter(RunResult)


def to_json(result: RunResult) -> str:
    """`result.json`: indented, characters as they are, newline at the end; not-a-number becomes null."""
    plain = _finite(_ADAPTER.dump_python(result, mode="json"))
    text = json.dumps(plain, indent=1, ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8", "replace").decode("utf-8") + "\n"


def from_json(text: str | bytes) -> RunResult:
    """The result that `to_json` wrote; raises :class:`ResultError` with the first thing that is wrong."""
    try:
        return _ADAPTER.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ResultError(
            f"This is no result of camproof: {where + ': ' if where else ''}{first['msg']}."
        ) from error


def make_schema() -> dict[str, Any]:
    """The JSON schema (draft 2020-12) of `result.json`, made from the dataclasses."""
    schema = _ADAPTER.json_schema(mode="serialization")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:camproof:result:1",
        **schema,
    }


def published_schema() -> dict[str, Any]:
    """The schema as it is shipped in `reports/schema/result.schema.json`."""
    text = resources.files("camproof.reports.schema").joinpath("result.schema.json").read_text("utf-8")
    loaded: dict[str, Any] = json.loads(text)
    return loaded


def _finite(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, dict):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_finite(item) for item in value]
    return value
